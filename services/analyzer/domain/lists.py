"""The lists that detectors run on; each is data that an office can extend."""

from dataclasses import dataclass


@dataclass(frozen=True)
class WrongForm:
    """One entry of the lexicon."""

    wrong: str
    right: str
    rule: str
    exceptions: tuple[str, ...]
    """Contexts in which the wrong form is part of right words."""
    source: str


@dataclass(frozen=True)
class Lists:
    """Everything that a rule set looks for beside its code."""

    forms: tuple[WrongForm, ...] = ()
    """Wrong forms of official wording."""
    links: tuple[tuple[str, str], ...] = ()
    """What links and scripts are judged by: kind and entry; see lexicons/links.tsv."""
