"""Every cell is read into its type, or refused with a reason and the way to mend it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from shared.clock import OFFICE_ZONE
from shared.contracts.unit import UnitKind
from shared.intake.cells import Cells
from shared.tables.model import Row

Read = Callable[[Cells], Any]
READERS: dict[str, Read] = {
    "date": lambda cells: cells.date("x"),
    "moment": lambda cells: cells.moment("x"),
    "whole": lambda cells: cells.whole("x"),
    "number": lambda cells: cells.number("x", most=130),
    "yes_no": lambda cells: cells.yes_no("x", default=True),
    "url": lambda cells: cells.web_address("x"),
    "id": lambda cells: cells.id("x", required=False),
    "choice": lambda cells: cells.choice("x", UnitKind, UnitKind.OTHER),
    "line": lambda cells: cells.line("x", limit=5),
    "name": lambda cells: cells.name("x", limit=30),
}


def read(kind: str, text: str) -> tuple[Any, list[str]]:
    cells = Cells(Row(2, {"x": text}))
    value = READERS[kind](cells)
    return value, [one.reason for one in cells.faults]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("date", "2021-01-30", date(2021, 1, 30)),
        ("date", "2021/1/3", date(2021, 1, 3)),
        ("date", "2021年1月3日", date(2021, 1, 3)),
        ("date", "2021-01-30 00:00", date(2021, 1, 30)),
        ("date", "", None),
        ("moment", "2021-01-30 09:00", datetime(2021, 1, 30, 9, tzinfo=OFFICE_ZONE)),
        ("moment", "2021-01-30T01:00:00Z", datetime(2021, 1, 30, 9, tzinfo=OFFICE_ZONE)),
        ("whole", "12", 12),
        ("whole", "", 0),
        ("number", "98.7", 98.7),
        ("number", "0.30000000000000004", 0.3),
        ("number", "", None),
        ("yes_no", "否", False),
        ("yes_no", "", True),
        ("url", "https://www.例子.cn/a?b=c", "https://www.例子.cn/a?b=c"),
        ("id", "a-B_9", "a-B_9"),
        ("choice", "County", UnitKind.COUNTY),
        ("choice", "", UnitKind.OTHER),
    ],
)
def test_a_good_cell_is_read(kind: str, text: str, value: Any) -> None:
    assert read(kind, text) == (value, [])


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("date", "2021-02-29"),
        ("date", "2021-13-01"),
        ("date", "30.01.2021"),
        ("date", "2021-01-30 09:00"),
        ("moment", "2021-02-30 09:00"),
        ("moment", "now"),
        ("whole", "-1"),
        ("whole", "1.5"),
        ("whole", "١٢"),
        ("whole", "9" * 20),
        ("number", "130.1"),
        ("number", "1e2"),
        ("number", "nan"),
        ("number", "inf"),
        ("yes_no", "maybe"),
        ("url", "ftp://a.cn/"),
        ("url", "javascript:alert(1)"),
        ("url", "//a.cn"),
        ("url", "https://"),
        ("url", "http://a.cn:99999/"),
        ("url", "http://[::1/"),
        ("url", "https://u@a.cn/"),
        ("url", "https://a.cn/a b"),
        ("id", "a.b"),
        ("id", "a" * 65),
        ("id", "../a"),
        ("choice", "town"),
        ("line", "a\nb"),
        ("line", "abcdef"),
        ("name", "网站13800138000"),
        ("name", "a\nb"),
    ],
)
def test_a_bad_cell_is_refused_once(kind: str, text: str) -> None:
    assert len(read(kind, text)[1]) == 1


def test_a_cell_that_is_bad_twice_is_named_once() -> None:
    cells = Cells(Row(2, {}))
    cells.text("x", required=True)
    cells.refuse("x", "again")
    assert [one.reason for one in cells.faults] == ["is empty: fill it in"]
