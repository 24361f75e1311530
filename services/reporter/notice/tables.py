"""The annex in the DOCX: two tables whose head rows repeat on each page."""

from collections.abc import Iterable, Sequence

from docx.document import Document
from docx.shared import Mm
from docx.table import _Row

from services.reporter.notice import layout
from services.reporter.notice.document import (
    ANNEX_TITLE,
    ENTRY_HEAD,
    FINDING_HEAD,
    Notice,
    entry_cells,
    finding_cells,
)

_ENTRY_WIDTHS = (32, 18, 42, 64)
_FINDING_WIDTHS = (34, 30, 20, 19, 17, 36)
"""In mm; both add up to the type area."""


def annex_tables(document: Document, notice: Notice) -> None:
    """Write the annex on new pages."""
    head = document.add_paragraph()
    head.paragraph_format.page_break_before = True
    layout.write(head, "附件", layout.HEI)
    title = layout.centred(document)
    layout.write(title, ANNEX_TITLE, layout.SONG, layout.TITLE)
    layout.pitch(title, 2 * layout.TITLE)
    _table(document, ENTRY_HEAD, entry_cells(notice), _ENTRY_WIDTHS)
    document.add_paragraph()
    _table(document, FINDING_HEAD, finding_cells(notice), _FINDING_WIDTHS)
    for text in (*notice.annex.warnings, f"数据摘要（SHA-256）：{notice.annex.digest}"):
        line = document.add_paragraph()
        layout.pitch(line, 1.5 * layout.TABLE)
        layout.write(line, text, size=layout.TABLE)


def _table(
    document: Document,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    widths: Sequence[int],
) -> None:
    table = document.add_table(rows=0, cols=len(head), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    first = table.add_row()
    first._tr.get_or_add_trPr().append(layout.element("w:tblHeader"))  # noqa: SLF001 no API
    _fill(first, head, widths, layout.HEI)
    for cells in rows:
        _fill(table.add_row(), cells, widths, layout.FANG)


def _fill(row: _Row, cells: Sequence[str], widths: Sequence[int], face: str) -> None:
    for cell, text, width in zip(row.cells, cells, widths, strict=True):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        layout.pitch(paragraph, 1.3 * layout.TABLE)
        layout.write(paragraph, text, face, layout.TABLE)
