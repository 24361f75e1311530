"""Word files of today, by python-docx: paragraphs and tables in their order."""

from collections.abc import Iterable
from io import BytesIO

import docx
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from shared.documents.model import Collector
from shared.documents.packed import opened


def read_docx(data: bytes, into: Collector) -> None:
    """Read the body of a .docx, headers and footers of its sections last."""
    with opened(data):
        document = docx.Document(BytesIO(data))
    _take(document.iter_inner_content(), into)
    for section in document.sections:
        for part in (section.header, section.footer):
            if not part.is_linked_to_previous:
                _take(part.iter_inner_content(), into)


def _take(blocks: Iterable[Paragraph | WordTable], into: Collector) -> None:
    for block in blocks:
        if into.full:
            return
        if isinstance(block, Paragraph):
            if text := block.text.strip():
                into.line(text)
        else:
            into.table(_row(block, number) for number in range(len(block.rows)))


def _row(table: WordTable, number: int) -> list[str]:
    cells = table.rows[number].cells
    # A merged cell is returned once for each column that it spans.
    texts, before = [], None
    for cell in cells:
        if cell._tc is not before:  # noqa: SLF001 - python-docx shows no other identity
            texts.append(" ".join(cell.text.split()))
        before = cell._tc  # noqa: SLF001
    return texts
