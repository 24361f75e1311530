"""HTML files, by lexbor: the visible text, one block a line, and the tables."""

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from shared.contracts.article import Hidden, Link
from shared.documents.charset import decode
from shared.documents.hidden import hidden_links
from shared.documents.model import Collector
from shared.documents.nesting import thinned

NOISE = "script, style, noscript, template, iframe"
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_MARK = "\x1e"
"""Parts blocks: no page has it, and no space of the source is taken for a break."""
_CELL = "\x1f"
"""Parts the cells of a row."""
_FEWEST_CELLS = 2
_LONGEST_CELL = 60
_LONGEST_ROW = 600
_IGNORED = re.compile("[\t\n\r]")
_SLASHES = re.compile("^(https?:)/*|^//+", re.IGNORECASE)
_ROWS_LIMIT = 20_000
_LINKS_LIMIT = 5_000


def read_html(data: bytes, into: Collector) -> None:
    """Read the visible text of a page, its tables, its title and its links."""
    html = thinned(decode(data).text)
    tree = LexborHTMLParser(html.text)
    if (title := tree.css_first("head > title")) is not None:
        into.title = " ".join(title.text().split())
    into.links = tuple(_links(tree))
    into.pictures = len(tree.css("img"))
    for node in tree.css(NOISE):
        node.decompose()
    for table in tree.css("table"):
        into.table(_rows(table), shown=False)
    if tree.body is not None:
        for line in lines_of(tree.body):
            into.line(line)
    into.full = into.full or html.incomplete or len(into.links) > _LINKS_LIMIT


def _links(tree: LexborHTMLParser) -> Iterator[Link]:
    """Yield the links of a page, one more than are kept where it has more."""
    hidden = hidden_links(tree)
    for node in tree.css("a[href]")[: _LINKS_LIMIT + 1]:
        anchor = " ".join(node.text().split())
        href = _as_browsers(node.attributes.get("href") or "")
        yield Link(href, anchor, hidden.get(node.mem_id, Hidden.NO))


def _as_browsers(href: str) -> str:
    """Return an address as browsers read it, whichever slashes stand before its host."""
    href = "".join(_IGNORED.sub("", href).split(maxsplit=1))
    path, mark, query = href.partition("?")
    path = path.replace("\\", "/")
    return _SLASHES.sub(r"\1//", path, count=1) + mark + query


def lines_of(block: LexborNode) -> Iterator[str]:
    """Yield the lines of a block as a reader sees them, blank ones left out; changes the block.

    A row of a table is one line, with tabs between its cells, unless it only sets a page out.
    """
    cells = {node.mem_id: at for row in block.css("tr") for at, node in enumerate(_data(row))}
    held: LexborNode | None = None
    for node in [one for one in block.traverse() if one.tag in BLOCKS]:
        if (at := cells.get(node.mem_id)) is not None:
            held = node
            node.insert_before(_CELL if at else _MARK)
        elif held is not None and _is_in(node, held):
            node.insert_before(" ")
            node.insert_after(" ")
        else:
            held = None
            node.insert_before(_MARK)
            node.insert_after(_MARK)
    for line in block.text().split(_MARK):
        told = [" ".join(cell.split()) for cell in line.split(_CELL)]
        if any(told):
            yield "\t".join(told)


def _data(row: LexborNode) -> Sequence[LexborNode]:
    """Return the cells of a row that holds data; none of one that sets a page out."""
    cells = [] if row.css_first("table") is not None else row.css("td, th")
    if len(cells) < _FEWEST_CELLS:
        return ()
    lengths = [len(cell.text().strip()) for cell in cells]
    return () if max(lengths) > _LONGEST_CELL or sum(lengths) > _LONGEST_ROW else cells


def _is_in(node: LexborNode, cell: LexborNode) -> bool:
    """Tell whether a node stands in a cell."""
    above = node.parent
    while above is not None and above.tag != "tr":
        if above.mem_id == cell.mem_id:
            return True
        above = above.parent
    return False


def _rows(table: LexborNode) -> Iterator[tuple[str, ...]]:
    for row in table.css("tr")[:_ROWS_LIMIT]:
        yield tuple(" ".join(cell.text().split()) for cell in row.css("td, th"))
