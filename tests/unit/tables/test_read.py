"""The same rows come out of every format, each with its line; a harmful file is refused."""

import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook

from shared.intake.columns.registry import UNITS
from shared.tables.fit import fit
from shared.tables.model import Limits, RawTable, Unreadable
from shared.tables.read import read_tables
from tests.unit.tables.workbooks import part, with_part, workbook

LIMITS = Limits()
ROWS = [("a", "甲", "1"), ("b", "乙;丙", "2021-01-30")]


def read(body: str | bytes, name: str, limits: Limits = LIMITS) -> RawTable:
    (table,) = read_tables(body.encode() if isinstance(body, str) else body, name, limits)
    return table


@pytest.mark.parametrize(
    ("body", "name", "lines"),
    [
        pytest.param("id,name,n\na,甲,1\nb,乙;丙,2021-01-30\n", "f.csv", [2, 3], id="comma"),
        pytest.param(
            'id;name;n\r\na;甲;1\r\nb;"乙;丙";2021-01-30', "f.csv", [2, 3], id="semicolon"
        ),
        pytest.param(
            "id\tname\tn\n\n# c\na\t甲\t1\nb\t乙;丙\t2021-01-30", "f.tsv", [4, 5], id="tab"
        ),
        pytest.param(
            "- {id: a, name: 甲, n: 1}\n- id: b\n  name: [乙, 丙]\n  n: 2021-01-30\n",
            "f.yaml",
            [1, 2],
            id="yaml",
        ),
        pytest.param(
            '{"id":"a","name":"甲","n":1}\n\n{"id":"b","name":["乙","丙"],"n":"2021-01-30"}\n',
            "f.jsonl",
            [1, 3],
            id="json-lines",
        ),
        pytest.param(
            workbook([["id", "name", "n"], ["a", "甲", 1.0], [], ["b", "乙;丙", "2021-01-30"]]),
            "f.xlsx",
            [2, 4],
            id="xlsx",
        ),
    ],
)
def test_every_format_gives_the_same_rows(body: str | bytes, name: str, lines: list[int]) -> None:
    table = read(body, name)
    assert table.header == ("id", "name", "n")
    assert [row.cells for row in table.rows] == ROWS
    assert [row.line for row in table.rows] == lines


def test_a_quoted_line_break_keeps_the_lines_right() -> None:
    table = read('id,name\na,"one\ntwo"\nb,x\n', "f.csv")
    assert [(row.line, row.cells[1]) for row in table.rows] == [(2, "one\ntwo"), (4, "x")]


def test_quotes_that_do_not_fit_are_named_with_their_line() -> None:
    table = read('id,name\na,x\nb,"open\nc,y\n', "f.csv")
    assert [row.line for row in table.rows] == [2]
    assert [(one.line, "quotes" in one.reason) for one in table.faults] == [(3, True)]


@pytest.mark.parametrize("text", ['id,"na"me\na,x\n', '"id,name\na,x\n'])
def test_a_header_whose_quotes_do_not_fit_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="line 1: the quotes do not fit"):
        read(text, "f.csv")


def test_a_workbook_that_is_damaged_anywhere_is_refused_or_read() -> None:
    whole = workbook([["id", "name"], ["a", "甲"]])
    refused = 0
    for place in range(0, len(whole), 37):
        body = bytearray(whole)
        body[place] ^= 0xFF
        try:
            read_tables(bytes(body), "f.xlsx", LIMITS)
        except Unreadable:
            refused += 1

    assert refused > 0


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_a_line_may_end_as_old_programs_end_it(end: str) -> None:
    table = read(end.join(["id,name", "a,x", "", "b,y", ""]), "f.csv")
    assert [(row.line, row.cells) for row in table.rows] == [(2, ("a", "x")), (4, ("b", "y"))]


def test_more_cells_than_columns_spoil_the_row() -> None:
    table = read("id,name\na,x,y\n", "f.csv")
    assert "3 cells under 2 columns" in table.rows[0].bad[-1]


def test_a_formula_is_a_bad_cell_whatever_it_last_came_to() -> None:
    row = read(workbook([["id", "name"], ["a", "=1+1"]]), "f.xlsx").rows[0]
    assert "formula" in row.bad[1]


def test_merged_cells_are_named_where_they_begin() -> None:
    def merge(book: Workbook) -> None:
        book.active.merge_cells("B2:B3")

    table = read(workbook([["id", "name"], ["a", "甲"], ["b", None]], merge), "f.xlsx")
    assert [(one.line, one.column, "unmerge" in one.reason) for one in table.faults] == [
        (2, "name", True)
    ]


def test_of_a_header_that_begins_with_a_merged_title_only_that_is_said() -> None:
    def merge(book: Workbook) -> None:
        book.active.merge_cells("A1:C1")

    body = workbook(
        [["示例市台账", None, None], ["id", "name", "kind"], ["a", "甲", "county"]], merge
    )
    fitted = fit(read(body, "f.xlsx"), [UNITS])

    assert [one.line for one in fitted.faults] == [1]
    assert "A1 begins merged cells" in fitted.faults[0].reason
    assert fitted.rows == ()


