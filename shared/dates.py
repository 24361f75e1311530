"""How days and moments are written wherever people read them: messages, pages, documents."""

import re
from datetime import date, datetime

from shared.clock import OFFICE_ZONE

_DAY = re.compile(
    r"(?<![0-9A-Za-z/_.-])(\d{4})-(\d\d)-(\d\d)(?: 至 (?:(\d{4})-)?(\d\d)-(\d\d))?"
    r"(?![0-9A-Za-z/_-])( (?=[一-鿿]))?"
)


def written(day: date) -> str:
    """Write a day as official documents do, without leading zeros: 2021年1月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def written_at(moment: datetime) -> str:
    """Write an aware moment by the office's clock: 2021年1月30日18:05."""
    at = moment.astimezone(OFFICE_ZONE)
    return f"{written(at.date())}{at:%H:%M}"


def written_quarter(name: str) -> str:
    """Write a quarter such as 2020Q4 as notices do: 2020年第四季度."""
    year, _, number = name.partition("Q")
    return f"{year}年第{'一二三四'[int(number) - 1]}季度"


def in_words(sentence: str) -> str:
    """Write the days in a sentence of ours as documents do; those inside addresses stay.

    2020-12-14 至 12-20 共探测168次 becomes 2020年12月14日至12月20日共探测168次.
    """
    return _DAY.sub(_told, sentence)


def _told(found: re.Match[str]) -> str:
    year, month, day, last_year, last_month, last_day, _ = found.groups()
    first = f"{year}年{int(month)}月{int(day)}日"
    if last_day is None:
        return first
    return f"{first}至{f'{last_year}年' if last_year else ''}{int(last_month)}月{int(last_day)}日"
