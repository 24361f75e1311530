"""Word files of today, opened by python-docx: everything that a reader sees, in its order.

Text stands in more places than paragraphs and tables of the body: in content controls, tracked
insertions, text boxes, tables inside cells, notes and comments. What was deleted is not read.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from shared.documents.model import Collector
from shared.documents.packed import opened

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_BOX = qn("w:txbxContent")
_PROPERTIES, _MERGED, _SPAN = qn("w:tcPr"), qn("w:vMerge"), qn("w:gridSpan")
_VALUE = qn("w:val")
_UNSEEN = frozenset(
    [
        *map(qn, ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:tblPr", "w:trPr", "w:sdtPr")),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",  # says it again
    ]
)
_SAID = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_TEXT = qn("w:t")
_BESIDE = ("/header", "/footer", "/footnotes", "/endnotes", "/comments")
"""Ends of the kinds of parts that have text beside the body's, in the order they are read."""
_WIDEST = 63
"""Columns of a table in Word."""


def read_docx(data: bytes, into: Collector) -> None:
    """Read a .docx: its body, then headers, footers, notes and comments."""
    with opened(data):
        document = docx.Document(BytesIO(data))
        _take(document.element.body, into)
        into.pictures = sum(
            relation.reltype.endswith("/image") for relation in document.part.rels.values()
        )
        for ending in _BESIDE:
            for relation in document.part.rels.values():
                if relation.reltype.endswith(ending) and not relation.is_external:
                    _take(parse_xml(relation.target_part.blob), into)


def _take(inside: Any, into: Collector) -> None:
    for block in _outermost(inside, {_PARAGRAPH, _TABLE}):
        if into.full:
            return
        if block.tag == _PARAGRAPH:
            if text := _text(block).strip():
                into.line(text)
        else:
            into.table(_rows(block))
            for cell in _cells(block):
                for inner in _outermost(cell, {_TABLE}):
                    _take([inner], into)
        for box in _boxes(block):
            _take(box, into)


def _outermost(inside: Iterable[Any], tags: set[str]) -> Iterator[Any]:
    """Yield the elements of some kinds that stand in no other of them, nor in a text box."""
    for element in inside:
        if element.tag in tags:
            yield element
        elif element.tag not in _UNSEEN and element.tag != _BOX:
            yield from _outermost(element, tags)


def _boxes(block: Any) -> Iterator[Any]:
    """Yield the text boxes that hang on a paragraph or on those of a table's own cells."""
    if block.tag == _PARAGRAPH:
        yield from _outermost_boxes(block)
        return
    for cell in _cells(block):
        for paragraph in _outermost(cell, {_PARAGRAPH, _TABLE}):
            if paragraph.tag == _PARAGRAPH:
                yield from _outermost_boxes(paragraph)


def _outermost_boxes(inside: Iterable[Any]) -> Iterator[Any]:
    for element in inside:
        if element.tag == _BOX:
            yield element
        elif element.tag not in _UNSEEN:
            yield from _outermost_boxes(element)


def _cells(table: Any) -> Iterator[Any]:
    for row in _outermost(table, {_ROW}):
        yield from _outermost(row, {_CELL})


def _rows(table: Any) -> Iterator[list[str]]:
    """Yield the texts of each row; a cell that goes on from the row above says its text again."""
    above: dict[int, str] = {}
    for row in _outermost(table, {_ROW}):
        texts, column = [], 0
        for cell in _outermost(row, {_CELL}):
            properties = cell.find(_PROPERTIES)
            merged, span = _laid_out(properties) if properties is not None else (False, 1)
            own = " ".join(
                " ".join(_text(one).split())
                for one in _outermost(cell, {_PARAGRAPH, _TABLE})
                if one.tag == _PARAGRAPH
            ).strip()
            text = above.get(column, own) if merged else own
            above[column] = text
            texts.append(text)
            column += span
        yield texts


def _laid_out(properties: Any) -> tuple[bool, int]:
    """Return whether a cell goes on from the one above, and how many columns it takes."""
    merge, span = properties.find(_MERGED), properties.find(_SPAN)
    merged = merge is not None and merge.get(_VALUE) != "restart"
    width = str(span.get(_VALUE, "1")) if span is not None else "1"
    return merged, min(int(width), _WIDEST) if width.isdecimal() else 1


def _text(inside: Any) -> str:
    return "".join(_pieces(inside))


def _pieces(inside: Iterable[Any]) -> Iterator[str]:
    for element in inside:
        if element.tag == _TEXT:
            yield element.text or ""
        elif element.tag in _SAID:
            yield _SAID[element.tag]
        elif element.tag not in _UNSEEN and element.tag != _BOX:
            yield from _pieces(element)
