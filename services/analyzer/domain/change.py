"""How a finding changes: decided by a person, gone by proof, back again. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from shared.contracts.finding import Decision, Finding, Occurrence, Proof, Step
from shared.errors import PermanentError


def caused(finding: Finding, cause: str) -> Step | None:
    """Return the step that this cause has led to, None when it has not taken effect yet."""
    return next((step for step in finding.history if step.cause == cause), None)


def decide(
    finding: Finding, decision: Decision, *, actor: str, cause: str, reason: str, now: datetime
) -> Finding:
    """Confirm or reject a finding.

    Raises:
        PermanentError: the finding is decided that way already, or the decision is none.
    """
    if decision is Decision.SUSPECTED:
        raise PermanentError("confirm or reject: a finding cannot be decided to be suspected")
    if finding.decision is decision:
        raise PermanentError(f"the finding is {decision.value} already; nothing was changed")
    step = _step(finding, decision.value, actor=actor, cause=cause, note=reason, now=now)
    return _next(finding, step, decision=decision)


def vanish(finding: Finding, *, cause: str, now: datetime) -> Finding:
    """Record that a re-crawl proved the finding gone."""
    step = _step(finding, "gone", actor="analyzer", cause=cause, note="", now=now)
    return _next(finding, step, gone_at=now)


def reopen(finding: Finding, *, cause: str, now: datetime) -> Finding:
    """Record that a finding that was gone stands again; its history goes on."""
    step = _step(finding, "reopened", actor="analyzer", cause=cause, note="", now=now)
    return _next(finding, step, gone_at=None)


def fold(occurrences: Iterable[Occurrence], request: str, places: int) -> Proof | None:
    """Fold the answers of one re-check, in whatever order they came.

    Args:
        occurrences: every place of the finding, with the last answer for each.
        request: the re-check.
        places: how many addresses it asked about; none of a finding that stands nowhere we know.

    Returns:
        None while an answer is missing that could still change the result.
    """
    if places == 0:
        return Proof.UNDECIDED
    answers: dict[str, Proof] = {}
    for place in occurrences:
        if place.request == request and place.proof:
            answers[place.address] = place.proof
    if Proof.FAILED in answers.values():
        return Proof.FAILED
    if len(answers) < places:
        return None
    return Proof.UNDECIDED if Proof.UNDECIDED in answers.values() else Proof.PASSED


def _step(
    finding: Finding, action: str, *, actor: str, cause: str, note: str, now: datetime
) -> Step:
    return Step(
        version=finding.version + 1, at=now, actor=actor, action=action, cause=cause, note=note
    )


def _next(finding: Finding, step: Step, **change: Any) -> Finding:
    history = (*finding.history, step)
    return finding.model_copy(update={**change, "history": history, "version": step.version})
