"""网民留言: what a page of a board shows of one enquiry, by the labels that boards print. Pure.

Only days and category are read, never who wrote or what. A page without a day of receipt is none;
one that says it is answered and not when is left to a person, as no day may be made up.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from services.analyzer.domain.findings import Reading
from shared.clock import office_date
from shared.contracts.base import identity
from shared.contracts.enquiry import BoardEntry

BOARDS: Final = "enquiries"
"""Column class that they are read from."""
CATEGORIES = ("咨询", "投诉", "建议", "建言", "求助", "举报")
_SIGN = r"[\s:：】\]]*"
_DAY = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})"
_WRITTEN = r"(?:留言|提交|来信|写信|写件|咨询|投诉|提问|诉求|信件)"
_ANSWERED = r"(?:回复|答复|办结|回信)"
_RECEIVED_ON = re.compile(rf"{_WRITTEN}(?:时间|日期){_SIGN}{_DAY}")
_CLOSED_ON = re.compile(rf"{_ANSWERED}(?:时间|日期){_SIGN}{_DAY}")
_CLOSED = re.compile(rf"(?:状态|办理情况|处理情况|办理结果){_SIGN}已(?:答复|回复|办结|办理)")
_CATEGORY = re.compile(
    rf"(?:留言|信件|来信|诉求|问题|咨询)?(?:类型|类别|目的|分类){_SIGN}[^\n]{{0,6}}?({'|'.join(CATEGORIES)})"
)


def entries(readings: Iterable[Reading]) -> list[BoardEntry]:
    """Return the enquiries that pages show; of several versions of a page the first counts."""
    found: dict[str, BoardEntry] = {}
    passed: set[str] = set()
    for reading in readings:
        address = reading.article.address
        if address not in passed and (entry := _entry(reading)):
            found[address] = entry
        passed.add(address)
    return list(found.values())


def _entry(reading: Reading) -> BoardEntry | None:
    text = reading.content.text
    received = _days(_RECEIVED_ON, text)
    closed = _days(_CLOSED_ON, text)
    seen = office_date(reading.article.fetched_at)
    if len(received) != 1 or received[0] > seen:
        return None
    if not closed and _CLOSED.search(text):
        return None
    last = max(closed, default=None)
    if last and not received[0] <= last <= seen:
        return None
    category = _CATEGORY.search(text)
    return BoardEntry(
        id=f"board-{identity('board', reading.target.id, reading.article.address)[:24]}",
        target=reading.target.id,
        received_on=received[0],
        closed_on=last,
        category=category[1] if category else "",
    )


def _days(pattern: re.Pattern[str], text: str) -> list[date]:
    """Return the days behind a label; a page that names none of the calendar names none."""
    found: list[date] = []
    for match in pattern.finditer(text):
        try:
            found.append(date(*map(int, match.groups())))
        except ValueError:
            return []
    return found
