"""What one form asks for, and whether everything that it needs is filled in."""

from datetime import date, timedelta
from typing import NamedTuple

from services.notifier.files import Given
from services.notifier.kinds import FormRefusedError
from shared.dates import written

_GROUNDS = {
    "ask": "请填写申请理由。",
    "disown": "请填写理由：为什么不是你单位的。",
    "appeal": "请填写申诉理由：为什么认为不属于问题。",
}

MOST = timedelta(days=365)
"""So long after the first day that may be asked for is the last one: who needs more asks again."""


class Wish(NamedTuple):
    """What one form asks for.

    Attributes:
        action: name of the button.
        note: what the unit writes.
        files: what it sends along.
        until: of ask: the day as the browser wrote it.
        kind: of ask: extension or exception.
        unit: of disown: the name of the unit that has it; empty where that is not known.
    """

    action: str
    note: str
    files: list[Given]
    until: str = ""
    kind: str = ""
    unit: str = ""


NOTHING = Wish("", "", [])
"""Of a page that nobody has sent a form from."""


def day_of(wish: Wish, earliest: date) -> date | None:
    """Return the day that a form asks for; None for a form that asks for none.

    Args:
        wish: the form.
        earliest: first day that may be asked for, Asia/Shanghai.

    Raises:
        FormRefusedError: grounds are missing, or the day is none, too early or too late.
    """
    if wish.action in _GROUNDS and not wish.note:
        raise FormRefusedError(_GROUNDS[wish.action])
    if wish.action != "ask":
        return None
    try:
        day = date.fromisoformat(wish.until)
    except ValueError as error:
        raise FormRefusedError("请选择申请的截止日期。") from error
    if day < earliest:
        raise FormRefusedError(f"申请的日期不得早于{written(earliest)}，请重新选择。")
    if day > (latest := earliest + MOST):
        raise FormRefusedError(f"申请的日期不得晚于{written(latest)}，请重新选择。")
    return day
