"""Websites, columns and accounts: five different numbers, and the rate between two of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from services.reporter.domain.counting import stock
from services.reporter.domain.coverage import Window, missing
from services.reporter.domain.facts import Facts
from services.reporter.domain.period import Cut
from services.reporter.domain.rounding import Rate, rate
from shared.contracts.finding import Effect
from shared.contracts.target import Target, TargetKind

PASS_POINTS = 60
"""A scored portal below this is unqualified (national indicators, part 2)."""

Ids = tuple[str, ...]


class Marked(Protocol):
    """A counted finding, or the row that stands for many of them."""

    @property
    def target(self) -> str:
        """Id of its target."""
        ...

    @property
    def effect(self) -> Effect:
        """What it does to the verdict."""
        ...


@dataclass(frozen=True, slots=True)
class ClassCount:
    """The members of every figure of one class of targets, ordered by id.

    Attributes:
        sampled: None when no sample was drawn and every running target is to be checked.
        checked: the running or sampled ones of which enough was seen.
        reasons: why each of `not_observed` is there.
    """

    registered: Ids
    running: Ids
    sampled: Ids | None
    checked: Ids
    with_problems: Ids
    unqualified: Ids
    not_observed: Ids
    reasons: Mapping[str, str]

    @property
    def unseen(self) -> Ids:
        """Unqualified targets that are not among the checked ones."""
        return tuple(sorted(set(self.unqualified) - set(self.checked)))

    @property
    def rate(self) -> Rate | None:
        """(checked − unqualified) / checked; None while an unqualified one was not checked.

        Such a target stands in one number of the fraction and not in the other.
        """
        if self.unseen:
            return None
        return rate(len(self.checked) - len(self.unqualified), len(self.checked))


class Counter:
    """Counts groups of targets over the same facts."""

    def __init__(self, facts: Facts, findings: Sequence[Marked], cut: Cut, window: Window) -> None:
        self._facts = facts
        self._cut = cut
        self._window = window
        self._seen = {coverage.target: coverage for coverage in facts.coverage}
        self._problems = {finding.target for finding in findings}
        vetoed = {finding.target for finding in findings if finding.effect is Effect.VETO}
        failed = {target for target, points in facts.own_points.items() if points < PASS_POINTS}
        self._unqualified = vetoed | failed
        self._sampled = {one.kind for one in facts.targets if one.id in facts.sample}

    def kind(self, kind: TargetKind) -> ClassCount:
        """Count all targets of one kind."""
        return self.group(target for target in self._facts.targets if target.kind is kind)

    def group(self, targets: Iterable[Target]) -> ClassCount:
        """Count some targets."""
        rows = sorted(targets, key=lambda target: target.id)
        day = self._cut.stock_day
        running = [target for target in rows if stock.running(target, day)]
        drawn = self._drawn(running)
        due = running if drawn is None else drawn
        lacks = {target.id: self._missing(target) for target in due}
        alive = _ids(running)
        return ClassCount(
            registered=_ids(target for target in rows if stock.registered(target, day)),
            running=alive,
            sampled=None if drawn is None else _ids(drawn),
            checked=tuple(target for target, lack in lacks.items() if not lack),
            with_problems=tuple(target for target in alive if target in self._problems),
            unqualified=tuple(target for target in alive if target in self._unqualified),
            not_observed=tuple(target for target, lack in lacks.items() if lack),
            reasons={target: lack for target, lack in lacks.items() if lack},
        )

    def _drawn(self, running: Sequence[Target]) -> list[Target] | None:
        if not any(target.kind in self._sampled for target in running):
            return None
        return [target for target in running if target.id in self._facts.sample]

    def _missing(self, target: Target) -> str:
        return missing(target, self._seen.get(target.id), self._window)


def _ids(targets: Iterable[Target]) -> Ids:
    return tuple(target.id for target in targets)