def test_sheets_are_tables_of_their_own() -> None:
    def second(book: Workbook) -> None:
        book.create_sheet("targets").append(["id", "unit"])
        book["targets"].append(["w", "a"])
        book.create_sheet("empty")

    tables = read_tables(workbook([["id", "name"], ["a", "x"]], second), "f.xlsx", LIMITS)
    assert [(table.sheet, len(table.rows)) for table in tables] == [("Sheet", 1), ("targets", 1)]


def test_yaml_may_name_the_kinds() -> None:
    tables = read_tables(b"units:\n- id: a\ntargets:\n- id: b\n- id: c\n", "f.yml", LIMITS)
    assert [(table.sheet, [row.line for row in table.rows]) for table in tables] == [
        ("units", [2]),
        ("targets", [4, 5]),
    ]


def test_yaml_values_stay_what_is_written() -> None:
    row = read("- {id: no, code: 007, on: 2021-01-30, gone: ~, text: '~'}", "f.yaml").rows[0]
    assert row.cells == ("no", "007", "2021-01-30", "", "~")


@pytest.mark.parametrize("name", ["f.csv", "f.jsonl", "f.yaml"])
def test_fifty_thousand_rows_are_one_refusal(name: str) -> None:
    row = {"f.csv": "a,b", "f.jsonl": '{"id":"a"}', "f.yaml": "- id: a"}[name]
    body = "\n".join([*(["id,name"] if name == "f.csv" else []), *[row] * 50_000])
    with pytest.raises(Unreadable, match="more than 20,000 rows"):
        read(body, name)


def test_fifty_thousand_rows_of_a_workbook_are_one_refusal() -> None:
    body = workbook([["id"], *[[str(number)] for number in range(50_000)]])
    with pytest.raises(Unreadable, match="more than 20,000 rows"):
        read(body, "f.xlsx")


def zip_of(parts: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


SOUND = workbook([["id"], ["a"]])
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("body", "name", "why"),
    [
        pytest.param(b"", "f.csv", "empty", id="empty"),
        pytest.param(b" \n\n", "f.csv", "empty", id="blank"),
        pytest.param(b"id,name\n", "f.csv", "no rows", id="header-only"),
        pytest.param(b"# comment\n", "f.csv", "empty", id="comments-only"),
        pytest.param(b"id\n" + b"a" * (5 * 1024 * 1024), "f.csv", "bytes", id="too-large"),
        pytest.param(b"id\na", "f.doc", "no format", id="format"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"0" * 600, "f.xls", "old .xls", id="old-or-encrypted"),
        pytest.param(b"PK\x03\x04" + b"0" * 90, "f.xlsx", "damaged", id="damaged"),
        pytest.param(SOUND[:-30], "f.xlsx", "damaged", id="cut-off"),
        pytest.param(zip_of({"a.xml": b"<a/>"}), "f.xlsx", "cannot be read", id="no-workbook"),
        pytest.param(with_part(SOUND, SHEET, b"<worksheet"), "f.xlsx", "cannot", id="broken-xml"),
        pytest.param(zip_of({"a.xml": b" " * 9_000_000}), "f.xlsx", "zip bomb", id="ratio-bomb"),
        pytest.param(
            zip_of({f"{n}.xml": b"" for n in range(1_200)}), "f.xlsx", "parts", id="member-bomb"
        ),
        pytest.param(with_part(SOUND, "xl/vbaProject.bin", b"x"), "f.xlsm", "macros", id="macros"),
        pytest.param(
            with_part(SOUND, SHEET, b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + part(SOUND, SHEET)),
            "f.xlsx",
            "entities",
            id="xml-entities",
        ),
        pytest.param(b"a: &a [x]\nb: *a\n", "f.yaml", "anchors", id="yaml-anchor-bomb"),
        pytest.param(b"- !!python/object:os.system {}", "f.yaml", "tags", id="yaml-tag"),
        pytest.param(b"- {id: a\n- b", "f.yaml", "is no YAML", id="yaml-broken"),
        pytest.param(b"just text", "f.yaml", "list of mappings", id="yaml-scalar"),
        pytest.param(b"- id: a\n---\n- id: b", "f.yaml", "second document", id="yaml-two"),
        pytest.param(b"[" * 100_000, "f.yaml", "list of mappings", id="yaml-deep"),
    ],
)
def test_a_harmful_or_useless_file_is_refused_as_a_whole(body: bytes, name: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read_tables(body, name, LIMITS)


@pytest.mark.parametrize(
    "line",
    ['{"id":', "[1]", '{"id":{"a":1}}', '{"id":1,"id":2}', '{"id":NaN}', "[" * 5_000, "7"],
)
def test_a_line_that_is_no_plain_object_is_a_bad_row(line: str) -> None:
    table = read('{"id":"a"}\n' + line, "f.jsonl")
    assert table.rows[0].bad == {}
    assert table.rows[1].bad
    assert table.rows[1].line == 2


def test_a_merge_over_a_million_rows_costs_nothing() -> None:
    def merge(book: Workbook) -> None:
        book.active.merge_cells("A2:XFD2")

    body = workbook([["id"], ["a"]], merge)
    sheet = part(body, SHEET).replace(b"A2:XFD2", b"A2:XFD1048576")
    table = read(with_part(body, SHEET, sheet), "f.xlsx")
    assert len(table.faults) == 1
