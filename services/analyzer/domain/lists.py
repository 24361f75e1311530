"""The lists that detectors run on; each is data that an office can extend."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from services.analyzer.domain.privacy.weighed import Learned, Lesson
from services.analyzer.domain.scan import Scanner


class WrongForm(NamedTuple):
    """One entry of the lexicon."""

    wrong: str
    right: str
    rule: str
    exceptions: tuple[str, ...]
    """Contexts in which the wrong form is part of right words."""
    source: str


class Term(NamedTuple):
    """A name or phrase that is written in one way only."""

    text: str
    kind: str
    """state, institution, place, law, phrase, idiom, own of an office's own institutions; or
    expression, a phrase that people also write otherwise, so that only a likely slip is told."""
    inside: tuple[str, ...] = ()
    """Of a place: the areas around it."""


class Abolished(NamedTuple):
    """The name of an institution that is no more."""

    name: str
    since: date
    """First day of publication on which the name is suspected."""
    today: str
    """What has its tasks now."""
    exceptions: tuple[str, ...]
    """Right words that the name is part of."""
    source: str


class Post(NamedTuple):
    """A person in office, as the office's own roster keeps it."""

    name: str
    title: str
    since: date | None = None
    until: date | None = None
    """Last day in the post; None while it is held."""


@dataclass(frozen=True)
class Lists:
    """Everything that a rule set looks for beside its code."""

    forms: tuple[WrongForm, ...] = ()
    """Wrong forms of official wording."""
    terms: tuple[Term, ...] = ()
    """Canonical terms."""
    own: tuple[Term, ...] = ()
    """Canonical terms that the office added; apart, because `compiled` holds `terms` alone."""
    usual: frozenset[str] = frozenset()
    """Pieces that are right though one character away from a term."""
    abolished: tuple[Abolished, ...] = ()
    """Names that reforms of institutions ended."""
    roster: tuple[Post, ...] = ()
    shapes: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Code of how each character is built."""
    groups: tuple[str, ...] = ()
    """Characters that are confused by look or by five-stroke keys."""
    readings: Callable[[str], str] = field(default=lambda _: "", repr=False, compare=False)
    """How a character sounds, with tones, separated by commas; nothing when nobody knows."""
    links: tuple[tuple[str, str], ...] = ()
    """What links and scripts are judged by: kind and entry; see lexicons/links.tsv."""
    learned: Lesson = field(default=Learned, repr=False, compare=False)
    """Weights of the pieces of text around mobiles and homes; read when the first one is met."""
    learned_as: str = ""
    """Digest of what was learned."""
    compiled: Scanner | None = field(default=None, repr=False, compare=False)
    """The terms as `gaps.compile_terms` compiles them; without it the same is found more slowly."""
