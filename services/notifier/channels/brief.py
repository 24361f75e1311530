"""The short text of an alert, for channels that many people read along. Pure."""

from collections.abc import Iterator, Sequence

from services.notifier.domain.merging import ABOUT_NO_ORDER, Merged
from services.notifier.domain.message import unlinked
from shared.contracts.alert import Alert, AlertKind

_NO_LINK = "详情请联系监测单位。整改单编号：{order}"
_TO_DECIDE = "请审核：xuncha orders show {order}"
_MORE = "另有{number}行未列出，详见邮件或整改单页面。"
_CUT = "…"
_HARMLESS = str.maketrans({"<": "＜", ">": "＞", "@": "＠", "[": "［", "]": "］"})


def brief(alert: Alert, link: str, limit_bytes: int) -> str:
    """Write what a group chat may see: what it is about and where to act, no excerpt.

    How the deadline was counted goes along where there is room for all of it. A merged message
    lists what it stands for, and one that is about no order (a report, a warning) says all it has
    to say, as far as there is room. Mentions, markup and addresses that somebody put into a title
    come out as plain characters.

    Args:
        alert: what it is about.
        link: where the unit acts; kept whole.
        limit_bytes: most bytes of UTF-8; the subject gives way.
    """
    end = link or _end(alert)
    room = limit_bytes - (_bytes(end) + 1 if end else 0)
    subject = cut(harmless(alert.subject_line), room)
    middle = _fitting([harmless(line) for line in _middle(alert)], room - _bytes(subject))
    if alert.explained and not middle:
        why = f"期限说明：{harmless(alert.explained)}"
        middle = [why] if _bytes(subject) + 1 + _bytes(why) <= room else []
    return "\n".join(line for line in (subject, *middle, end) if line)


def harmless(text: str) -> str:
    """Return a text that no chat program reads as a mention, markup or link."""
    shown = "".join(character for character in text if character.isprintable())
    return unlinked(shown.translate(_HARMLESS))


def cut(text: str, limit_bytes: int) -> str:
    """Cut at a whole character so that the text, with its ellipsis, fits."""
    whole = text.encode()
    if len(whole) <= limit_bytes:
        return text
    kept = max(limit_bytes - len(_CUT.encode()), 0)
    return whole[:kept].decode("utf-8", "ignore") + _CUT


def _end(alert: Alert) -> str:
    if alert.kind in ABOUT_NO_ORDER:
        return ""
    text = _TO_DECIDE if alert.kind is AlertKind.ASKED else _NO_LINK
    return text.format(order=alert.order[:12])


def _middle(alert: Alert) -> Iterator[str]:
    if isinstance(alert, Merged):
        yield from (f"{number}. {one}" for number, one in enumerate(alert.subjects, start=1))
    elif alert.kind in ABOUT_NO_ORDER:
        yield from (line for line in alert.text.splitlines() if line.strip())


def _fitting(lines: Sequence[str], room: int) -> list[str]:
    """Return the lines for which there is room, whole ones, and how many were left out."""
    if sum(1 + _bytes(line) for line in lines) <= room:
        return list(lines)
    room -= 1 + _bytes(_MORE.format(number=len(lines)))
    if room < 0:
        return []
    kept: list[str] = []
    for line in lines:
        room -= 1 + _bytes(line)
        if room < 0:
            break
        kept.append(line)
    return [*kept, _MORE.format(number=len(lines) - len(kept))]


def _bytes(text: str) -> int:
    return len(text.encode())
