"""What must hold of mails: each alert arrives, few times, under one id, and reminders in time."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from shared.contracts.alert import AlertKind, AlertState, alert_id
from shared.contracts.order import Order, OrderState
from tests.faults.facts import Facts, Mail
from tests.faults.invariants import Verdict

MOST_COPIES = 3
WINDOW_SECONDS = 8.0
"""A fault this long before the first copy may still explain the second: a lease and a bit."""
EARLY = timedelta(seconds=1)
BEFORE_DUE = timedelta(days=1)
QUIET_STRETCH_SECONDS = 2.5
"""When the parts answer for so long, a reminder whose time has come must be made."""
LATE_SECONDS = 60.0
ON_ITS_WAY_SECONDS = 5.0
"""A report announced so shortly before the end may not have its alerts yet."""
_AT_REST = frozenset({"closed", "withdrawn", "rectified", "undecided"})
_OF_NO_ORDER = frozenset({AlertKind.REPORT, AlertKind.WARNING})
_STEPS = {
    "issued": AlertKind.ISSUED,
    "reopened": AlertKind.REOPENED,
    "closed": AlertKind.CLOSED,
    "withdrawn": AlertKind.WITHDRAWN,
}


def alerts_arrived(facts: Facts) -> Verdict:
    """I3: at least once for each recipient, at most three times, more than once only by a fault."""
    copies = _by_alert(facts.mails)
    expected = {key: text for order in facts.orders for key, text in _announced(facts, order)}
    reminders = {key for order in facts.orders for key in _reminders(facts, order)}
    others = {alert.id for alert in facts.alerts if alert.kind in _OF_NO_ORDER}
    expected |= {
        alert.id: f"{alert.kind} to {alert.recipient}"
        for alert in facts.alerts
        if alert.id in others and alert.state is AlertState.SENT and not alert.sent_in
    }
    broken = [f"never arrived: {text}" for key, text in expected.items() if key not in copies]
    for key, mails in copies.items():
        if key not in expected and key not in reminders and key not in others:
            broken.append(f"unexpected: {mails[0].subject} to {mails[0].recipient}")
        if len(mails) > MOST_COPIES:
            broken.append(f"{len(mails)} copies of {key}")
        if len(mails) > 1 and not _explained(facts, mails):
            broken.append(f"{len(mails)} copies of {key} without a fault")
    broken += [*_two_ids(facts.mails), *_unreported(facts)]
    return Verdict("I3", "alerts arrive", len(expected), broken)


def reminders_in_time(facts: Facts) -> Verdict:
    """I4: no reminder early, none missing, none late after recovery."""
    copies = _by_alert(facts.mails)
    broken: list[str] = []
    checked = 0
    for order in facts.orders:
        for key, (kind, from_when) in _reminders(facts, order).items():
            mails = copies.get(key, [])
            checked += bool(mails)
            if mails and min(mail.business for mail in mails) < from_when - EARLY:
                broken.append(f"{kind} of {order.id} came before {from_when}")
            if mails and not _open_between(order, from_when, mails[0].business):
                broken.append(f"{kind} of {order.id}, which was not open then")
            if not mails and _owed(facts, order, kind, from_when):
                broken.append(f"{kind} of {order.id} is missing")
            if mails and _late(facts, mails[0].at, from_when) > LATE_SECONDS:
                broken.append(f"{kind} of {order.id} came late")
    return Verdict("I4", "reminders in time", checked, broken)


def _by_alert(mails: Sequence[Mail]) -> Mapping[str, list[Mail]]:
    copies: dict[str, list[Mail]] = defaultdict(list)
    for mail in sorted(mails, key=lambda mail: mail.at):
        copies[mail.alert].append(mail)
    return copies


def _announced(facts: Facts, order: Order) -> Iterator[tuple[str, str]]:
    """Name every alert that the steps of an order must have caused."""
    for step in order.history:
        if kind := _STEPS.get(step.action):
            for recipient in facts.channels[order.unit]:
                key = alert_id(order.id, kind, f"version {step.version}", recipient)
                yield key, f"{kind} of order {order.id} to {recipient}"


def _reminders(facts: Facts, order: Order) -> dict[str, tuple[AlertKind, datetime]]:
    """Name every reminder that an order may cause, with the time from which it may."""
    due = int(order.due_at.timestamp())
    return {
        alert_id(order.id, kind, f"rectify {rung} {due}", recipient): (kind, from_when)
        for kind, rung, from_when in (
            (AlertKind.BEFORE_DUE, "-24h", order.due_at - BEFORE_DUE),
            (AlertKind.DUE, "due", order.due_at),
        )
        for recipient in facts.channels[order.unit]
    }


def _open_between(order: Order, start: datetime, end: datetime) -> bool:
    """Tell whether an order was still to be mended at some moment of a span."""
    before = [step.action for step in order.history if step.at <= start]
    within = [step.action for step in order.history if start < step.at <= end]
    return any(action not in _AT_REST for action in (*before[-1:], *within))


def _owed(facts: Facts, order: Order, kind: AlertKind, from_when: datetime) -> bool:
    """Tell whether a reminder had to be made: the order stood open while the parts answered."""
    if order.state is not OrderState.ISSUED or facts.ended is None or facts.ended < from_when:
        return False
    end = facts.ended if kind is AlertKind.DUE else min(order.due_at, facts.ended)
    start = max(from_when, order.issued_at)
    return _longest(facts, facts.real(start), facts.real(end)) >= QUIET_STRETCH_SECONDS


def _late(facts: Facts, at: float, from_when: datetime) -> float:
    """Count the seconds in which the parts answered and the reminder was not yet sent."""
    start = facts.real(from_when)
    return sum(max(min(end, at) - max(begin, start), 0) for begin, end in facts.able)


def _longest(facts: Facts, start: float, end: float) -> float:
    stretches = (min(until, end) - max(since, start) for since, until in facts.able)
    return max(stretches, default=0.0)


def _unreported(facts: Facts) -> Iterator[str]:
    """Find announced reports that a unit was not told of, and days announced twice."""
    known = {alert.id for alert in facts.alerts}
    periods = Counter(event.report.period for _, event in facts.reports)
    yield from (f"announced {n} times: {period}" for period, n in periods.items() if n > 1)
    end = facts.real(facts.ended) if facts.ended else 0.0
    for at, event in facts.reports:
        about = f"{event.report.kind}:{event.report.period}"
        for unit in event.report.units if at < end - ON_ITS_WAY_SECONDS else ():
            for to in facts.channels[unit.unit]:
                if alert_id(about, AlertKind.REPORT, event.msg_id, to) not in known:
                    yield f"report of {event.report.period} never went to {to}"


def _explained(facts: Facts, mails: Sequence[Mail]) -> bool:
    """Tell whether a fault that can repeat a hand-over lies around these copies."""
    start, end = mails[0].at - WINDOW_SECONDS, mails[-1].at
    return any(
        fault.start <= end and (fault.end or end) >= start
        for fault in facts.faults
        if fault.kind in {"mail", "pause", "failpoint"}
        or (fault.kind != "scale" and fault.victim.startswith(("notifier", "store")))
    )


def _two_ids(mails: Sequence[Mail]) -> Iterator[str]:
    """Find equal mails that go by different ids."""
    ids: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for mail in mails:
        ids[mail.recipient, mail.subject, mail.digest].add(mail.alert)
    for (recipient, subject, _), names in ids.items():
        if len(names) > 1:
            yield f"{len(names)} ids for one mail to {recipient}: {subject}"
