"""Checks a text before it is published: the same rules, and no server is needed."""

from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from services.analyzer.domain.rule import Hit, View
from services.analyzer.domain.rules import RULES, RuleSet, rule_set
from services.analyzer.lexicon import load_lists
from shared.contracts.article import Content, Reading
from shared.documents.charset import decode
from shared.documents.coded import coded_as
from shared.documents.legible import chinese_in, garbled_line, lost_in, traditional_in
from shared.documents.model import Document
from shared.documents.read import read_document
from shared.errors import PermanentError
from shared.masking import mask_text

Found = dict[str, Any]


class Checked(NamedTuple):
    """What is found in a file, and what its reader must know of how it was checked."""

    found: list[Found]
    notes: list[str]
    """In English; `shared.translation` has the Chinese."""


_REFUSALS = {
    Reading.ENCRYPTED: "is protected by a password",
    Reading.DAMAGED: "is damaged",
    Reading.TOO_LARGE: "is too large (30 MiB, 2,000,000 characters, 5,000 links): split it",
    Reading.UNSUPPORTED: "is of no kind that can be read: use txt, html, docx, doc, pdf, xlsx, xls",
}
_EMPTY = "holds no text (is it a scan? then check what it was scanned from)"
_SAVE = "open it where it can be read, and save it as UTF-8"
_SIMPLIFIED = "the rules know simplified ones only"
_SHOWN = 10
"""Characters or pages that a note names."""
_FEW = 300
"""Characters of a page, below which its pictures may be what it says."""
_TORN = 10
"""Lines, from which one character a line is no accident."""
_BREAK = "\n"
_MANY = 50_000
"""Characters from which it pays to compile what looks for signs."""
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


def check_document(body: bytes, name: str) -> Checked:
    """Return what the packaged rules find in a file, with notes on what they could not judge.

    Places in a page count in its title, a line break and its text; its links are judged by what
    they say, where they lead and whether they can be seen.

    Args:
        body: txt, html, docx, doc, pdf, xlsx, xls or zip.
        name: its ending helps to tell the kind.

    Raises:
        PermanentError: its text cannot be read, or there is none; such a file is never a clean one.
    """
    document = _document(body, name)
    if not document.text.strip():
        raise PermanentError(f"{name}: {_EMPTY}; its text was not checked")
    content = Content(title=document.title, text=document.text, links=document.links)
    shown = content.whole if content.title else content.text
    once = len(content.text) < _MANY
    return Checked(_checked(content, shown, packaged(), once=once), _notes(document, name))


def text_of(body: bytes, name: str) -> tuple[str, list[str]]:
    """Return the text of a file with the notes on it, or refuse it; see `check_document`."""
    document = _document(body, name)
    return document.text, _notes(document, name)


def refuse_unread(text: str) -> None:
    """Refuse a text that no rule could judge.

    Raises:
        PermanentError: it is garbled, or its Chinese is written in ASCII.
    """
    document = Document(garbled=garbled_line(text), coded=coded_as(text))
    if document.garbled or document.coded:
        raise PermanentError(f"text: {_refusal(document)}; its text was not checked")


def _document(body: bytes, name: str) -> Document:
    """Read a file; a text keeps its line breaks, so that places count in its own characters."""
    document = read_document(body, name)
    if document.outcome is not Reading.READ:
        place = f"{name}/{document.part}" if document.part else name
        raise PermanentError(f"{place}: {_refusal(document)}; its text was not checked")
    return replace(document, text=decode(body).text) if document.kind == "txt" else document


def _refusal(document: Document) -> str:
    if document.coded:
        return f"its Chinese is written as {document.coded}: save it as UTF-8"
    if document.garbled:
        return f"makes no sense from line {document.garbled} on (a wrong charset?): {_SAVE}"
    return _REFUSALS[document.outcome]


def _notes(document: Document, name: str) -> list[str]:
    """Say what the rules could not judge in a text that was read."""
    text, notes = document.text, []
    if lost := lost_in(text):
        notes.append(f"{len(lost)} characters are lost, {_first(text, lost[0])}: mend them first")
    if strange := traditional_in(text):
        some = "".join(dict.fromkeys(strange))[:_SHOWN]
        at = _first(text, text.index(strange[0]))
        notes.append(f"{len(strange)} traditional characters such as {some}, {at}: {_SIMPLIFIED}")
    if not chinese_in(text):
        notes.append("holds no Chinese: only its numbers, marks and links were checked")
    if _is_torn(text):
        notes.append("has one character a line: words that are torn apart were not checked")
    if document.mute:
        pages = ", ".join(map(str, document.mute[:_SHOWN]))
        notes.append(f"pages without text (scans?) were not checked: {pages}")
    if document.pictures and (document.kind == "docx" or len(text) < _FEW):
        notes.append(f"{document.pictures} pictures: what is written in them was not checked")
    return [f"{name}: {note}" for note in notes]


def _is_torn(text: str) -> bool:
    """Tell whether most lines hold one character, as columns of upright writing do."""
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    torn = sum(len(line) == 1 and not line.isascii() for line in lines)
    return torn >= _TORN and torn > len(lines) / 2


def _first(text: str, place: int) -> str:
    return f"first in line {text.count(_BREAK, 0, place) + 1}"


def _checked(content: Content, shown: str, rules: RuleSet, *, once: bool = False) -> list[Found]:
    view = View(content, once=once)
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
