"""A header tells the kind; columns that are unknown, missing or double are named."""

import pytest

from shared.intake.columns.registry import TARGETS, UNITS
from shared.tables.fit import Fitted, fit
from shared.tables.model import Limits
from shared.tables.read import read_tables
from shared.tables.rows import guarded_cell, plain_cell

KINDS = (UNITS, TARGETS)


def fitted(text: str) -> Fitted:
    (table,) = read_tables(text.encode(), "f.csv", Limits())
    return fit(table, KINDS)


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("id,name,kind", "units"),
        ("编号,名称,类别,通知渠道", "units"),
        ("id,kind,name,unit", "targets"),
        ("编号,类别,名称,主办单位,平台,网址", "targets"),
        ("\ufeffID , Kind*, 名 称,主办单位：", "targets"),
    ],
)
def test_the_header_tells_the_kind(header: str, kind: str) -> None:
    result = fitted(header + "\na,b,c,d,e,f"[: 2 * header.count(",") + 2])
    assert (result.schema.kind, result.faults) == (kind, ())


def test_unknown_missing_and_double_columns_are_named() -> None:
    result = fitted("id,kind,unit,编号,colour\na,website,u,a,red\n")
    assert result.schema is TARGETS
    assert result.rows == ()
    assert [(one.line, one.column) for one in result.faults] == [
        (1, "id"),
        (1, "colour"),
        (1, "name"),
    ]


def test_an_unknown_column_alone_leaves_the_rows() -> None:
    result = fitted("id,name,kind,colour\na,甲,county,red\n")
    assert len(result.rows) == 1
    assert "known are id, name" in result.faults[0].reason


@pytest.mark.parametrize(
    "cell",
    ["=HYPERLINK(1)", "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0"],
)
def test_a_formula_as_a_name_is_a_bad_cell(cell: str) -> None:
    result = fitted(f"id,name,kind\na,{cell},county\n")
    assert [(one.line, one.column) for one in result.rows[0].faults] == [(2, "name")]


@pytest.mark.parametrize("char", ["\x07", "\x1b", "\x7f", "\x85", "\u202e", "\u2066"])
def test_a_control_character_is_a_bad_cell(char: str) -> None:
    result = fitted(f"id,name,kind\na,甲{char}乙,county\n")
    assert f"U+{ord(char):04X}" in result.rows[0].faults[0].reason


@pytest.mark.parametrize("cell", ["@临沧发布", "-1", "+86 883", "临翔区", "'tis"])
def test_plain_text_stays(cell: str) -> None:
    row = fitted(f"id,name,kind\na,{cell},county\n").rows[0]
    assert (row.cells["name"], row.faults) == (cell, ())


@pytest.mark.parametrize("cell", ["=x", "@临沧发布", "-1", "'=x", "''=x", "临翔区", "'tis", ""])
def test_what_an_export_guards_an_import_reads_back(cell: str) -> None:
    assert plain_cell(guarded_cell(cell)) == cell
    assert guarded_cell(cell)[:1] not in set("=+-@") or not cell


def test_a_bad_value_is_masked_and_cut() -> None:
    cell = "=530902198001011237" + "x" * 200
    shown = fitted(f"id,name,kind\na,{cell},county\n").rows[0].faults[0].value
    assert "198001011237" not in shown
    assert len(shown) < 70
