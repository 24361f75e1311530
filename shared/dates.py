"""How days and moments are written wherever people read them: messages, pages, documents."""

from datetime import date, datetime

from shared.clock import OFFICE_ZONE


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
