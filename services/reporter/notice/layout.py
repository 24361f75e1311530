"""Measures of GB/T 9704-2012 as OOXML: page, fonts, paragraphs."""

from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

SONG = "方正小标宋简体"
FANG = "仿宋_GB2312"
HEI = "黑体"
KAI = "楷体_GB2312"
PLAIN_SONG = "宋体"
LATIN = "Times New Roman"

BODY = 16.0
"""3号, in points."""
TITLE = 22.0
"""2号, in points."""
SMALL = 14.0
"""4号, in points."""
TABLE = 9.0
"""小五, in points: the annex is read on demand."""
WIDTH = 442.0
"""Of the type area, 156 mm in points."""
PITCH = 579
"""Lines, in twentieths of a point: 22 on 225 mm."""
CHARACTER = -842
"""Characters, in 4096ths of a point beside the 16 of the text: 28 on 156 mm."""
TIGHTER = -5
"""Of the text itself, in twentieths of a point: 28 characters on a line without the grid."""
RED = RGBColor(0xFF, 0, 0)


def pitch(paragraph: Paragraph, points: float) -> None:
    """Set the line pitch of text that is larger or smaller than the body's."""
    paragraph.paragraph_format.line_spacing = Pt(points)


def page(section: Section) -> None:
    """Set paper, margins and grid: A4, type area 156 × 225 mm, 22 lines of 28 characters."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(23)
    for grid in section._sectPr.findall(qn("w:docGrid")):  # noqa: SLF001 python-docx has no grid
        section._sectPr.remove(grid)  # noqa: SLF001
    grid = element("w:docGrid", type="linesAndChars", linePitch=PITCH, charSpace=CHARACTER)
    section._sectPr.append(grid)  # noqa: SLF001


def defaults(document: Document) -> None:
    """Set the body text: 3号仿宋 on exact lines."""
    style = document.styles["Normal"]
    style.font.size = Pt(BODY)
    properties = style.element.get_or_add_rPr()
    fonts(properties, FANG)
    properties.insert_element_before(element("w:spacing", val=TIGHTER), "w:sz", "w:szCs")
    # Word and LibreOffice do not agree on characters in a grid: the text is set to fit by itself.
    layout = style.element.get_or_add_pPr()
    layout.insert_element_before(element("w:snapToGrid", val=0), "w:spacing", "w:ind", "w:jc")
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing = Pt(PITCH / 20)
    document.settings.odd_and_even_pages_header_footer = True


def element(tag: str, **attributes: object) -> Any:
    """Make an OOXML element whose attributes live in its own namespace."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def fonts(properties: Any, face: str) -> None:
    """Name the fonts: `face` for Chinese, Times New Roman for letters and digits beside it."""
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    latin = face if face == PLAIN_SONG else LATIN
    properties.insert(0, element("w:rFonts", ascii=latin, hAnsi=latin, eastAsia=face, cs=latin))


def write(paragraph: Paragraph, text: str, face: str = FANG, size: float = BODY) -> Run:
    """Add literal text; fields and markup cannot come out of it."""
    run = paragraph.add_run()
    run.add_text(text)
    run.font.size = Pt(size)
    fonts(run._r.get_or_add_rPr(), face)  # noqa: SLF001 python-docx names Latin fonts only
    return run


def indent(paragraph: Paragraph, **characters: int) -> None:
    """Indent by characters, in hundredths, such as `firstLine=200`; `right`, `left`, `hanging`."""
    made = paragraph._p.get_or_add_pPr().get_or_add_ind()  # noqa: SLF001 python-docx knows points
    for name, hundredths in characters.items():
        made.set(qn(f"w:{name}Chars"), str(hundredths))
        made.set(qn(f"w:{name}"), str(round(hundredths / 100 * BODY * 20)))


def underline(paragraph: Paragraph, *, eighths: int, color: str, space: int) -> None:
    """Draw a line below a paragraph, as wide as the type area.

    Args:
        paragraph: drawn below it.
        eighths: thickness in eighths of a point.
        color: RGB in hexadecimal.
        space: distance from the text in points.
    """
    borders = element("w:pBdr")
    kind = {"val": "single", "sz": eighths, "space": space, "color": color}
    borders.append(element("w:bottom", **kind))
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 python-docx has no borders
    properties.insert_element_before(borders, "w:spacing", "w:ind", "w:jc", "w:rPr")


def centred(document: Document) -> Paragraph:
    """Add a centred paragraph."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph
