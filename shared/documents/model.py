"""What reading a document brings, and the caps that every reader keeps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shared.contracts.article import Link, Reading

Table = tuple[tuple[str, ...], ...]

BYTES_LIMIT = 30 * 1024 * 1024
"""Of the file."""
TEXT_LIMIT = 2_000_000
"""Characters of text kept of one document, archives with all their members."""
CELLS_LIMIT = 200_000
"""Cells kept of all tables of one document."""
PAGES_LIMIT = 500
"""Pages of a PDF, sheets of a workbook, members of an archive."""


@dataclass(frozen=True)
class Document:
    """A document as text.

    Attributes:
        kind: pdf, docx, doc, xlsx, xls, zip, txt, html; empty when unsupported.
        text: paragraphs and rows of tables, one a line; cells of a row are parted by tabs.
        outcome: how the reading ended; a reader never raises.
        tables: of workbooks, Word files and HTML; rows of cells.
        title: of HTML, as the window shows it.
        links: of HTML; where each leads as written, what it says, and how it is hidden.
        garbled: the line, from 1, from which what was read is no writing; 0 when all of it is.
        coded: the form in which the Chinese in it is written as ASCII; empty for none.
        part: of an archive, the first member that was not read.
        mute: numbers of the pages without any text, from 1; scanned ones have none.
        pictures: how many pictures it shows, of HTML and docx; nobody reads what is written there.
    """

    kind: str = ""
    text: str = ""
    outcome: Reading = Reading.READ
    tables: tuple[Table, ...] = ()
    title: str = ""
    links: tuple[Link, ...] = ()
    garbled: int = 0
    coded: str = ""
    part: str = ""
    mute: tuple[int, ...] = ()
    pictures: int = 0


class UnreadableDocument(Exception):  # noqa: N818 - a finding about a document
    """A reader gives up.

    Attributes:
        outcome: why.
    """

    def __init__(self, outcome: Reading) -> None:
        super().__init__(outcome)
        self.outcome = outcome


@dataclass
class Collector:
    """Collects text and tables up to the caps.

    Attributes:
        full: a cap was met; nothing more is taken.
        title: see `Document`.
        links: see `Document`.
        mute: see `Document`.
        pictures: see `Document`.
    """

    full: bool = False
    title: str = ""
    links: tuple[Link, ...] = ()
    mute: list[int] = field(default_factory=list)
    pictures: int = 0
    _lines: list[str] = field(default_factory=list)
    _tables: list[Table] = field(default_factory=list)
    _characters: int = 0
    _cells: int = 0

    def line(self, text: str) -> None:
        """Take one line of text."""
        room = TEXT_LIMIT - self._characters
        if len(text) > room:
            self.full = True
            text = text[:room]
        if not self.full or text:
            self._characters += len(text) + 1
            self._lines.append(text)

    def page(self, number: int, text: str) -> None:
        """Take a page, or its number where it says nothing."""
        if not text.strip():
            self.mute.append(number)
        for line in text.split("\n"):
            self.line(line.strip())

    def table(self, rows: Iterable[Iterable[str]], *, shown: bool = True) -> None:
        """Take a table, and its rows as lines when they are `shown` nowhere else."""
        kept = tuple(self._kept(rows, shown=shown))
        if kept:
            self._tables.append(kept)

    def _kept(self, rows: Iterable[Iterable[str]], *, shown: bool) -> Iterator[tuple[str, ...]]:
        for row in rows:
            cells = tuple(row)
            if self._cells + len(cells) > CELLS_LIMIT:
                self.full = True
            if self.full:
                return
            self._cells += len(cells)
            if any(cells):
                if shown:
                    self.line("\t".join(cells))
                yield cells

    def document(self, kind: str) -> Document:
        """Return what was collected."""
        outcome = Reading.TOO_LARGE if self.full else Reading.READ
        text, tables = "\n".join(self._lines), tuple(self._tables)
        return Document(
            kind,
            text,
            outcome,
            tables,
            self.title,
            self.links,
            mute=tuple(self.mute),
            pictures=self.pictures,
        )
