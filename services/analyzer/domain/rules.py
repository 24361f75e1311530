"""All rules, and running them over an article."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from services.analyzer.domain.detectors import (
    links,
    personal,
    tampering,
    wording,
    wording_abolished,
    wording_figures,
    wording_marks,
    wording_model,
    wording_near,
    wording_roster,
)
from services.analyzer.domain.lists import Lists
from services.analyzer.domain.plainly import plainly
from services.analyzer.domain.rule import Detector, Hit, Rule, View
from shared.clock import office_date

FAMILIES = (
    wording,
    wording_near,
    wording_roster,
    wording_abolished,
    wording_figures,
    wording_marks,
    wording_model,
    personal,
    links,
    tampering,
)
"""Each has RULES and a function `detectors(lists)`."""
_READ_PLAINLY = frozenset(
    family.__name__
    for family in (wording, wording_near, wording_roster, wording_abolished, wording_figures)
)
"""Families that look at words and not at single characters."""

RULES: Mapping[str, Rule] = {rule.id: rule for family in FAMILIES for rule in family.RULES}


@dataclass(frozen=True)
class RuleSet:
    """The detectors with the lists they run on.

    Attributes:
        version: changes with every list; named by each finding and analysis.
        detectors: run in this order.
    """

    version: str
    detectors: tuple[Detector, ...]

    def detect(self, view: View) -> list[Hit]:
        """Run every detector; hits of rules that are valid, in the order of the text."""
        return self.detect_each([view])[0]

    def detect_each(self, views: Sequence[View]) -> list[list[Hit]]:
        """Run every detector over many articles, one after the other: its tables stay at hand.

        A detector that scans when it is called and weighs when it is read is called for all first.
        """
        found: list[list[Hit]] = [[] for _ in views]
        for detector in self.detectors:
            begun = [detector(view) for view in views]
            for hits, brought in zip(found, begun, strict=True):
                hits.extend(brought)
        return [_told(view, hits) for view, hits in zip(views, found, strict=True)]


def rule_set(lists: Lists) -> RuleSet:
    """Put the rules and the lists together."""
    digest = hashlib.sha256()
    for rule in RULES.values():
        digest.update(repr(rule).encode())
    for each in fields(lists):
        if each.compare:
            for entry in _ordered(getattr(lists, each.name)):
                digest.update(repr(entry).encode())
    made = tuple(
        plainly(detector) if family.__name__ in _READ_PLAINLY else detector
        for family in FAMILIES
        for detector in family.detectors(lists)
    )
    return RuleSet(digest.hexdigest()[:16], made)


def _told(view: View, hits: list[Hit]) -> list[Hit]:
    """Return the hits of rules that are valid on the day of an article, in its order."""
    day = view.published_on or (view.fetched_at and office_date(view.fetched_at))
    valid = [hit for hit in hits if RULES[hit.rule].valid_on(day)]
    return sorted(_without_echoes(valid), key=lambda hit: (hit.span, hit.rule))


def _without_echoes(hits: list[Hit]) -> list[Hit]:
    """Leave out what a model says about a place where a rule of ours speaks already."""
    ours = [hit.span for hit in hits if hit.rule != wording_model.MODEL]
    return [
        hit
        for hit in hits
        if hit.rule != wording_model.MODEL
        or hit.attached
        or not any(start < hit.span[1] and hit.span[0] < end for start, end in ours)
    ]


def _ordered(entries: Iterable[Any]) -> Iterable[Any]:
    """Return the entries in an order that is the same in every process."""
    if isinstance(entries, Mapping):
        return sorted(entries.items())
    return sorted(entries) if isinstance(entries, frozenset) else entries
