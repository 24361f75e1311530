"""The notice as DOCX in the layout of GB/T 9704-2012."""

import io
import zipfile
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm
from docx.text.paragraph import Paragraph as DocxParagraph

from services.reporter.notice import layout
from services.reporter.notice.document import ANNEX_TITLE, Notice
from services.reporter.notice.imprint import imprint, page_numbers
from services.reporter.notice.runs import Paragraph, Role
from services.reporter.notice.tables import annex_tables

_LARGEST_MARK = 48
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_docx(notice: Notice, *, with_annex: bool = True) -> bytes:
    """Write the document; equal notices give equal bytes.

    Args:
        notice: what to write.
        with_annex: append the table of evidence; an office may send the notice without it.
    """
    document = docx.Document()
    layout.defaults(document)
    layout.page(document.sections[0])
    _properties(document, notice)
    _head(document, notice)
    for paragraph in notice.paragraphs:
        _paragraph(document, paragraph)
    _tail(document, notice, with_annex=with_annex)
    if with_annex:
        annex_tables(document, notice)
    imprint(document, notice)
    page_numbers(document.sections[0])
    return _packed(document)


def _properties(document: Document, notice: Notice) -> None:
    moment = datetime(1980, 1, 1, tzinfo=UTC)
    core = document.core_properties
    core.author = core.last_modified_by = notice.signature
    core.title = "".join(notice.title)
    core.comments = core.keywords = core.subject = core.category = ""
    core.created = core.modified = moment
    core.revision = 1


def _head(document: Document, notice: Notice) -> None:
    mark = layout.centred(document)
    mark.paragraph_format.space_before = Mm(35)
    size = int(min(_LARGEST_MARK, 0.95 * layout.WIDTH / max(len(notice.mark), 1)))
    layout.pitch(mark, 1.3 * size)
    layout.write(mark, notice.mark, layout.SONG, size).font.color.rgb = layout.RED
    _blank(document, 2)
    number = layout.centred(document)
    layout.write(number, notice.number)
    layout.underline(number, eighths=12, color="FF0000", space=11)
    _blank(document, 2)
    title = layout.centred(document)
    layout.pitch(title, 1.6 * layout.TITLE)
    for place, text in enumerate(notice.title):
        run = layout.write(title, text, layout.SONG, layout.TITLE)
        if place < len(notice.title) - 1:
            run.add_break()
    _blank(document, 1)
    layout.write(document.add_paragraph(), notice.addressees)


def _paragraph(document: Document, paragraph: Paragraph) -> None:
    made = document.add_paragraph()
    made.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    layout.indent(made, firstLine=200)
    if paragraph.role is Role.PART:
        made.paragraph_format.keep_with_next = True
    for run in paragraph.runs:
        part = layout.HEI if paragraph.role is Role.PART else layout.FANG
        layout.write(made, run.text, layout.KAI if run.heading else part)


def _tail(document: Document, notice: Notice, *, with_annex: bool) -> None:
    lines = [_indented(document, notice.contact)]
    if with_annex:
        lines += [*_blank(document, 1), _indented(document, f"附件：{ANNEX_TITLE}")]
    lines += _blank(document, 2)
    lines.append(_signed(document, notice.signature, 200))
    for line in lines:  # a signature never stands alone on a page
        line.paragraph_format.keep_with_next = True
    _signed(document, notice.date, 400)


def _indented(document: Document, text: str) -> DocxParagraph:
    paragraph = document.add_paragraph()
    layout.indent(paragraph, firstLine=200)
    layout.write(paragraph, text)
    return paragraph


def _signed(document: Document, text: str, inset: int) -> DocxParagraph:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    layout.indent(paragraph, right=inset)
    layout.write(paragraph, text)
    return paragraph


def _blank(document: Document, lines: int) -> list[DocxParagraph]:
    return [document.add_paragraph() for _ in range(lines)]


def _packed(document: Document) -> bytes:
    """Save with fixed times in the archive, so that equal documents are equal files."""
    first, last = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(last, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            fixed = zipfile.ZipInfo(item.filename, _EPOCH)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, old.read(item.filename))
    return last.getvalue()
