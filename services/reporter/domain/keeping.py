"""The statistics that are frozen together with a quarter, and how they are found again. Pure.

They are counted once, from the records that the frozen report was counted from; whoever compares
frozen quarters reads them and counts nothing anew.
"""

from typing import Any

from services.reporter.domain.decisions import as_of as decided
from services.reporter.domain.facts import Facts
from services.reporter.domain.period import Cut, months_in
from services.reporter.domain.rollup import counted_once, lines, orders_by_target
from services.reporter.domain.statistics import BY, Given, Groupings
from services.reporter.domain.terms import Terms
from shared.clock import office_date
from shared.contracts.report import FrozenReport, unpacked
from shared.contracts.target import TargetKind

Json = dict[str, Any]
_KINDS = ("", *(kind.value for kind in TargetKind))


def from_records(facts: Facts, cut: Cut) -> Given:
    """Prepare statistics from findings and orders themselves, as they stood on the cut's day.

    Args:
        facts: with all findings of the months that the period touches, and their orders.
        cut: period and last day.
    """
    period, day = cut.quarter, cut.as_of
    known = decided(facts.findings, facts.orders, day)
    chosen = [
        finding
        for month in months_in(period)
        for finding in counted_once(known, month)
        if finding.found_on in period and finding.found_on <= day
    ]
    inside = [finding for finding in known if finding.found_on in period]
    out = [order for order in facts.orders if office_date(order.issued_at) <= day]
    return Given(facts, lines(chosen), orders_by_target(inside, out, day), cut)


def every_grouping(given: Given, terms: Terms) -> Json:
    """Compute what anybody may ask of a quarter: by each grouping, of all targets and each kind."""
    groupings = Groupings(given, terms)
    return {_key(by, kind): groupings.by(by, kind) for by in BY for kind in _KINDS}


def kept(frozen: FrozenReport, by: str, kind: str) -> Json | None:
    """Return frozen statistics under the digest of their report; None where none were kept."""
    if not frozen.statistics:
        return None
    figures: Json = unpacked(frozen.statistics)[_key(by, kind)]
    return figures | {"frozen": True, "digest": frozen.digest}


def _key(by: str, kind: str) -> str:
    return f"{by}:{kind}"
