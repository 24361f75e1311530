"""The short text of an alert, for channels that many people read along. Pure."""

from services.notifier.domain.message import unlinked
from shared.contracts.alert import Alert

_NO_LINK = "详情请联系监测单位。整改单编号：{order}"
_CUT = "…"
_HARMLESS = str.maketrans({"<": "＜", ">": "＞", "@": "＠", "[": "［", "]": "］"})


def brief(alert: Alert, link: str, limit_bytes: int) -> str:
    """Write what a group chat may see: what it is about and where to act, no excerpt.

    How the deadline was counted goes along where there is room for all of it. Mentions, markup and
    addresses that somebody put into a title come out as plain characters.

    Args:
        alert: what it is about.
        link: where the unit acts; kept whole.
        limit_bytes: most bytes of UTF-8; the subject gives way.
    """
    end = link or _NO_LINK.format(order=alert.order[:12])
    room = limit_bytes - len(end.encode()) - 1
    subject = harmless(alert.subject_line)
    why = f"\n期限说明：{harmless(alert.explained)}" if alert.explained else ""
    if len(f"{subject}{why}".encode()) > room:
        why = ""
    return f"{cut(subject, room)}{why}\n{end}"


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
