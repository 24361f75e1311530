"""Texts from outside in every output: re-opened, they are the same texts and nothing else."""

import csv
import html
import json
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from services.reporter.api.answers import table
from services.reporter.day_page import write_day
from services.reporter.domain.comparison import compare
from services.reporter.domain.daily import Day, daily, day_text
from services.reporter.domain.day_tables import of_day
from services.reporter.domain.facts import Facts
from services.reporter.domain.period import Cut
from services.reporter.domain.rollup import lines
from services.reporter.domain.statistics import Given, statistics
from services.reporter.domain.tabular import of_comparison, of_quarter, of_statistics
from services.reporter.notice.document import compose
from services.reporter.notice.docx import write_docx
from services.reporter.notice.html import write_html
from shared.tables.plain import Table
from shared.tables.rows import plain_cell
from shared.tables.sheets import clean, write_csv, write_xlsx
from tests.unit.reporter.quarter import AS_OF, PROFILE, QUARTER, TERMS, facts, report

HOSTILE = (
    '=HYPERLINK("http://evil.example","x")',
    "=1+1",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "{{7*7}}",
    "${7*7}",
    "<script>alert(1)</script>",
    "</w:t><w:instrText>x</w:instrText>",
    "甲\x00\x0b\x1b乙\ufffe",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def named(text: str) -> Facts:
    """The quarter's facts with every name and text from outside replaced."""
    whole = facts()
    return replace(
        whole,
        targets=tuple(one.model_copy(update={"name": text}) for one in whole.targets),
        units=tuple(
            one.model_copy(update={"name": text, "short_name": text}) for one in whole.units
        ),
        findings=tuple(
            one.model_copy(update={"title": text, "excerpt": text, "url": text})
            for one in whole.findings
        ),
    )


def tables(text: str) -> dict[str, list[Table]]:
    known = named(text)
    given = Given(known, lines(known.findings), {}, Cut(QUARTER, AS_OF))
    by_unit = statistics(given, "unit", TERMS)
    day = daily(Day(date(2020, 12, 15), known, frozenset()))
    return {
        "quarter": of_quarter(report(known)),
        "statistics": of_statistics(by_unit),
        "comparison": of_comparison(compare(by_unit, by_unit)),
        "day": of_day(day),
        "list": [table("findings", day["coverage"]["not_observed"])],
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_a_workbook_holds_the_text_and_no_formula(text: str) -> None:
    for name, sheets in tables(text).items():
        book = load_workbook(BytesIO(write_xlsx(sheets)))
        cells = [cell for sheet in book for row in sheet for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}, name
        assert clean(text) in {cell.value for cell in cells}, name
        assert not any(cell.hyperlink for cell in cells), name


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_csv_begins_like_a_formula(text: str) -> None:
    for name, sheets in tables(text).items():
        written = write_csv(sheets).decode("utf-8-sig")
        cells = [cell for row in csv.reader(StringIO(written, newline="")) for cell in row]
        asked = [cell for cell in cells if plain_cell(cell) == clean(text)]
        assert asked, name
        assert not any(cell.startswith(FORMULA) for cell in asked), name


@pytest.mark.parametrize("text", HOSTILE)
def test_documents_pages_texts_and_json_hold_it_as_it_is(text: str) -> None:
    known = named(text)
    notice = compose(report(known), PROFILE)
    shown = clean(text).strip()

    opened = Document(BytesIO(write_docx(notice)))
    words = [one.text for one in opened.paragraphs]
    words += [cell.text for grid in opened.tables for row in grid.rows for cell in row.cells]
    assert any(shown in one for one in words)
    page = write_html(notice)
    assert shown in html.unescape(page)
    assert "<script" not in page

    day = daily(Day(date(2020, 12, 15), known, frozenset()))
    page = write_day(day)
    assert clean(text) in html.unescape(page)
    assert "<script" not in page
    told: dict[str, Any] = json.loads(json.dumps(report(known)))
    assert {one["title"] for one in told["problems"]} == {text}


def test_nothing_is_computed_from_a_template_in_a_name() -> None:
    known = named("{{7*7}}${7*7}")
    written = [
        write_html(compose(report(known), PROFILE)),
        day_text(daily(Day(date(2020, 12, 15), known, frozenset()))),
        write_day(daily(Day(date(2020, 12, 15), known, frozenset()))),
        *(write_csv(sheets).decode() for sheets in tables("{{7*7}}${7*7}").values()),
    ]
    assert not any("49" in text and "{{7*7}}" not in text for text in written)
