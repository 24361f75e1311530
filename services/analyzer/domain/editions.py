"""Rule sets of the office: what their rows say, and how they join the packaged lists. Pure."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from services.analyzer.domain.gaps import SHORTEST as SHORTEST_TERM
from services.analyzer.domain.lists import Lists, Post, Term, WrongForm
from services.analyzer.domain.rules import RULES
from shared.contracts.finding import Step
from shared.contracts.ruleset import Edition, Ruleset
from shared.errors import PermanentError
from shared.intake.cells import Cells
from shared.intake.columns.rulesets import ROSTER, TERMS, WORDING
from shared.tables.model import Schema

Row = tuple[str, ...]
_APART = re.compile("[、，,；;|／/]")
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


TERM_KINDS = ("own", "state", "institution", "place", "law", "phrase")
"""What a term of the office may be: it decides which rule a near miss falls under."""

KINDS: Mapping[str, ListKind] = {
    "wording": ListKind(WORDING, read_form, add_forms),
    "roster": ListKind(ROSTER, read_post, add_posts),
    "terms": ListKind(TERMS, read_term, add_terms),
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


def named(version: str, rulesets: Sequence[Ruleset]) -> str:
    """Name the version of all rules together: the digest, then each rule set with its edition."""
    return "+".join([version, *(f"{each.id}@{each.edition}" for each in rulesets)])


def digest_of(rows: Sequence[Row]) -> str:
    """Compute the digest of the rows of an edition."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


@dataclass(frozen=True)
class Change:
    """Who changes a rule set, why and when."""

    actor: str
    cause: str
    now: datetime


def imported(
    known: Ruleset | None, name: str, kind: str, edition: Edition, change: Change
) -> Ruleset | None:
    """Return the rule set with one more edition; None when its newest edition is the same.

    Raises:
        PermanentError: it holds lists of another kind.
    """
    base = known or Ruleset(id=name, kind=kind, version=1)
    if base.kind != kind:
        raise PermanentError(f"{name} holds {base.kind}, not {kind}: choose another name")
    newest = base.editions[-1] if base.editions else None
    if newest and newest.digest == edition.digest:
        return None
    number = (newest.number if newest else 0) + 1
    editions = (*base.editions, edition.model_copy(update={"number": number}))
    return _next(base, known, f"imported {number}", change, editions=editions)


def applied(known: Ruleset, number: int, change: Change) -> Ruleset:
    """Return the rule set with another edition in force; 0 puts none in force.

    Raises:
        PermanentError: there is no such edition, or it is in force already.
    """
    if number and known.of(number) is None:
        raise PermanentError(f"{known.id} has no edition {number}; see `xuncha rules list`")
    if number == known.edition:
        raise PermanentError(f"edition {number} of {known.id} is in force already")
    return _next(known, known, f"applied {number}", change, edition=number)


def _next(base: Ruleset, known: Ruleset | None, action: str, change: Change, **new: Any) -> Ruleset:
    version = known.version + 1 if known else 1
    step = Step(
        version=version, at=change.now, actor=change.actor, action=action, cause=change.cause
    )
    return base.model_copy(update={**new, "history": (*base.history, step), "version": version})
