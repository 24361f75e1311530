"""The sentence that justifies a date."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from shared.dates import written

_WEEKDAYS = "一二三四五六日"
_FEW = 4


@dataclass(frozen=True, slots=True)
class Step:
    """One day on the way to the end of a limit.

    Attributes:
        day: the day.
        works: it counts.
        name: of the holiday or of the make-up day; empty for an ordinary day or weekend.
    """

    day: date
    works: bool
    name: str


def explain(start: date, n: int, steps: Sequence[Step], unknown: Sequence[int]) -> str:
    """Say in one Chinese sentence how `n` working days after `start` were counted.

    Args:
        start: day 0.
        n: working days counted.
        steps: every day after `start` up to the last.
        unknown: years on the way that have no published schedule.
    """
    end = steps[-1].day if steps else start
    head = f"自{_spoken(start)}起算（当日为第0日），第{n}个工作日为{_spoken(end)}"
    clauses = [head, *_skipped(steps), *_made_up(steps)]
    if unknown:
        years = "、".join(f"{year}年" for year in unknown)
        clauses.append(f"{years}放假安排尚未公布，周一至周五暂按工作日计，本日期为暂定")
    return "；".join(clauses) + "。"


def _spoken(day: date) -> str:
    return f"{written(day)}（周{_WEEKDAYS[day.weekday()]}）"


def _skipped(steps: Sequence[Step]) -> Iterator[str]:
    weekends = [step.day for step in steps if not step.works and not step.name]
    if len(weekends) > _FEW:
        yield f"跳过周末{len(weekends)}天"
    elif weekends:
        yield "跳过周末" + "、".join(written(day) for day in weekends)
    for (works, name), group in groupby(steps, key=lambda step: (step.works, step.name)):
        if name and not works:
            yield "跳过" + name + _stretch([step.day for step in group])


def _stretch(days: Sequence[date]) -> str:
    if len(days) == 1:
        return written(days[0])
    return f"{written(days[0])}至{written(days[-1])}"


def _made_up(steps: Sequence[Step]) -> Iterator[str]:
    days = [_spoken(step.day) for step in steps if step.works and step.name]
    if days:
        yield "、".join(days) + "是调休上班日"
