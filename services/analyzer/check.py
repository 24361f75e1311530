"""Checks a text before it is published: the same rules, and no server is needed."""

from dataclasses import replace
from functools import cache
from typing import Any

from services.analyzer.domain.rule import Hit, View
from services.analyzer.domain.rules import RULES, RuleSet, rule_set
from services.analyzer.lexicon import load_lists
from shared.contracts.article import Content, Link, Reading
from shared.documents.charset import decode
from shared.documents.model import Document
from shared.documents.read import read_document
from shared.errors import PermanentError
from shared.masking import mask_text

Found = dict[str, Any]
_REFUSALS = {
    Reading.ENCRYPTED: "is protected by a password",
    Reading.DAMAGED: "is damaged",
    Reading.TOO_LARGE: "is too large",
    Reading.UNSUPPORTED: "is of no kind that can be read: use txt, html, docx, doc, pdf, xlsx, xls",
}
_EMPTY = "holds no text (is it a scan? then check what it was scanned from)"
_KEPT = 1
"""Characters of a personal value that stay visible where no form of it is known."""


@cache
def packaged() -> RuleSet:
    """Return the rules that come with the program, compiled once."""
    return rule_set(load_lists())


def check_text(text: str, rules: RuleSet | None = None) -> list[Found]:
    """Return what the rules find in a text, in its order.

    Args:
        text: as it is to be published.
        rules: default the packaged ones.

    Returns:
        For each hit rule, family, severity, span in characters, text, suggestion and why.
    """
    return _checked(Content(text=text), text, rules or packaged())


def check_document(body: bytes, name: str) -> list[Found]:
    """Return what the packaged rules find in a file.

    Places in a page count in its title, a line break and its text; its links are judged by what
    they say and where they lead.

    Args:
        body: txt, html, docx, doc, pdf, xlsx, xls or zip.
        name: its ending helps to tell the kind.

    Raises:
        PermanentError: its text cannot be read, or there is none; such a file is never a clean one.
    """
    document = _document(body, name)
    if not document.text.strip():
        raise PermanentError(f"{name}: {_EMPTY}; its text was not checked")
    links = tuple(Link(url=url, anchor=anchor) for url, anchor in document.links)
    content = Content(title=document.title, text=document.text, links=links)
    return _checked(content, content.whole if content.title else content.text, packaged())


def text_of(body: bytes, name: str) -> str:
    """Return the text of a file, or refuse it; see `check_document`."""
    return _document(body, name).text


def _document(body: bytes, name: str) -> Document:
    """Read a file; a text keeps its line breaks, so that places count in its own characters."""
    document = read_document(body, name)
    if document.outcome is not Reading.READ:
        raise PermanentError(f"{name}: {_REFUSALS[document.outcome]}; its text was not checked")
    return replace(document, text=decode(body).text) if document.kind == "txt" else document


def _checked(content: Content, shown: str, rules: RuleSet) -> list[Found]:
    view = View(content)
    return [_found(hit, shown, len(view.text) - len(shown)) for hit in rules.detect(view)]


def _found(hit: Hit, text: str, shift: int) -> Found:
    rule = RULES[hit.rule]
    start, end = max(hit.span[0] - shift, 0), max(hit.span[1] - shift, 0)
    return {
        "rule": hit.rule,
        "family": rule.family,
        "severity": (hit.severity or rule.severity).value,
        "span": [start, end],
        "text": _shown(text[start:end], rule.family),
        "suggestion": mask_text(hit.suggestion),
        "why": mask_text(hit.why),
    }


def _shown(piece: str, family: str) -> str:
    masked = mask_text(piece)
    if family == "personal" and masked == piece and "*" not in piece:
        return piece[:_KEPT] + "*" * (len(piece) - _KEPT)
    return masked
