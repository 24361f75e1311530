"""Text is read wherever a reader of the document sees it: what is passed over looks clean."""

import io
import zipfile
from collections.abc import Callable

import pytest

from shared.contracts.article import Reading
from shared.documents import workbook
from shared.documents.read import read_document
from tests.unit.documents import files

SAID = "各区县攻府要高度重视。"
RUN = f"<w:r><w:t>{SAID}</w:t></w:r>"
PARAGRAPH = f"<w:p>{RUN}</w:p>"
BOX = f"<w:txbxContent>{PARAGRAPH}</w:txbxContent>"
VML = (
    '<w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml">'
    f"<v:textbox>{BOX}</v:textbox></v:shape></w:pict>"
)
EITHER = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    f'<mc:Choice Requires="wps">{BOX}</mc:Choice><mc:Fallback>{VML}</mc:Fallback>'
    "</mc:AlternateContent>"
)


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


PLACES = {
    "link": f"<w:p><w:hyperlink>{RUN}</w:hyperlink></w:p>",
    "content control": f"<w:sdt><w:sdtPr/><w:sdtContent>{PARAGRAPH}</w:sdtContent></w:sdt>",
    "control in a line": f"<w:p><w:sdt><w:sdtContent>{RUN}</w:sdtContent></w:sdt></w:p>",
    "tracked insertion": f'<w:p><w:ins w:id="1" w:author="a">{RUN}</w:ins></w:p>',
    "moved here": f'<w:p><w:moveTo w:id="1" w:author="a">{RUN}</w:moveTo></w:p>',
    "smart tag": f"<w:p><w:smartTag>{RUN}</w:smartTag></w:p>",
    "text box": f"<w:p><w:r>{VML}</w:r></w:p>",
    "text box written twice": f"<w:p><w:r>{EITHER}</w:r></w:p>",
    "text box in a cell": f"<w:tbl>{row(f'<w:p><w:r>{VML}</w:r></w:p>')}</w:tbl>",
    "cell": f"<w:tbl>{row(PARAGRAPH)}</w:tbl>",
    "controlled cell": (
        f"<w:tbl><w:tr><w:sdt><w:sdtContent><w:tc>{PARAGRAPH}</w:tc></w:sdtContent></w:sdt></w:tr>"
        "</w:tbl>"
    ),
    "table in a cell": f"<w:tbl>{row(f'<w:tbl>{row(PARAGRAPH)}</w:tbl><w:p/>')}</w:tbl>",
}
UNSEEN = {
    "deleted": f'<w:p><w:del w:id="1" w:author="a">{RUN}</w:del></w:p>',
    "moved away": f'<w:p><w:moveFrom w:id="1" w:author="a">{RUN}</w:moveFrom></w:p>',
}


def changed(body: bytes, member: str, change: Callable[[str], str], **added: str) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            read = old.read(name)
            new.writestr(name, change(read.decode()) if name == member else read)
        for name, text in added.items():
            new.writestr(f"word/{name}.xml", text)
    return out.getvalue()


def with_body(xml: str) -> bytes:
    return changed(
        files.word("正文"),
        "word/document.xml",
        lambda old: old.replace("<w:sectPr", f"{xml}<w:sectPr", 1),
    )


@pytest.mark.parametrize("place", PLACES)
def test_a_word_file_is_read_wherever_text_stands_and_once(place: str) -> None:
    document = read_document(with_body(PLACES[place]), "a.docx")

    assert document.outcome is Reading.READ
    assert document.text.count(SAID) == 1


@pytest.mark.parametrize("place", UNSEEN)
def test_what_was_taken_out_of_a_word_file_is_not_read(place: str) -> None:
    assert read_document(with_body(UNSEEN[place]), "a.docx").text == "正文"


@pytest.mark.parametrize("kind", ["footnotes", "endnotes", "comments"])
def test_notes_and_comments_are_read(kind: str) -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = f'<Relationship Id="rIdN" Type="{types}/{kind}" Target="notes.xml"/>'
    body = changed(
        files.word("正文"),
        "word/_rels/document.xml.rels",
        lambda old: old.replace("</Relationships>", f"{relation}</Relationships>"),
        notes=f'<w:notes xmlns:w="{space}"><w:note>{PARAGRAPH}</w:note></w:notes>',
    )

    document = read_document(body, "a.docx")

    assert (document.outcome, document.text) == (Reading.READ, f"正文\n{SAID}")


def test_rows_of_a_table_in_a_cell_stay_rows() -> None:
    inner = f"<w:tbl>{row(cell('李秀兰'), cell('甲村'))}{row(cell('张建国'), cell('乙村'))}</w:tbl>"

    document = read_document(with_body(f"<w:tbl>{row(inner + '<w:p/>')}</w:tbl>"), "a.docx")

    assert "李秀兰\t甲村\n张建国\t乙村" in document.text


def test_a_cell_that_spans_rows_is_said_in_each_beside_its_own_columns() -> None:
    wide, down = '<w:gridSpan w:val="2"/>', "<w:vMerge/>"
    first = row(cell("合计", wide), cell("甲村", '<w:vMerge w:val="restart"/>'))
    second = row(cell("一"), cell("二"), cell("", down))

    document = read_document(with_body(f"<w:tbl>{first}{second}</w:tbl>"), "a.docx")

    assert document.tables == ((("合计", "甲村"), ("一", "二", "甲村")),)


@pytest.mark.parametrize("said", ["A1", "A1:A1", "B2:B2"])
def test_a_sheet_that_lies_about_its_size_is_read_whole(said: str) -> None:
    rows = (("甲", "乙"), ("丙", SAID))
    body = changed(
        files.book(*rows),
        "xl/worksheets/sheet1.xml",
        lambda old: old.replace('ref="A1:B2"', f'ref="{said}"'),
    )

    assert read_document(body, "a.xlsx").tables == (rows,)


def test_a_sheet_with_cells_beyond_measure_is_not_read_in_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert read_document(files.book(("x",) * 1_001), "a.xlsx").outcome is Reading.TOO_LARGE
    monkeypatch.setattr(workbook, "ROWS_LIMIT", 2)
    assert read_document(files.book(*[("x",)] * 3), "a.xlsx").outcome is Reading.TOO_LARGE
    assert read_document(files.book(*[("x",)] * 2), "a.xlsx").outcome is Reading.READ
