"""What was known when: findings and enquiries as they were recorded by a moment. Pure.

Valid time says from which day a fact counts, recorded time when we learnt of it. An assessment
names both, so that it can be made again.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from services.analyzer.domain.assessing.dates import last_over
from shared.contracts.enquiry import Enquiry
from shared.contracts.finding import Decision, Finding
from shared.contracts.life import Life

_SAID: Mapping[str, Decision] = {
    "confirmed": Decision.CONFIRMED,
    "rejected": Decision.REJECTED,
    "suspected": Decision.SUSPECTED,
}
_UNTIMED = ("unit", "target", "channel", "received_on", "valid")


def as_known(finding: Finding, moment: datetime) -> Finding | None:
    """Return a finding with the decision that stood at a moment; None when nobody knew of it.

    What a later file says of effect and day of an outside finding replaces what it said before.

    Args:
        finding: with its history.
        moment: UTC.
    """
    steps = finding.history
    if not steps or steps[-1].at <= moment:
        return finding
    known = [step for step in steps if step.at <= moment]
    if not known:
        return None
    said = [step.decision or _SAID.get(step.action) for step in known]
    decision = next((one for one in reversed(said) if one), Decision.SUSPECTED)
    return finding.model_copy(update={"decision": decision})


def counted(findings: Iterable[Finding], day: date, moment: datetime) -> list[Finding]:
    """Return the findings that count at the end of a day, as they were known at a moment.

    What was found later than the last day that is over counts with that day: what a person confirms
    of today's findings is told at once.

    Args:
        findings: of the quarter.
        day: Asia/Shanghai.
        moment: UTC.
    """
    last = day >= last_over(moment)
    known = (as_known(one, moment) for one in findings if last or one.found_on <= day)
    return [one for one in known if one]


def differs_since(before: Enquiry | None, after: Enquiry) -> date | None:
    """Return the first day of which an enquiry's change may say something else; None for none."""
    if before is None or any(getattr(before, name) != getattr(after, name) for name in _UNTIMED):
        return min(one.received_on for one in (before, after) if one)
    closed = [one.closed_on for one in (before, after) if one.closed_on]
    return min(closed) if before.closed_on != after.closed_on else None


def recorded_late(lives: Iterable[Life], until: date, recorded: datetime) -> date | None:
    """Return the first day that late changes of a target are about; None when none is late.

    A target that is entered anew changes no day that was assessed: it is judged from the next one.

    Args:
        lives: of one target.
        until: last day that was assessed.
        recorded: what was recorded before is not looked at, UTC.
    """
    days = [life.on for life in lives if life.at >= recorded and life.on and life.on <= until]
    return min(days, default=None)
