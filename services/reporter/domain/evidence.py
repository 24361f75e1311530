"""Which records stand behind each figure, so that a printed number can be opened."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.reporter.domain.counting import stock
from services.reporter.domain.counting.classes import ClassCount
from services.reporter.domain.counting.enquiries import EnquiryCount
from services.reporter.domain.counting.orders import OrderCount
from services.reporter.domain.period import Cut
from shared.contracts.finding import Finding
from shared.contracts.target import Target

_CLASS_FIGURES = (
    "registered",
    "running",
    "sampled",
    "checked",
    "with_problems",
    "unqualified",
    "not_observed",
)
_ENQUIRY_FIGURES = ("received", "due", "on_time", "late", "pending", "invalid")
_ORDER_FIGURES = ("issued", "on_time", "overdue", "escalated")


@dataclass(frozen=True, slots=True)
class Flow:
    """Ids of the accounts that made the stock what it is."""

    opening: tuple[str, ...]
    opened: tuple[str, ...]
    closed: tuple[str, ...]


def flow(targets: Iterable[Target], cut: Cut) -> Flow:
    """Find out which of the targets were there before, came and went."""
    rows = sorted(targets, key=lambda target: target.id)
    before = cut.quarter.previous.last
    return Flow(
        opening=tuple(target.id for target in rows if stock.registered(target, before)),
        opened=tuple(target.id for target in rows if stock.opened(target, cut)),
        closed=tuple(target.id for target in rows if stock.closed(target, cut)),
    )


def figures(
    classes: Mapping[str, ClassCount],
    flows: Flow,
    enquiries: Mapping[str, EnquiryCount],
    orders: OrderCount,
) -> dict[str, list[str]]:
    """List the ids behind each figure, by the figure's path in the report."""
    behind: dict[str, list[str]] = {}
    for path, count in classes.items():
        for name in _CLASS_FIGURES:
            behind[f"{path}.{name}"] = list(getattr(count, name) or ())
    for name in ("opening", "opened", "closed"):
        behind[f"accounts.{name}"] = list(getattr(flows, name))
    for path, tally in enquiries.items():
        for name in _ENQUIRY_FIGURES:
            behind[f"{path}.{name}"] = list(getattr(tally, name))
    for name in _ORDER_FIGURES:
        behind[f"orders.{name}"] = list(getattr(orders, name))
    return {path: ids for path, ids in behind.items() if ids}


def finding_rows(findings: Sequence[Finding]) -> dict[str, dict[str, Any]]:
    """Describe the counted findings, by id; every text in them was masked where it was made."""
    return {
        finding.id: {
            "target": finding.target,
            "rule": finding.rule,
            "title": finding.title,
            "effect": finding.effect.value,
            "found_on": finding.found_on.isoformat(),
            "sources": list(finding.sources),
            "headline": finding.headline,
            "excerpt": finding.excerpt,
            "url": finding.url,
        }
        for finding in sorted(findings, key=lambda finding: finding.id)
    }
