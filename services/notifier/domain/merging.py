"""Which alerts share one message, and what it says. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from shared.contracts.alert import Alert, AlertKind

REMINDERS = frozenset({AlertKind.BEFORE_DUE, AlertKind.DUE, AlertKind.OVERDUE, AlertKind.ESCALATED})
ABOUT_NO_ORDER = frozenset(
    {AlertKind.WARNING, AlertKind.ENQUIRY, AlertKind.REPORT, AlertKind.UNREACHED, AlertKind.TEST}
)
"""What they say stands on no page, so none of it is left out."""
UNLINKED = ABOUT_NO_ORDER | {AlertKind.ESCALATED, AlertKind.ASKED, AlertKind.HANDED_OVER}
"""Kinds that go to others than the order's unit, or are about no order."""
MOST = 60
"""So many lines of one message; of the rest the number."""


class Merged(Alert):
    """One message that stands for several alerts; it rests nowhere."""

    subjects: tuple[str, ...]
    """What each of them is about."""


def bundles(alerts: Sequence[Alert], now: datetime, waited: timedelta | None) -> list[list[Alert]]:
    """Put together what goes out in one message.

    Reminders to one recipient that wait at the same time share one; so does everything that has
    waited so long that it is a matter of catching up (our outage, the channel's, quiet hours).

    Args:
        alerts: what may go out now.
        now: business time.
        waited: from this wait on anything is merged; None merges nothing at all.
    """
    together: dict[str, list[Alert]] = {}
    alone: list[list[Alert]] = []
    for alert in sorted(alerts, key=lambda one: (one.due_at, one.id)):
        if waited is not None and _mergeable(alert, now, waited):
            together.setdefault(alert.recipient, []).append(alert)
        else:
            alone.append([alert])
    return [*alone, *together.values()]


def message_of(bundle: Sequence[Alert], office: str) -> Alert:
    """Return what is handed over for a bundle: the alert itself, or one that lists them all.

    It goes by the id of the bundle's first alert, so that every copy after a crash has one id, and
    by the link of the first that has one.
    """
    first = bundle[0]
    if len(bundle) == 1:
        return first
    lines = [f"以下{len(bundle)}条提醒合并发送，请逐条办理：", ""]
    for number, alert in enumerate(bundle[:MOST], start=1):
        lines += [f"{number}. {line}" if n == 0 else f"   {line}" for n, line in _told(alert)]
    if len(bundle) > MOST:
        lines.append(f"另有{len(bundle) - MOST}条，详见全部未办结整改单。")
    lines += ["", office]
    linked = next((one for one in bundle if one.kind not in UNLINKED), first)
    merged = {
        "id": first.id,
        "due_at": first.due_at,
        "subject_line": f"【合并提醒】您有{len(bundle)}条提醒待办理",
        "text": "\n".join(lines),
        "explained": "",
        "subjects": tuple(alert.subject_line for alert in bundle),
    }
    return Merged.model_validate(linked.model_dump() | merged)


def _told(alert: Alert) -> Iterator[tuple[int, str]]:
    if alert.kind in ABOUT_NO_ORDER:
        whole = (line for line in alert.text.splitlines() if line)
        return enumerate((alert.subject_line, *whole))
    why = (f"期限说明：{alert.explained}",) if alert.explained else ()
    return enumerate((f"{alert.subject_line}（整改单{alert.order[:12]}）", *why))


def _mergeable(alert: Alert, now: datetime, waited: timedelta) -> bool:
    if now - alert.due_at >= waited:
        return True
    return alert.kind in REMINDERS and not alert.urgent
