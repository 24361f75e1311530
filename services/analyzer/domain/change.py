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
    if finding.decision is decision and decision is not Decision.REJECTED:
        raise PermanentError(f"the finding is {decision.value} already; nothing was changed")
    step = _step(finding, decision.value, actor=actor, cause=cause, note=reason, now=now)
    confirmed = decision is Decision.CONFIRMED
    severity = finding.demoted_from if confirmed and finding.demoted_from else finding.severity
    return _next(finding, step, decision=decision, decided_by=actor, severity=severity)


def reject_too(finding: Finding, *, cause: str, reason: str, now: datetime) -> Finding:
    """Reject a finding because the same defect was rejected elsewhere, for this target too."""
    step = _step(finding, "rejected", actor="analyzer", cause=cause, note=reason, now=now)
    return _next(finding, step, decision=Decision.REJECTED, decided_by="")


def suspect_again(
    finding: Finding, *, actor: str, cause: str, reason: str, now: datetime
) -> Finding:
    """Take a rejection back: the finding is suspected again.

    Raises:
        PermanentError: it was not rejected.
    """
    if finding.decision is not Decision.REJECTED:
        raise PermanentError("the finding was not rejected; nothing was changed")
    step = _step(finding, "suspected", actor=actor, cause=cause, note=reason, now=now)
    return _next(finding, step, decision=Decision.SUSPECTED, decided_by="")


def vanish(
    finding: Finding, *, cause: str, now: datetime, after: str = "", after_article: str = ""
) -> Finding:
    """Record that a re-crawl proved the finding gone.

    Args:
        finding: as it stood.
        cause: what proved it.
        now: when, UTC.
        after: masked excerpt of what stands there now.
        after_article: the article that stands there now.
    """
    step = _step(finding, "gone", actor="analyzer", cause=cause, note=after, now=now)
    return _next(finding, step, gone_at=now, after=after, after_article=after_article)


def reopen(
    finding: Finding, *, cause: str, now: datetime, actor: str = "analyzer", reason: str = ""
) -> Finding:
    """Record that a finding that was gone stands again; its history goes on."""
    step = _step(finding, "reopened", actor=actor, cause=cause, note=reason, now=now)
    return _next(finding, step, gone_at=None, after="", after_article="")


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
