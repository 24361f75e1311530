"""The parts of the report's JSON; the key order is part of the interface."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from services.reporter.domain.counting import problems
from services.reporter.domain.counting.classes import ClassCount, Counter
from services.reporter.domain.counting.enquiries import EnquiryCount
from services.reporter.domain.counting.orders import OrderCount
from services.reporter.domain.facts import Facts
from services.reporter.domain.registry import Registry
from services.reporter.domain.rounding import as_json
from shared.contracts.enquiry import Enquiry
from shared.contracts.finding import Effect, Finding
from shared.contracts.target import Target, TargetKind

Json = dict[str, Any]


def class_section(count: ClassCount) -> Json:
    """Write the figures of one class of targets."""
    sampled = count.sampled
    return {
        "registered": len(count.registered),
        "running": len(count.running),
        "sampled": None if sampled is None else len(sampled),
        "checked": len(count.checked),
        "with_problems": len(count.with_problems),
        "unqualified": len(count.unqualified),
        "not_observed": len(count.not_observed),
        "rate": as_json(count.rate),
    }


def flow_section(opening: int, opened: int, closed: int) -> Json:
    """Write what came and went in the quarter."""
    return {"opening": opening, "opened": opened, "closed": closed}


def by_platform(counter: Counter, registry: Registry) -> list[tuple[str, ClassCount]]:
    """Count the accounts of each platform that has any on the registry, in display order."""
    groups: dict[str, list[Target]] = defaultdict(list)
    for target in registry.targets.values():
        if target.kind is TargetKind.ACCOUNT:
            groups[target.platform].append(target)
    ordered = sorted(groups, key=registry.platform_key)
    counts = [(platform, counter.group(groups[platform])) for platform in ordered]
    return [(platform, count) for platform, count in counts if count.registered]


def platform_row(platform: str, count: ClassCount, registry: Registry) -> Json:
    """Write one platform."""
    return {
        "platform": platform,
        "name": registry.platform_name(platform),
        "running": len(count.running),
        "unqualified": len(count.unqualified),
        "rate": as_json(count.rate),
        "registered": len(count.registered),
        "checked": len(count.checked),
        "not_observed": len(count.not_observed),
    }


def enquiry_section(count: EnquiryCount) -> Json:
    """Write the figures of enquiries, of the office or of one unit."""
    return {
        "received": len(count.received),
        "due": len(count.due),
        "on_time": len(count.on_time),
        "late": len(count.late),
        "pending": len(count.pending),
        "invalid": len(count.invalid),
    }


def enquiries_by_unit(
    enquiries: Iterable[Enquiry], registry: Registry
) -> list[tuple[str, list[Enquiry]]]:
    """Group enquiries by unit, in protocol order."""
    groups: dict[str, list[Enquiry]] = defaultdict(list)
    for enquiry in enquiries:
        groups[enquiry.unit].append(enquiry)
    return [(unit, groups[unit]) for unit in sorted(groups, key=registry.unit_key)]


def order_section(count: OrderCount) -> Json:
    """Write the figures of orders."""
    return {
        "issued": len(count.issued),
        "on_time": len(count.on_time),
        "overdue": len(count.overdue),
        "escalated": len(count.escalated),
        "rate": as_json(count.rate),
        "recheck_rate": as_json(count.recheck_rate),
    }


def problem_section(findings: Sequence[Finding], registry: Registry) -> list[Json]:
    """Write the counted findings, grouped by rule and target; veto rules first."""
    rules: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        rules[finding.rule].append(finding)
    rows = [_problem(rule, group, registry) for rule, group in rules.items()]
    return sorted(rows, key=lambda row: (row["effect"] != Effect.VETO, row["rule"]))


def _problem(rule: str, findings: Sequence[Finding], registry: Registry) -> Json:
    vetoes = any(finding.effect is Effect.VETO for finding in findings)
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.target].append(finding)
    known = [registry.targets[target] for target in found if target in registry.targets]
    return {
        "rule": rule,
        "title": min(finding.title for finding in findings),
        "effect": (Effect.VETO if vetoes else Effect.PROBLEM).value,
        "targets": [
            _problem_target(target, found[target.id])
            for target in sorted(known, key=registry.target_key)
        ],
    }


def _problem_target(target: Target, findings: Sequence[Finding]) -> Json:
    return {
        "id": target.id,
        "kind": target.kind.value,
        "platform": target.platform,
        "name": target.name,
        "unit": target.unit,
        "sources": problems.in_order(s for finding in findings for s in finding.sources),
        "findings": sorted(finding.id for finding in findings),
    }


def score_section(facts: Facts, quarter: str, registry: Registry) -> list[Json]:
    """Write a higher level's scores of the quarter, best rank first, beside our own points."""
    rows = [
        {
            "target": score.target,
            "points": score.points,
            "rank": score.rank,
            "source": score.source,
            "own": facts.own_points.get(score.target),
            "name": registry.target_name(score.target),
        }
        for score in facts.scores
        if score.quarter == quarter
    ]
    return sorted(rows, key=_by_rank)


def _by_rank(row: Json) -> tuple[Any, ...]:
    rank = row["rank"]
    return (row["source"], rank is None, rank or 0, -row["points"], row["target"])
