"""The lists that an office may keep: how a row is read, and how rows join the packaged lists."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.analyzer.domain.gaps import SHORTEST as SHORTEST_TERM
from services.analyzer.domain.hosts import LINK_KINDS
from services.analyzer.domain.lists import Abolished, Lists, Post, Term, WrongForm
from services.analyzer.domain.rules import RULES
from shared.intake.cells import Cells
from shared.intake.columns.rulesets import ABOLISHED, LINKS, ROSTER, TERMS, WORDING
from shared.tables.model import Schema

Row = tuple[str, ...]
_APART = re.compile("[、，,；;|／/]")
_HOST = re.compile(r"(?:[\w-]{1,63}\.)*[\w-]{1,63}")
SHORTEST = 2
"""Characters of a wrong form; a single one is wrong nowhere and everywhere."""


@dataclass(frozen=True)
class ListKind:
    """One kind of list.

    Attributes:
        schema: columns of its file.
        read: one row into what is kept of it; what is wrong is noted in the cells.
        add: the lists with these rows, in which a later row replaces an earlier one of its key.
    """

    schema: Schema
    read: Callable[[Cells], tuple[str, Row]]
    add: Callable[[Lists, Sequence[Row]], Lists]


def _words(cells: Cells, column: str) -> list[str]:
    """Read several words, however people set them apart."""
    return _APART.sub(" ", cells.line(column, limit=500)).split()


def read_form(cells: Cells) -> tuple[str, Row]:
    """Read one wrong form: wrong, right, rule, exceptions, source."""
    wrong = cells.line("wrong", required=True, limit=60)
    right = cells.line("right", required=True, limit=60)
    rule = cells.line("rule", limit=60) or "wording.typo"
    exceptions = " ".join(_words(cells, "exceptions"))
    if wrong == right:
        cells.refuse("right", "is the wrong form itself: write what is right")
    if len(wrong) < SHORTEST:
        cells.refuse("wrong", "has one character only: write the word around it")
    if rule not in RULES or not rule.startswith("wording."):
        known = ", ".join(sorted(each for each in RULES if each.startswith("wording.")))
        cells.refuse("rule", f"is no wording rule: write one of {known}")
    if any(wrong not in exception for exception in exceptions.split()):
        cells.refuse("exceptions", "does not hold the wrong form: write the right words around it")
    return wrong, (wrong, right, rule, exceptions, cells.line("source", limit=200))


def add_forms(lists: Lists, rows: Sequence[Row]) -> Lists:
    """Add wrong forms; a form that is listed already is replaced."""
    forms = {form.wrong: form for form in lists.forms}
    for wrong, right, rule, exceptions, source in rows:
        forms[wrong] = WrongForm(wrong, right, rule, tuple(exceptions.split()), source)
    return replace(lists, forms=tuple(forms.values()))


def read_post(cells: Cells) -> tuple[str, Row]:
    """Read one post of the roster: name, title, first and last day."""
    name = cells.line("name", required=True, limit=40)
    title = cells.line("title", required=True, limit=60)
    since, until = cells.date("since"), cells.date("until")
    if since and until and until < since:
        cells.refuse("until", "is before the first day: exchange the two")
    days = tuple(day.isoformat() if day else "" for day in (since, until))
    return f"{name}|{title}|{days[0]}", (name, title, *days)


def add_posts(lists: Lists, rows: Sequence[Row]) -> Lists:
    """Add people in office."""
    posts = (Post(name, title, _day(since), _day(until)) for name, title, since, until in rows)
    return replace(lists, roster=tuple(dict.fromkeys((*lists.roster, *posts))))


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


def read_term(cells: Cells) -> tuple[str, Row]:
    """Read one canonical term: term, kind, right words beside it, source."""
    term = cells.line("term", required=True, limit=60)
    kind = cells.line("kind", limit=20) or "own"
    usual = " ".join(_words(cells, "usual"))
    if term and len(term) < SHORTEST_TERM:
        cells.refuse("term", f"has fewer than {SHORTEST_TERM} characters: write the full name")
    if " " in term:
        cells.refuse("term", "holds a space: write each name in a row of its own")
    if kind not in TERM_KINDS:
        cells.refuse("kind", f"is no kind of term: write one of {', '.join(TERM_KINDS)}")
    if term in usual.split():
        cells.refuse("usual", "is the term itself: write other right words, or nothing")
    return term, (term, kind, usual, cells.line("source", limit=200))


def add_terms(lists: Lists, rows: Sequence[Row]) -> Lists:
    """Add canonical terms; a term that was added already is replaced, a packaged one stays."""
    packaged = {term.text for term in lists.terms}
    own = {term.text: term for term in lists.own}
    usual = set(lists.usual)
    for text, kind, words, _ in rows:
        usual.update(words.split())
        if text not in packaged:
            own[text] = Term(text, kind)
    return replace(lists, own=tuple(own.values()), usual=frozenset(usual))


def read_link(cells: Cells) -> tuple[str, Row]:
    """Read one entry by which links are judged: kind, word or host, source."""
    kind = cells.word("kind", LINK_KINDS, required=True)
    entry = cells.line("entry", required=True, limit=200).casefold()
    if entry and kind == "illicit" and len(entry) < SHORTEST:
        cells.refuse("entry", "has one character only: write the word around it")
    if entry and kind != "illicit" and not _HOST.fullmatch(entry):
        cells.refuse("entry", "is no host: write it like www.example.com, without http://")
    return f"{kind}|{entry}", (kind, entry, cells.line("source", limit=200))


def add_links(lists: Lists, rows: Sequence[Row]) -> Lists:
    """Add words and hosts; a host that the office trusts is no resold one any more."""
    given = [(kind, entry) for kind, entry, _ in rows]
    trusted = {entry for kind, entry in given if kind == "trusted"}
    kept = [one for one in lists.links if one[0] != "resold" or one[1] not in trusted]
    return replace(lists, links=tuple(dict.fromkeys((*kept, *given))))


def read_abolished(cells: Cells) -> tuple[str, Row]:
    """Read one name that is no more: name, first day, today's name, right words around it."""
    name = cells.line("name", required=True, limit=60)
    since = cells.date("since", required=True)
    today = cells.line("today", required=True, limit=60)
    exceptions = " ".join(_words(cells, "exceptions"))
    if name and name == today:
        cells.refuse("today", "is the old name itself: write today's name")
    if name and len(name) < SHORTEST_TERM:
        cells.refuse("name", f"has fewer than {SHORTEST_TERM} characters: write the full name")
    day = since.isoformat() if since else ""
    return name, (name, day, today, exceptions, cells.line("source", limit=200))


