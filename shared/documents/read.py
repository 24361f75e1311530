"""Reads any document: its first bytes tell the format, its name only where they cannot."""

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import PurePosixPath

from shared.contracts.article import Reading
from shared.documents.charset import decode
from shared.documents.coded import coded_as
from shared.documents.legible import garbled_line
from shared.documents.model import BYTES_LIMIT, Collector, Document, UnreadableDocument
from shared.documents.packed import members_of, package_kind

_READERS: Mapping[str, tuple[str, str]] = {
    "pdf": ("shared.documents.portable", "read_pdf"),
    "docx": ("shared.documents.wordfile", "read_docx"),
    "doc": ("shared.documents.compound", "read_doc"),
    "xlsx": ("shared.documents.workbook", "read_xlsx"),
    "xls": ("shared.documents.compound", "read_xls"),
    "html": ("shared.documents.markup", "read_html"),
}
"""Module and function, imported for the first file of a kind: their libraries take a second."""
_ENDINGS = {".htm": "html", ".html": "html", ".shtml": "html", ".xhtml": "html"}
_ENDINGS |= dict.fromkeys((".txt", ".csv", ".md", ".log", ".tsv"), "txt")
_LOOK_BYTES = 1024
_MOST_REPLACED = 0.1
"""Share of undecodable characters above which bytes are no text."""


def read_document(data: bytes, name: str = "") -> Document:
    """Read a document; what cannot be read is an outcome, never an exception. CPU-bound.

    Args:
        data: the file, at most 30 MiB.
        name: as it is called, for its ending.
    """
    return _read(data, name, nested=False)


def _read(data: bytes, name: str, *, nested: bool) -> Document:
    kind = _kind(data, name)
    if not kind or (nested and kind == "zip"):
        return _no_document(kind, data, name)
    if len(data) > BYTES_LIMIT:
        return Document(kind, outcome=Reading.TOO_LARGE)
    try:
        return _read_zip(data) if kind == "zip" else _read_one(data, kind)
    except UnreadableDocument as refusal:
        return Document(kind, outcome=refusal.outcome)
    except RecursionError:
        return Document(kind, outcome=Reading.TOO_LARGE)
    except Exception:  # noqa: BLE001 - parsers of damaged files raise anything
        return Document(kind, outcome=Reading.DAMAGED)


def _no_document(kind: str, data: bytes, name: str) -> Document:
    """Say what bytes are that are no document: what is called a text is a garbled one."""
    if kind or not data or not _named(name):
        return Document(kind, outcome=Reading.UNSUPPORTED)
    return Document(_named(name), outcome=Reading.DAMAGED, garbled=1)


def _read_one(data: bytes, kind: str) -> Document:
    collector = Collector()
    if kind == "txt":
        for line in decode(data).text.splitlines():
            collector.line(line)
    else:
        module, reader = _READERS[kind]
        getattr(import_module(module), reader)(data, collector)
    return _legible(collector.document(kind))


def _legible(document: Document) -> Document:
    """Take a text that is no writing for a damaged one; numbers may be read in it all the same."""
    if document.outcome is not Reading.READ:
        return document
    garbled, coded = garbled_line(document.text), coded_as(document.text)
    if not garbled and not coded:
        return document
    return replace(document, outcome=Reading.DAMAGED, garbled=garbled, coded=coded)


def _read_zip(data: bytes) -> Document:
    """Read the members of an archive, one level deep; the worst outcome of its parts stands."""
    collector, worst = Collector(), Document("zip")
    for name, body in members_of(data):
        inner = _read(body, name, nested=True)
        collector.line(f"【{name}】")
        for line in inner.text.split("\n"):
            collector.line(line)
        if inner.outcome is not Reading.READ and worst.outcome is Reading.READ:
            worst = replace(inner, kind="zip", part=name)
    done = collector.document("zip")
    return replace(worst, text=done.text) if done.outcome is Reading.READ else done


def _kind(data: bytes, name: str) -> str:
    head = data[:_LOOK_BYTES].lstrip()
    ending = PurePosixPath(name.lower()).suffix
    if head.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK"):
        return package_kind(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return str(import_module("shared.documents.compound").compound_kind(data, ending))
    if head[:200].lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    named = _named(name) or ("" if ending else "txt")
    # A name without an ending may be text; bytes that are none are not.
    return named if named and _is_text(data[:_LOOK_BYTES]) else ""


def _named(name: str) -> str:
    return _ENDINGS.get(PurePosixPath(name.lower()).suffix, "")


def _is_text(head: bytes) -> bool:
    decoded = decode(head)
    wide = decoded.charset.startswith(("utf-16", "utf-32"))
    return (wide or b"\x00" not in head) and decoded.replaced <= _MOST_REPLACED
