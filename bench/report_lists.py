"""How long the API's lists take over a large registry, on the embedded store."""

import time
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

from bench.measure import ROUNDS, Result, row
from shared.contracts.finding import Decision, Effect, Finding, Severity
from shared.contracts.target import Target, TargetKind
from shared.store.database import Database
from shared.store.findings import FIRST_DAY, FindingReader, Window
from shared.store.mapping import to_document
from shared.store.targets import TargetReader

TARGETS, FINDINGS = 10_000, 100_000
PAGE, DAYS, UNITS = 100, 365, 100
LAST = date(2021, 1, 30)
_CHUNK = 1_000


async def measure(url: str, result: Result) -> None:
    """Measure first, middle and filtered pages; the rows are called `list_…_ms`."""
    database = Database(url, "lists")
    await database.prepare("analyzer")
    await database.prepare("reporter")
    targets, findings = database.collection("targets"), database.collection("findings")
    for start in range(0, TARGETS, _CHUNK):
        made = [_target(number) for number in range(start, start + _CHUNK)]
        await targets.insert([to_document(one, one.id) for one in made])
    for start in range(0, FINDINGS, _CHUNK):
        found = [_finding(number) for number in range(start, start + _CHUNK)]
        await findings.insert([to_document(one, one.id) for one in found])
    reader, registry = FindingReader(findings), TargetReader(targets)
    middle = (LAST - timedelta(days=DAYS // 2), f"f{FINDINGS // 2:06}")
    all_days = Window(FIRST_DAY, LAST)

    def page(window: Window = all_days, **wanted: str) -> Awaitable[Any]:
        return reader.page(window, wanted, limit=PAGE)

    looks: dict[str, Callable[[], Awaitable[Any]]] = {
        "list_targets_first": lambda: registry.listed(limit=PAGE),
        "list_targets_middle": lambda: registry.listed(after="t05000", limit=PAGE),
        "list_targets_unit": lambda: registry.listed(unit="u7", limit=PAGE),
        "list_findings_first": page,
        "list_findings_middle": lambda: page(Window(FIRST_DAY, LAST, middle)),
        "list_findings_unit": lambda: page(unit="u7"),
        "list_findings_target": lambda: page(target="t00042"),
        "list_findings_rejected": lambda: page(decision="rejected"),
        "list_findings_unit_rejected": lambda: page(unit="u7", decision="rejected"),
    }
    for name, look in looks.items():
        times = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            await look()
            times.append((time.perf_counter() - began) * 1000)
        result.rows.append(row(name, times, "ms"))
    result.notes.append(
        f"lists: pages of {PAGE} over {TARGETS:,} targets and {FINDINGS:,} findings of {DAYS} "
        "days, embedded store, from the query to the records."
    )
    database.close()


def _target(number: int) -> Target:
    return Target(
        id=f"t{number:05}",
        kind=TargetKind.ACCOUNT,
        name=f"账号{number}",
        unit=f"u{number % UNITS}",
    )


def _finding(number: int) -> Finding:
    return Finding(
        id=f"f{number:06}",
        root="r",
        target=f"t{number % TARGETS:05}",
        unit=f"u{number % UNITS}",
        rule="wording.serious",
        family="wording",
        severity=Severity.SERIOUS,
        effect=Effect.VETO,
        title="问题",
        excerpt="原文" * 20,
        found_on=LAST - timedelta(days=number % DAYS),
        decision=list(Decision)[number % 3],
    )
