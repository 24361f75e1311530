"""The quarter report: from facts to the JSON whose keys are a promise."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services.reporter.domain import checks, decisions, evidence, gaps, sections, verdicts
from services.reporter.domain.checks import Caution
from services.reporter.domain.counting import enquiries, orders, problems
from services.reporter.domain.counting.classes import ClassCount, Counter
from services.reporter.domain.counting.enquiries import EnquiryCount
from services.reporter.domain.counting.orders import OrderCount
from services.reporter.domain.facts import Facts
from services.reporter.domain.period import Cut, Period
from services.reporter.domain.registry import Registry
from services.reporter.domain.rounding import as_json
from services.reporter.domain.terms import Terms
from shared.calendar import WorkCalendar
from shared.contracts.enquiry import Enquiry
from shared.contracts.finding import Finding
from shared.contracts.target import TargetKind

QuarterReport = dict[str, Any]

_OUTSIDE_DIGEST = frozenset({"digest", "frozen", "issued", "report_back"})
"""What changes after the figures are final: freezing, issuing, reports that come back."""
_KEYS = {
    "websites": TargetKind.WEBSITE,
    "columns": TargetKind.COLUMN,
    "accounts": TargetKind.ACCOUNT,
}


def quarter_report(
    facts: Facts,
    quarter: Period,
    as_of: date,
    profile: str,
    calendar: WorkCalendar,
    terms: Terms | None = None,
) -> QuarterReport:
    """Compute the report of a quarter; equal facts give equal bytes, in whatever order they come.

    Args:
        facts: all records.
        quarter: what to report on; whether it may lie ahead is the caller's decision.
        as_of: last day whose facts count, Asia/Shanghai.
        profile: name of the indicator profile.
        calendar: counts the working days of the report-back date.
        terms: the office's choices.
    """
    chosen = terms or Terms()
    facts = replace(facts, findings=tuple(decisions.as_of(facts.findings, facts.orders, as_of)))
    count = _count(facts, Cut(quarter, as_of), chosen)
    report = _head(str(quarter), as_of, profile, chosen) | _body(facts, count)
    report["report_back"] = _report_back(facts, report["problems"], as_of, calendar, chosen)
    cautions = sorted(set(_cautions(facts, report, count, chosen)))
    report["warnings"] = [caution._asdict() for caution in cautions]
    report["evidence"] = _evidence(count)
    if facts.assessments:
        report["evidence"]["assessments"] = {one.target: one.id for one in facts.assessments}
    report["digest"] = digest(report)
    return report


def digest(report: QuarterReport) -> str:
    """Compute SHA-256 over the canonical JSON of the data: sorted keys, no spaces, UTF-8."""
    data = {key: value for key, value in report.items() if key not in _OUTSIDE_DIGEST}
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class _Count:
    """Everything counted once."""

    cut: Cut
    registry: Registry
    findings: list[Finding]
    classes: dict[str, ClassCount]
    platforms: list[tuple[str, ClassCount]]
    flow: evidence.Flow
    enquiries: EnquiryCount
    by_unit: list[tuple[str, EnquiryCount]]
    orders: OrderCount


def _count(facts: Facts, cut: Cut, terms: Terms) -> _Count:
    registry = Registry(facts, terms.platforms)
    findings = problems.counted(facts.findings, cut)
    window = terms.window or (cut.quarter.first, cut.quarter.last)
    counter = Counter(facts, findings, cut, window)
    accounts = [target for target in facts.targets if target.kind is TargetKind.ACCOUNT]
    return _Count(
        cut=cut,
        registry=registry,
        findings=findings,
        classes={key: counter.kind(kind) for key, kind in _KEYS.items()},
        platforms=sections.by_platform(counter, registry),
        flow=evidence.flow(accounts, cut),
        enquiries=enquiries.count(facts.enquiries, cut),
        by_unit=_units(enquiries.arrived(facts.enquiries, cut), cut, registry),
        orders=orders.count(facts, cut),
    )


def _units(arrived: list[Enquiry], cut: Cut, registry: Registry) -> list[tuple[str, EnquiryCount]]:
    groups = sections.enquiries_by_unit(arrived, registry)
    return [(unit, enquiries.count(group, cut)) for unit, group in groups]


def _head(quarter: str, as_of: date, profile: str, terms: Terms) -> QuarterReport:
    return {
        "quarter": quarter,
        "as_of": as_of.isoformat(),
        "profile": profile,
        "frozen": terms.frozen,
        "issued": dict(terms.issued) if terms.issued is not None else None,
        "digest": "",
    }


def _body(facts: Facts, count: _Count) -> QuarterReport:
    classes = {key: sections.class_section(each) for key, each in count.classes.items()}
    moved = count.flow
    flows = sections.flow_section(len(moved.opening), len(moved.opened), len(moved.closed))
    rows = [sections.platform_row(key, each, count.registry) for key, each in count.platforms]
    return {
        **classes,
        "accounts": classes["accounts"] | flows | {"by_platform": rows},
        "enquiries": _enquiries(count),
        "orders": sections.order_section(count.orders),
        "reminders": {
            "warnings": facts.alerts.warnings,
            "before_due": facts.alerts.before_due,
            "overdue": facts.alerts.overdue,
        },
        "report_back": {},
        "problems": sections.problem_section(count.findings, count.registry),
        "scores": sections.score_section(facts, str(count.cut.quarter), count.registry),
        "warnings": [],
    }


def _enquiries(count: _Count) -> dict[str, Any]:
    rows = [
        {"unit": unit, "name": count.registry.unit_name(unit), **sections.enquiry_section(each)}
        for unit, each in count.by_unit
    ]
    whole = sections.enquiry_section(count.enquiries)
    return whole | {"rate": as_json(count.enquiries.rate), "by_unit": rows}


def _report_back(
    facts: Facts,
    rows: list[dict[str, Any]],
    as_of: date,
    calendar: WorkCalendar,
    terms: Terms,
) -> dict[str, Any]:
    due = calendar.add_working_days(terms.issue_day(as_of), terms.report_back_days)
    asked = {target["unit"] for row in rows for target in row["targets"]} if terms.issued else set()
    return {
        "due_on": due.on.isoformat(),
        "working_days": due.working_days,
        "provisional": due.provisional,
        "received": len(asked & facts.reported_back),
        "outstanding": sorted(asked - facts.reported_back),
        "explanation": due.explanation,
    }


def _cautions(
    facts: Facts, report: QuarterReport, count: _Count, terms: Terms
) -> Iterator[Caution]:
    yield from checks.rounding(report, terms.printing)
    yield from checks.sums(report)
    yield from checks.stated(report, facts.stated)
    yield from gaps.of_everything(facts, count.cut)
    yield from gaps.of_classes(count.classes, count.registry)
    yield from gaps.of_registry(facts, count.registry)
    yield from gaps.of_findings(facts, count.findings, count.cut, count.registry)
    yield from gaps.of_enquiries(facts, count.cut, count.registry)
    yield from verdicts.differing(facts, count.classes, count.registry)


def _evidence(count: _Count) -> dict[str, Any]:
    platforms = {f"accounts.by_platform.{key}": each for key, each in count.platforms}
    units = {f"enquiries.by_unit.{unit}": each for unit, each in count.by_unit}
    tallies = {"enquiries": count.enquiries, **units}
    reasons = {t: why for each in count.classes.values() for t, why in each.reasons.items()}
    targets = sorted(count.registry.targets.values(), key=lambda target: target.id)
    return {
        "figures": evidence.figures(count.classes | platforms, count.flow, tallies, count.orders),
        "findings": evidence.finding_rows(count.findings),
        "targets": {target.id: target.name for target in targets},
        "units": {unit: count.registry.unit_name(unit) for unit in sorted(count.registry.units)},
        "not_observed": dict(sorted(reasons.items())),
    }
