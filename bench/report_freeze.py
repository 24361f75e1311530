"""How long the statistics of a freeze take over a large registry: every grouping of every kind."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from bench.measure import ROUNDS, Result, row
from services.reporter.domain.facts import Coverage, Facts
from services.reporter.domain.keeping import every_grouping, from_records
from services.reporter.domain.period import Cut, parse_period
from services.reporter.domain.terms import Platform, Terms
from shared.contracts.enquiry import Enquiry
from shared.contracts.finding import Decision, Effect, Finding, Severity
from shared.contracts.report import packed
from shared.contracts.target import Target, TargetKind
from shared.contracts.unit import Unit, UnitKind

TARGETS, FINDINGS, ENQUIRIES, UNITS = 10_000, 25_000, 5_000, 600
CUT = Cut(parse_period("2020Q4"), date(2021, 1, 30))
PLATFORMS = tuple(Platform(f"p{number}", f"平台{number}", f"平{number}") for number in range(9))
RULES = ("wording.serious", "wording.ordinary", "personal.resident_id", "link.dead")
_DAYS = 92
_KINDS = (TargetKind.WEBSITE, TargetKind.COLUMN, TargetKind.ACCOUNT, TargetKind.ACCOUNT)


def measure(result: Result) -> None:
    """Measure what a freeze counts beside its report; the rows are called `freeze_…`."""
    facts, terms = _facts(), Terms(platforms=PLATFORMS)
    given = from_records(facts, CUT)
    kept = every_grouping(given, terms)
    parts: dict[str, Callable[[], Any]] = {
        "freeze_records": lambda: from_records(facts, CUT),
        "freeze_groupings": lambda: every_grouping(given, terms),
        "freeze_packed": lambda: packed(kept),
    }
    for name, once in parts.items():
        times = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            once()
            times.append((time.perf_counter() - began) * 1000)
        result.rows.append(row(name, times, "ms"))
    result.rows.append(row("freeze_kept", [len(packed(kept)) / 1024], "KiB"))
    result.notes.append(
        f"freeze: {len(kept)} statistics over {TARGETS:,} targets of {UNITS} units, {FINDINGS:,} "
        f"findings and {ENQUIRIES:,} enquiries of the quarter; without reading the store."
    )


def _facts() -> Facts:
    return Facts(
        targets=tuple(_target(number) for number in range(TARGETS)),
        units=tuple(
            Unit(
                id=f"u{number}",
                name=f"单位{number}",
                kind=UnitKind.BUREAU,
                region=f"{530_000 + number % 90}",
                order=number,
            )
            for number in range(UNITS)
        ),
        findings=tuple(_finding(number) for number in range(FINDINGS)),
        coverage=tuple(_coverage(number) for number in range(TARGETS)),
        enquiries=tuple(_enquiry(number) for number in range(ENQUIRIES)),
    )


def _target(number: int) -> Target:
    kind = _KINDS[number % len(_KINDS)]
    platform = PLATFORMS[number % len(PLATFORMS)].key if kind is TargetKind.ACCOUNT else ""
    return Target(
        id=f"t{number:05}",
        kind=kind,
        name=f"对象{number}",
        unit=f"u{number % UNITS}",
        platform=platform,
        level=("city", "county", "township")[number % 3],
    )


def _coverage(number: int) -> Coverage:
    return Coverage(
        f"t{number:05}",
        valid_probes=168,
        home_listed=True,
        listing_seen=True,
        newest_post_on=date(2020, 12, 18),
        post_seen_on=date(2020, 12, 20),
    )


def _enquiry(number: int) -> Enquiry:
    day = CUT.quarter.first + timedelta(days=number % _DAYS)
    return Enquiry(
        id=f"q{number}",
        unit=f"u{number % UNITS}",
        received_on=day,
        due_on=day + timedelta(days=7),
        closed_on=day + timedelta(days=number % 9) if number % 20 else None,
        category="咨询",
    )


def _finding(number: int) -> Finding:
    rule = RULES[number % len(RULES)]
    return Finding(
        id=f"f{number:06}",
        root="r",
        target=f"t{number % TARGETS:05}",
        unit=f"u{number % UNITS}",
        rule=rule,
        family=rule.partition(".")[0],
        severity=Severity.SERIOUS,
        effect=Effect.VETO if number % 50 == 0 else Effect.PROBLEM,
        title="问题",
        excerpt=f"原文{number}",
        found_on=CUT.quarter.first + timedelta(days=number % _DAYS),
        decision=list(Decision)[number % 3],
    )
