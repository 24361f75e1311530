"""Statistics of any period, by region, unit, kind, platform, level or rule. Pure.

Every figure is counted by the rules in `counting`; here they are only grouped.
"""

from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.reporter.domain.checks import Caution
from services.reporter.domain.counting import enquiries, stock
from services.reporter.domain.counting.classes import Counter
from services.reporter.domain.facts import Facts
from services.reporter.domain.grouping import NAMERS, Group, by_region, by_unit
from services.reporter.domain.period import Cut
from services.reporter.domain.registry import Registry
from services.reporter.domain.rollup import Line, OrderSum
from services.reporter.domain.rounding import as_json, rate
from services.reporter.domain.sections import class_section, enquiry_section
from services.reporter.domain.statistics_checks import cautions
from services.reporter.domain.terms import Terms
from shared.contracts.enquiry import Enquiry
from shared.contracts.finding import Decision, Effect
from shared.contracts.target import Target, TargetKind

Json = dict[str, Any]
_COUNTED = frozenset({Effect.VETO, Effect.PROBLEM})
BY = ("kind", "unit", "region", "platform", "level", "rule")


@dataclass(frozen=True)
class Given:
    """What statistics are computed from.

    Attributes:
        facts: registry, coverage, enquiries; its findings and orders are not looked at.
        lines: the findings of the period, alike ones counted together.
        orders: of those findings, summed up by target.
        cut: period and last day.
    """

    facts: Facts
    lines: Sequence[Line]
    orders: Mapping[str, OrderSum]
    cut: Cut


def statistics(given: Given, by: str, terms: Terms, kind: str = "") -> Json:
    """Compute the statistics of a period by one grouping; see `Groupings.by`."""
    return Groupings(given, terms).by(by, kind)


class Groupings:
    """Groups the same facts in any way.

    Args:
        given: the facts.
        terms: names and order of platforms.
    """

    def __init__(self, given: Given, terms: Terms) -> None:
        self._given = given
        self._registry = Registry(given.facts, terms.platforms)
        self._maker = _Maker(given, terms)
        self._totals: dict[str, Json] = {}

    def by(self, by: str, kind: str = "") -> Json:
        """Compute the statistics by one grouping.

        Args:
            by: one of `BY`.
            kind: only targets of this kind; enquiries belong to units, not to kinds.
        """
        given = self._given
        targets = [t for t in given.facts.targets if kind in {"", t.kind.value}]
        if kind not in self._totals:
            self._totals[kind] = self._maker.row(targets, () if kind else given.facts.enquiries)
        total = self._totals[kind]
        rows = (
            _by_rule(given, {target.id for target in targets})
            if by == "rule"
            else _groups(self._maker, targets, self._registry, by, kind)
        )
        told = sorted([*_no_data(given), *cautions(by, total, rows, kind)])
        return {
            "period": str(given.cut.quarter),
            "from": given.cut.quarter.first.isoformat(),
            "to": given.cut.quarter.last.isoformat(),
            "as_of": given.cut.as_of.isoformat(),
            "by": by,
            "kind": kind or None,
            "frozen": False,
            "digest": None,
            "total": total,
            "rows": rows,
            "warnings": [one._asdict() for one in told],
        }


class _Maker:
    """Makes rows over the same facts."""

    def __init__(self, given: Given, terms: Terms) -> None:
        counted = [
            line
            for line in given.lines
            if line.decision is Decision.CONFIRMED and line.effect in _COUNTED
        ]
        window = terms.window or (given.cut.quarter.first, given.cut.quarter.last)
        self._counter = Counter(given.facts, counted, given.cut, window)
        self._given = given
        self.facts = given.facts
        self._lines: dict[str, list[Line]] = {}
        for line in given.lines:
            self._lines.setdefault(line.target, []).append(line)

    def row(self, targets: Sequence[Target], asked: Iterable[Enquiry]) -> Json:
        count = self._counter.group(targets)
        lines = [line for target in targets for line in self._lines.get(target.id, ())]
        return {
            **class_section(count),
            "flow": self._flow(targets),
            "findings": finding_figures(lines),
            "orders": self._orders(targets),
            "enquiries": self._enquiries(asked),
        }

    def _flow(self, targets: Sequence[Target]) -> Json:
        cut = self._given.cut
        before = cut.quarter.previous.last
        return {
            "opening": sum(stock.registered(target, before) for target in targets),
            "opened": sum(stock.opened(target, cut) for target in targets),
            "closed": sum(stock.closed(target, cut) for target in targets),
        }

    def _orders(self, targets: Sequence[Target]) -> Json:
        total = OrderSum()
        for target in targets:
            if target.id in self._given.orders:
                total.add(self._given.orders[target.id])
        checked = total.passed + total.failed
        return {
            "issued": total.issued,
            "on_time": total.on_time,
            "overdue": total.overdue(self._given.cut.as_of),
            "escalated": total.escalated,
            "rate": as_json(rate(total.on_time, total.issued)),
            "recheck_rate": as_json(rate(total.passed, checked)),
        }

    def _enquiries(self, asked: Iterable[Enquiry]) -> Json:
        count = enquiries.count(asked, self._given.cut)
        return enquiry_section(count) | {"rate": as_json(count.rate)}


def finding_figures(lines: Iterable[Line]) -> Json:
    """Count findings by decision, and the confirmed ones by effect and by whether they are gone."""
    found: Tally[str] = Tally()
    for line in lines:
        found[line.decision.value] += line.number
        if line.decision is Decision.CONFIRMED:
            found[line.effect.value] += line.number
            found["gone"] += line.number if line.gone else 0
    names = (*(one.value for one in Decision), *(one.value for one in Effect), "gone")
    return {name: found[name] for name in names}


def _groups(
    maker: _Maker, targets: Sequence[Target], registry: Registry, by: str, kind: str
) -> list[Json]:
    name = NAMERS[by]
    groups: dict[Group, list[Target]] = {}
    for target in targets:
        if by != "platform" or target.kind is TargetKind.ACCOUNT:
            groups.setdefault(name(target, registry), []).append(target)
    asked: dict[Group, list[Enquiry]] = {}
    if by in {"unit", "region"} and not kind:
        namer = by_unit if by == "unit" else by_region
        for enquiry in maker.facts.enquiries:
            asked.setdefault(namer(enquiry.unit, registry), []).append(enquiry)
    return [
        {"key": group.key, "name": group.name}
        | maker.row(groups.get(group, []), asked.get(group, []))
        for group in sorted({*groups, *asked})
    ]


def _by_rule(given: Given, targets: set[str]) -> list[Json]:
    rules: dict[str, list[Line]] = {}
    for line in given.lines:
        if line.target in targets:
            rules.setdefault(line.rule, []).append(line)
    return [
        {
            "key": rule,
            "name": rule,
            "targets": len({x.target for x in group if x.decision is Decision.CONFIRMED}),
            "findings": finding_figures(group),
        }
        for rule, group in sorted(rules.items())
    ]


def _no_data(given: Given) -> Iterator[Caution]:
    if not given.facts.targets:
        yield Caution("no_data", "registered", "台账中没有监测对象。")
    if not (given.facts.coverage or given.lines or given.facts.enquiries):
        text = f"{given.cut.quarter}没有监测记录、问题或留言：数字缺失，并非零问题。"
        yield Caution("no_data", "checked", text)
