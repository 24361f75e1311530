"""Proposals: what somebody wants changed on the registry, until it is approved and filed."""

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, Field

from shared.contracts.base import ID_PATTERN, Contract
from shared.contracts.finding import Step


class ProposalVerb(StrEnum):
    """What is to happen: 开办、变更、关停（注销）, or a unit's own contact."""

    OPEN = "open"
    CHANGE = "change"
    CLOSE = "close"
    CONTACT = "contact"


class ProposalState(StrEnum):
    """How far it is."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


class Proposal(Contract):
    """A change of the registry that needs somebody else's approval."""

    id: str
    verb: ProposalVerb
    about: str = Field(pattern=ID_PATTERN)
    """Id of the target; of the unit for a contact."""
    fields: dict[str, str] = Field(default_factory=dict)
    """Keys and cells as an import file has them."""
    on: date | None = None
    """First day on which it is to hold, Asia/Shanghai."""
    reason: str = ""
    """Masked."""
    proposed_by: str
    proposed_at: AwareDatetime
    sensitive: bool = False
    """Changes a contact or a host: the second pair of eyes is a rule, not a courtesy."""
    state: ProposalState = ProposalState.PROPOSED
    filing: str = ""
    """Filing number (备案号)."""
    file_by: date | None = None
    """Last day for the filing, set by the approval; None for a contact."""
    unenacted: bool = False
    """Approved, and not on the registry yet."""
    unfiled_told: bool = False
    """The missing filing became a finding."""
    history: tuple[Step, ...] = ()
    version: int = Field(default=1, ge=1)
