"""What people had decided about findings by a day: the history is read, not the last word."""

from collections.abc import Iterable
from datetime import date

from shared.clock import office_date
from shared.contracts.finding import Decision, Finding
from shared.contracts.order import Order

_DECIDING = {"confirmed": Decision.CONFIRMED, "rejected": Decision.REJECTED}


def as_of(findings: Iterable[Finding], orders: Iterable[Order], day: date) -> list[Finding]:
    """Return findings as they were decided, and gone or not, at the end of a day.

    A file that brings a confirmed finding says what another body confirmed when it found it, so
    such a confirmation holds from `found_on`, whenever the file was imported.

    Args:
        findings: with their histories.
        orders: an order that was out by the day proves that its findings were confirmed.
        day: Asia/Shanghai.
    """
    ordered = {
        finding
        for order in orders
        if office_date(order.issued_at) <= day
        for finding in order.findings
    }
    return [_known(finding, day, ordered=finding.id in ordered) for finding in findings]


def _known(finding: Finding, day: date, *, ordered: bool) -> Finding:
    steps = [step for step in finding.history if step.action in _DECIDING]
    before = [step for step in steps if office_date(step.at) <= day]
    after = [step for step in steps if office_date(step.at) > day]
    decision = finding.decision
    if after and before:
        decision = _DECIDING[before[-1].action]
    elif after:
        overturned = after[0].action == "rejected" and ordered
        decision = Decision.CONFIRMED if overturned else Decision.SUSPECTED
    stands = finding.gone_at is not None and office_date(finding.gone_at) > day
    if decision is finding.decision and not stands:
        return finding
    gone_at = None if stands else finding.gone_at
    return finding.model_copy(update={"decision": decision, "gone_at": gone_at})
