"""Proposals: what they make of a record, who may approve them, and what needs two people. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from services.reporter.domain.registry_rows import read_target, read_unit
from shared.contracts.audit import AuditRecorded
from shared.contracts.finding import Step
from shared.contracts.proposal import Proposal, ProposalState, ProposalVerb
from shared.contracts.target import Target, TargetStatus
from shared.contracts.unit import Unit
from shared.errors import PermanentError
from shared.intake.cells import Cells
from shared.intake.columns.registry import TARGETS, UNITS
from shared.intake.mapping import written
from shared.masking import mask_text
from shared.tables.model import Row

HOSTS = frozenset({"unit", "url", "subject"})
"""Who is the host of a target, and where it stands."""
_CONTACT = frozenset({"channels"})


def is_sensitive(verb: ProposalVerb, fields: Mapping[str, str]) -> bool:
    """Tell whether a contact or a host is to change."""
    return verb is ProposalVerb.CONTACT or (
        verb is ProposalVerb.CHANGE and bool(HOSTS & set(fields))
    )


def proposed_target(proposal: Proposal, known: Target | None) -> Target:
    """Return the record that a proposal leads to.

    Raises:
        PermanentError: a cell is wrong, the target is there already, or is not there.
    """
    if (known is None) is not (proposal.verb is ProposalVerb.OPEN):
        there = "is on the registry already" if known else "is not on the registry"
        raise PermanentError(f"{proposal.about} {there}")
    cells = _base(TARGETS.keys, known) | proposal.fields | {"id": proposal.about}
    if proposal.verb is ProposalVerb.OPEN and proposal.on:
        cells["opened_on"] = cells["opened_on"] or proposal.on.isoformat()
    if proposal.verb is ProposalVerb.CLOSE:
        cells["status"] = TargetStatus.CLOSED.value
        cells["closed_on"] = cells["closed_on"] or (proposal.on.isoformat() if proposal.on else "")
    record = _read(TARGETS.keys, cells, read_target)
    made: Target = record.model_copy(update={"version": known.version + 1 if known else 1})
    return made


def proposed_unit(proposal: Proposal, known: Unit | None) -> Unit:
    """Return the unit with its new contact.

    Raises:
        PermanentError: there is no such unit, or a cell is wrong.
    """
    if known is None:
        raise PermanentError(f"{proposal.about} is no unit on the registry")
    if unknown := set(proposal.fields) - _CONTACT:
        raise PermanentError(f"a contact is `channels` only, not {', '.join(sorted(unknown))}")
    cells = _base(UNITS.keys, known) | proposal.fields
    made: Unit = _read(UNITS.keys, cells, read_unit).model_copy(
        update={"version": known.version + 1}
    )
    return made


def decided(proposal: Proposal, step: Step, file_by: date | None) -> Proposal:
    """Approve or reject.

    Raises:
        PermanentError: it is decided already, or its own proposer approves it.
    """
    if proposal.state is not ProposalState.PROPOSED:
        raise PermanentError(f"the proposal is {proposal.state.value} already")
    approved = step.action == ProposalState.APPROVED.value
    if approved and step.actor == proposal.proposed_by:
        raise PermanentError("somebody else than the proposer must approve it")
    return proposal.model_copy(
        update={
            "state": ProposalState(step.action),
            "file_by": file_by if approved and proposal.verb is not ProposalVerb.CONTACT else None,
            "unenacted": approved,
            "history": (*proposal.history, step),
            "version": step.version,
        }
    )


def enacted(proposal: Proposal) -> Proposal:
    """Note that what was approved is on the registry."""
    return proposal.model_copy(update={"unenacted": False, "version": proposal.version + 1})


def undone(proposal: Proposal, actor: str, at: datetime, reason: str) -> Proposal:
    """Take an approval back: the registry allows no longer what was approved."""
    step = Step(
        version=proposal.version + 1,
        at=at,
        actor=actor,
        action=ProposalState.REJECTED.value,
        cause=proposal.id,
        note=mask_text(reason),
    )
    return proposal.model_copy(
        update={
            "state": ProposalState.REJECTED,
            "file_by": None,
            "unenacted": False,
            "history": (*proposal.history, step),
            "version": step.version,
        }
    )


def audit_of(
    proposal: Proposal, action: str, *, actor: str, cause: str, at: datetime
) -> AuditRecorded:
    """Say for the audit what was done with a proposal."""
    return AuditRecorded(
        actor=actor,
        action=f"proposal.{action}",
        about=proposal.id,
        cause=cause,
        reason=f"{proposal.verb.value} {proposal.about}",
        occurred_at=at,
    )


def _base(keys: tuple[str, ...], known: Any) -> dict[str, str]:
    record = known.model_dump(mode="json") if known else {}
    return {key: written(record.get(key)) for key in keys}


def _read(keys: tuple[str, ...], cells: Mapping[str, str], read: Any) -> Any:
    if unknown := set(cells) - set(keys):
        raise PermanentError(f"no keys of the registry: {', '.join(sorted(unknown))}")
    read_cells = Cells(Row(1, dict(cells)))
    _, record = read(read_cells)
    if read_cells.faults:
        wrong = "; ".join(f"{one.column} {one.reason}" for one in read_cells.faults)
        raise PermanentError(wrong)
    return record
