"""What is derived must take effect once: rollup rows and assessments, against their sources."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from nats.js import JetStreamContext

from services.analyzer.domain.assessing.daily import signature
from services.reporter.domain.period import month_of
from services.reporter.domain.rollup import day_rows, month_row
from shared.contracts.assessment import Assessment, AssessmentChanged
from shared.contracts.finding import Finding
from shared.contracts.order import Order
from shared.store.database import Database
from shared.store.mapping import from_document
from tests.faults import collect, settling

Rows = Mapping[str, Any]
"""Rows of months and of days, by key."""
Standing = tuple[str, str]
"""Id of the last assessment, and what it said."""


async def facts(database: Database, js: JetStreamContext) -> dict[str, Any]:
    """Return how much was derived, and what of it is wrong, by field of `Facts`."""
    return {
        "rows": len(await _rows(database)),
        "wrong_rows": await settling.lasting(lambda: wrong_rows(database)),
        "assessments": await database.collection("assessments").count({}),
        "wrong_assessments": await settling.lasting(lambda: wrong_assessments(database, js)),
    }


async def _rows(database: Database) -> Rows:
    documents = await collect.documents(database, "rollups")
    return {str(row["_id"]): row["row"] for row in documents if "row" in row}


async def wrong_rows(database: Database) -> dict[str, str]:
    """Compare every rollup row with the records as they stand."""
    kept = await _rows(database)
    findings = await collect.documents(database, "findings")
    orders = await collect.documents(database, "orders")
    fresh = recounted(
        [from_document(Finding, row) for row in findings],
        [from_document(Order, row) for row in orders],
    )
    return dict(differing(kept, fresh))


def recounted(findings: Sequence[Finding], orders: Sequence[Order]) -> Rows:
    """Count the records anew, as the reporter's rows do."""
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in sorted(findings, key=lambda one: one.found_on):
        groups[str(month_of(finding.found_on)), finding.target].append(finding)
    fresh: dict[str, Any] = {}
    for (name, target), some in groups.items():
        month, ids = month_of(date.fromisoformat(f"{name}-01")), {one.id for one in some}
        about = [order for order in orders if ids.intersection(order.findings)]
        chosen = sorted(about, key=lambda one: one.id)
        fresh[f"{name}:{target}"] = month_row(some, chosen, month)
        fresh[f"d{name}:{target}"] = day_rows(some, chosen, month)
    return fresh


def differing(kept: Rows, fresh: Rows) -> Iterator[tuple[str, str]]:
    """Name the rows that say something else than the records."""
    for key in sorted(kept.keys() | fresh.keys()):
        if kept.get(key) != fresh.get(key):
            yield key, f"row {key} is {kept.get(key)}, by the records {fresh.get(key)}"


async def wrong_assessments(database: Database, js: JetStreamContext) -> dict[str, str]:
    """Compare assessments with their events and with what the analyzer stands by."""
    said = await collect.documents(database, "assessments")
    told: Counter[str] = Counter()
    async for message in collect.stored(js, "ASSESSMENTS"):
        if message.subject == "assessment.changed":
            told[AssessmentChanged.model_validate_json(message.data).assessment.id] += 1
    standings = {
        str(row["_id"]): (str(row["assessment"]), str(row["signature"]))
        for row in await collect.documents(database, "standings")
        if row.get("signature")
    }
    return dict(unsound([from_document(Assessment, row) for row in said], told, standings))


def unsound(
    said: Sequence[Assessment], told: Counter[str], standings: Mapping[str, Standing]
) -> Iterator[tuple[str, str]]:
    """Name assessments that say nothing new, were not told once, or are not what is stood by.

    Args:
        said: of each target in the order in which it was said: what is said later of an earlier
            day may well be what a later day said before it.
        told: how often each was announced.
        standings: by quarter and target.
    """
    yield from _not_told_once(said, told)
    changes: dict[str, list[Assessment]] = defaultdict(list)
    for one in said:
        stood = _last(changes[f"{one.quarter}:{one.target}"], one.on)
        if stood and signature(stood) == signature(one):
            yield one.id, f"assessment {one.id} says what {stood.id} said"
        changes[f"{one.quarter}:{one.target}"].append(one)
    for key, standing in standings.items():
        last = _last(changes[key], date.max)
        stored = (last.id, signature(last)) if last else ("", "")
        if stored != standing:
            yield key, f"{key} stands by {standing}, stored is {stored}"


def _last(said: Sequence[Assessment], day: date) -> Assessment | None:
    """Return what stands of a day: of the last one that is not later, the last correction."""
    of = [one for one in said if one.on <= day]
    return max(of, key=lambda one: (one.on, one.revision), default=None)


def _not_told_once(said: Sequence[Assessment], told: Counter[str]) -> Iterator[tuple[str, str]]:
    known = {one.id for one in said}
    for key in sorted(known | told.keys()):
        if key not in known:
            yield f"told {key}", f"assessment {key} was announced and not stored"
        elif told[key] != 1:
            yield f"told {key}", f"assessment {key} was announced {told[key]} times"
