"""What stands at the foot: page numbers, and on the last page the imprint (版记)."""

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.section import Section, _Footer
from docx.table import Table
from docx.text.paragraph import Paragraph

from services.reporter.notice import layout
from services.reporter.notice.document import Notice

_THICK = 8
"""0.35 mm in eighths of a point."""
_THIN = 6
"""0.25 mm in eighths of a point."""
_PITCH = 1.6 * layout.SMALL
_LINE_TWIPS = 8840
"""Width of the type area, in twentieths of a point."""


def imprint(document: Document, notice: Notice) -> None:
    """Set the copy list and the printing office at the bottom of the last page."""
    table = document.add_table(rows=2, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _at_the_bottom(table)
    _lines(table)
    copies = table.cell(0, 0).merge(table.cell(0, 1)).paragraphs[0]
    layout.pitch(copies, _PITCH)
    layout.indent(copies, left=400, right=100, hanging=300)
    layout.write(copies, f"抄送：{notice.copies.rstrip('。')}。", size=layout.SMALL)
    office, printed = (table.cell(1, column).paragraphs[0] for column in (0, 1))
    layout.pitch(office, _PITCH)
    layout.indent(office, left=100)
    layout.write(office, notice.signature, size=layout.SMALL)
    printed.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    layout.pitch(printed, _PITCH)
    layout.indent(printed, right=100)
    layout.write(printed, notice.printed_on, size=layout.SMALL)
    # A floating table hangs on the paragraph after it; this one takes no room.
    layout.pitch(document.add_paragraph(), 1)


def page_numbers(section: Section) -> None:
    """Number the pages: “— 1 —”, odd ones at the right, even ones at the left, one inset."""
    _number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right")
    _number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left")


def _number(footer: _Footer, side: WD_ALIGN_PARAGRAPH, inset: str) -> None:
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    layout.indent(paragraph, **{inset: 100})
    layout.pitch(paragraph, 1.2 * layout.SMALL)
    layout.write(paragraph, "— ", layout.PLAIN_SONG, layout.SMALL)
    _field(paragraph, "PAGE")
    layout.write(paragraph, " —", layout.PLAIN_SONG, layout.SMALL)


def _field(paragraph: Paragraph, instruction: str) -> None:
    field = layout.element("w:fldSimple", instr=instruction)
    run = layout.write(paragraph, "1", layout.PLAIN_SONG, layout.SMALL)
    field.append(run._r)  # noqa: SLF001 python-docx has no fields
    paragraph._p.append(field)  # noqa: SLF001


def _at_the_bottom(table: Table) -> None:
    properties = table._tbl.tblPr  # noqa: SLF001 python-docx has no floating tables
    place = {"vertAnchor": "margin", "horzAnchor": "margin"}
    place |= {"tblpXSpec": "center", "tblpYSpec": "bottom"}
    floating = layout.element("w:tblpPr", **place)
    properties.insert_element_before(floating, "w:tblW", "w:jc", "w:tblLayout", "w:tblLook")
    for width in properties.findall(qn("w:tblW")):
        width.set(qn("w:w"), str(_LINE_TWIPS))
        width.set(qn("w:type"), "dxa")


def _lines(table: Table) -> None:
    borders = layout.element("w:tblBorders")
    for side, eighths in (("top", _THICK), ("bottom", _THICK), ("insideH", _THIN)):
        kind = {"val": "single", "sz": eighths, "space": 0, "color": "000000"}
        borders.append(layout.element(f"w:{side}", **kind))
    properties = table._tbl.tblPr  # noqa: SLF001 python-docx has no table borders
    properties.insert_element_before(borders, "w:tblLayout", "w:tblLook")
