"""What we write opens again with the same texts, numbers and days, and with no formula in it."""

import csv
from datetime import date, datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from shared.tables.plain import Table
from shared.tables.rows import plain_cell
from shared.tables.sheets import clean, write_csv, write_xlsx

HOSTILE = (
    '=HYPERLINK("http://evil.example","x")',
    "=1+1",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "{{7*7}}",
    "${7*7}",
    "<script>alert(1)</script>",
    "</t></is></c><c><f>1+1</f></c>",
    "]]>&amp;&#61;1+1",
    "_x003D_1+1",
    " 前后有空格 ",
    "第一行\n第二行",
    "http://www.example.cn/",
    "00123",
    "2021-01-30",
    "🏛政务",
    "",
)


def reopened(content: bytes) -> list[list[object]]:
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "n", "d", "inlineStr"}
    return [
        [unescape(one) if isinstance(one, str) else one for one in row]
        for row in sheet.iter_rows(min_row=2, values_only=True)
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_workbook_holds_a_foreign_text_as_text(text: str) -> None:
    content = write_xlsx([Table("表", (text or "空", "后"), ((text, 1),))])
    ((found, number),) = reopened(content)
    assert (found or "", number) == (clean(text), 1)
    with ZipFile(BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
        assert b"<f" not in sheet.replace(b"<formula", b"")
        assert not [name for name in parts.namelist() if "vba" in name.lower()]


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_comes_back_as_it_was_cleaned(text: str) -> None:
    ((found, _),) = reopened(write_xlsx([Table("表", ("列", "尾"), ((text, 1),))]))
    assert (found or "") == clean(text)


def test_numbers_and_days_are_typed() -> None:
    row = (7, 98.7, 0.1 + 0.2, date(2021, 1, 30), datetime(2021, 1, 30, 18, 30), None, "文")  # noqa: DTZ001
    ((whole, points, sum_, day, moment, nothing, text),) = reopened(
        write_xlsx([Table("表", ("a", "b", "c", "d", "e", "f", "g"), (row,))])
    )
    assert (whole, points, nothing, text) == (7, 98.7, None, "文")
    assert sum_ == pytest.approx(0.3)
    assert (day, moment) == (datetime(2021, 1, 30), datetime(2021, 1, 30, 18, 30))  # noqa: DTZ001


def test_equal_tables_give_equal_bytes_and_empty_ones_a_header() -> None:
    table = Table("表", ("甲", "乙"), ())
    assert write_xlsx([table, table._replace(name="二")]) == write_xlsx(
        [table, table._replace(name="二")]
    )
    sheet = load_workbook(BytesIO(write_xlsx([table]))).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["甲", "乙"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_csv_cell_never_begins_like_a_formula(text: str) -> None:
    content = write_csv([Table("表", ("列", "尾"), ((text, "尾"),))]).decode("utf-8-sig")
    _, (cell, _) = list(csv.reader(StringIO(content, newline="")))
    assert cell[:1] not in {"=", "+", "-", "@", "\t", "\r"}
    assert plain_cell(cell) == clean(text)
