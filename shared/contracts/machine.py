"""Machine tokens: what lets a program use the JSON API, and how far."""

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, Field

from shared.contracts.base import Contract
from shared.contracts.command import Command

NAME_PATTERN = r"^[a-z0-9][a-z0-9-]{0,39}$"


class Right(StrEnum):
    """What a token may do; a token has those that it was issued with and no others."""

    REGISTRY_READ = "registry:read"
    REGISTRY_PROPOSE = "registry:propose"
    REGISTRY_APPROVE = "registry:approve"
    FINDINGS_READ = "findings:read"
    FINDINGS_DECIDE = "findings:decide"
    ORDERS_READ = "orders:read"
    ORDERS_CHANGE = "orders:change"
    ENQUIRIES_READ = "enquiries:read"
    REPORTS_READ = "reports:read"
    REPORTS_FREEZE = "reports:freeze"
    REPORTS_ISSUE = "reports:issue"
    IMPORTS_READ = "imports:read"
    IMPORTS_WRITE = "imports:write"


class MachineToken(Contract):
    """One program's token. The token itself rests nowhere, only its hash."""

    name: str = Field(pattern=NAME_PATTERN)
    """Stands in the audit as `token:<name>`, so it is never given twice."""
    hash: str = Field(pattern=r"^[0-9a-f]{64}$")
    """SHA-256 of the token."""
    scopes: tuple[Right, ...] = Field(min_length=1)
    issued_at: AwareDatetime
    issued_by: str
    expires_on: date | None = None
    """Last day on which it opens anything, Asia/Shanghai; None for no end."""
    revoked_at: AwareDatetime | None = None


class IssueToken(Command):
    """Let a program in; the client draws the token and sends its hash only."""

    name: str = Field(pattern=NAME_PATTERN)
    hash: str = Field(pattern=r"^[0-9a-f]{64}$")
    scopes: tuple[Right, ...] = Field(min_length=1)
    expires_on: date | None = None


class RevokeToken(Command):
    """End a program's token for ever."""

    name: str = Field(pattern=NAME_PATTERN)