def add_abolished(lists: Lists, rows: Sequence[Row]) -> Lists:
    """Add names that are no more; one that is listed already is replaced."""
    names = {one.name: one for one in lists.abolished}
    for name, since, today, exceptions, source in rows:
        words = tuple(exceptions.split())
        names[name] = Abolished(name, date.fromisoformat(since), today, words, source)
    return replace(lists, abolished=tuple(names.values()))


TERM_KINDS = ("own", "state", "institution", "place", "law", "phrase")
"""What a term of the office may be: it decides which rule a near miss falls under."""

KINDS: Mapping[str, ListKind] = {
    "wording": ListKind(WORDING, read_form, add_forms),
    "roster": ListKind(ROSTER, read_post, add_posts),
    "terms": ListKind(TERMS, read_term, add_terms),
    "links": ListKind(LINKS, read_link, add_links),
    "abolished": ListKind(ABOLISHED, read_abolished, add_abolished),
}
"""Every kind of list that an office may keep."""


def joined(lists: Lists, added: Sequence[tuple[str, Sequence[Row]]]) -> Lists:
    """Join the packaged lists with rows of the office, in the order given.

    Args:
        lists: packaged.
        added: kind and rows of each rule set.
    """
    for kind, rows in added:
        lists = KINDS[kind].add(lists, [tuple(row) for row in rows])
    return lists
