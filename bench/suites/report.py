"""How long a quarter's statistics take, and what they cost when the history grows.

The embedded store runs beside us as a process of its own. Over 10,000 findings everything is
real: findings are stored and rolled up. Over 1,000,000 the rows of the quarter asked about are
the same number as before, with a hundred times the findings counted in them, and the rows of a
long history stand beside them: the store could not take a million findings in the time of a
bench.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient
from openpyxl import Workbook
from prometheus_client import CollectorRegistry

from bench import report_freeze, report_lists, report_seen
from bench.measure import ROUNDS, Result, ratio, row
from services.reporter.domain.facts import Coverage, Facts
from services.reporter.domain.period import Cut, parse_period
from services.reporter.domain.rollup import Line, lines
from services.reporter.domain.statistics import Given, statistics
from services.reporter.domain.terms import Terms
from services.reporter.metrics import ReporterMetrics
from services.reporter.rollups import Rollups
from shared.contracts.finding import Decision, Effect, Finding, Severity
from shared.contracts.target import Target, TargetKind
from shared.store.collection import Document
from shared.store.database import Database
from shared.store.findings import FindingReader
from shared.store.mapping import to_document
from shared.store.orders import OrderReader
from shared.store.rollups import RollupStore
from shared.tables.plain import Table
from shared.tables.sheets import write_xlsx
from tests.servers import mongo_server

QUARTER = parse_period("2020Q4")
CUT = Cut(QUARTER, date(2021, 1, 30))
TARGETS = 50
PEER_MS = 180_000
"""The peer may take as long as it needs: our own time-out of 20 s would end the suite."""
SMALL, GROUPED, LARGE = 10_000, 100_000, 1_000_000
OTHER_MONTHS = 24
SHEET_ROWS, SHEET_COLUMNS = 20_000, 10
RULES = ("wording.serious", "wording.ordinary", "personal.resident_id", "link.dead")


def run() -> Result:
    """Measure the suite."""
    result = Result()
    with TemporaryDirectory() as folder, mongo_server(Path(folder)) as server:
        asyncio.run(_statistics(server.url, result))
        asyncio.run(report_lists.measure(server.url, result))
        asyncio.run(report_seen.measure(server.url, result))
    report_freeze.measure(result)
    _workbooks(result)
    return result


async def _statistics(url: str, result: Result) -> None:
    few, many = Database(url, "few"), Database(url, "many")
    peer = AsyncIOMotorClient(url, socketTimeoutMS=PEER_MS)
    for database in (few, many):
        await database.prepare("analyzer")
        await database.prepare("reporter")
    findings = [_finding(number) for number in range(SMALL)]
    await _insert(few, "findings", [to_document(one, one.id) for one in findings])
    small = _rollups(few)
    await small.mark_all()
    await small.settle()
    await _grow(few, many, LARGE // SMALL)
    await _insert(many, "findings", [_narrow(number) for number in range(GROUPED)])
    large = _rollups(many)
    _equal((await small.of(QUARTER))[0], lines(findings), result)

    contestants: dict[str, Callable[[], Awaitable[Any]]] = {
        "rows_1e4": lambda: _counted(small),
        "rows_1e6": lambda: _counted(large),
        "group_1e5": lambda: _grouped(peer),
    }
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, once in contestants.items():
            began = time.perf_counter()
            await once()
            seconds[name].append(time.perf_counter() - began)
    for name, figures in seconds.items():
        result.rows.append(row(name, [one * 1000 for one in figures], "ms"))
    result.ratios["growth_1e4_1e6"] = ratio(seconds["rows_1e6"], seconds["rows_1e4"])
    result.ratios["vs_group"] = ratio(seconds["group_1e5"], seconds["rows_1e6"])
    result.notes.append(
        f"rows_1e6: {TARGETS} targets, {OTHER_MONTHS + 3} months of rollup rows that count "
        f"1,000,000 findings of the quarter (synthetic rows); group_1e5: $group over {GROUPED:,} "
        "findings in the same store."
    )
    few.close()
    many.close()
    peer.close()


def _rollups(database: Database) -> Rollups:
    return Rollups(
        RollupStore(database.collection("rollups")),
        FindingReader(database.collection("findings")),
        OrderReader(database.collection("orders")),
        ReporterMetrics.register(CollectorRegistry()),
        every_seconds=1.0,
    )


async def _counted(rollups: Rollups) -> dict[str, Any]:
    """Answer a quarter's statistics by kind, as the command does, from rows to figures."""
    found, orders = await rollups.of(QUARTER)
    return statistics(Given(_facts(), found, orders, CUT), "kind", Terms())


async def _grouped(peer: "AsyncIOMotorClient[Any]") -> list[Document]:
    """Answer the same by a plain pipeline over the findings."""
    pipeline = [
        {"$match": {"found_on": {"$gte": "2020-10-01", "$lte": "2020-12-31"}}},
        {
            "$group": {
                "_id": {
                    "target": "$target",
                    "rule": "$rule",
                    "effect": "$effect",
                    "severity": "$severity",
                    "decision": "$decision",
                },
                "number": {"$sum": 1},
            }
        },
    ]
    cursor = peer["many"]["findings"].aggregate(pipeline)
    return [document async for document in cursor]


def _equal(rolled: list[Line], plain: list[Line], result: Result) -> None:
    """Compare what the rows say with what the records say, finding by finding.

    Raises:
        RuntimeError: they differ, so that nothing of the suite means anything.
    """
    sums: dict[tuple[Any, ...], int] = defaultdict(int)
    for sign, found in ((1, rolled), (-1, plain)):
        for line in found:
            sums[line[:-1]] += sign * line.number
    if any(sums.values()):
        raise RuntimeError("the rows and the records count differently")
    result.notes.append(f"rows and records agree over {sum(line.number for line in plain):,}.")


async def _grow(few: Database, many: Database, times: int) -> None:
    """Copy the rows with every count multiplied, and put a long history beside them."""
    documents: list[Document] = []
    collection = few.collection("rollups")
    after = ""
    while page := await collection.find({"_id": {"$gt": after}}, limit=1_000):
        documents += page
        after = str(page[-1]["_id"])
    grown = [_times(document, times) for document in documents if "row" in document]
    for document in [one for one in grown if not str(one["_id"]).startswith("d")][:TARGETS]:
        for month in range(OTHER_MONTHS):
            name = f"{2018 + month // 12}-{month % 12 + 1:02}"
            key = f"{name}:{document['target']}"
            grown.append({**document, "_id": key, "month": name, "open": False})
    await _insert(many, "rollups", grown)


def _times(document: Document, times: int) -> Document:
    row_of = document["row"]
    if "findings" not in row_of:
        return document
    found = [[*line[:-1], line[-1] * times] for line in row_of["findings"]]
    return {**document, "row": {**row_of, "findings": found}}


async def _insert(database: Database, name: str, documents: list[Document]) -> None:
    for start in range(0, len(documents), 2_000):
        await database.collection(name).insert(documents[start : start + 2_000])


def _finding(number: int) -> Finding:
    rule = RULES[number % len(RULES)]
    return Finding(
        id=f"f{number:07}",
        root="r",
        target=f"t{number % TARGETS:04}",
        unit="u",
        rule=rule,
        family=rule.partition(".")[0],
        severity=Severity.ORDINARY,
        effect=Effect.VETO if number % 50 == 0 else Effect.PROBLEM,
        title="问题",
        excerpt="原文",
        found_on=date(2020, 10 + number % 3, 1 + number % 28),
        decision=list(Decision)[number % 3],
    )


def _narrow(number: int) -> Document:
    one = _finding(number)
    kept = to_document(one, one.id)
    fields = ("_id", "target", "rule", "effect", "severity", "decision", "found_on")
    return {field: kept[field] for field in fields}


def _facts() -> Facts:
    ids = [f"t{number:04}" for number in range(TARGETS)]
    return Facts(
        targets=tuple(Target(id=id_, kind=TargetKind.ACCOUNT, name=id_, unit="u") for id_ in ids),
        coverage=tuple(
            Coverage(id_, newest_post_on=date(2020, 12, 18), post_seen_on=date(2020, 12, 20))
            for id_ in ids
        ),
    )


def _workbooks(result: Result) -> None:
    table = Table(
        "表",
        tuple(f"列{place}" for place in range(SHEET_COLUMNS)),
        tuple(
            tuple(
                line if place % 3 == 0 else f"第{line}行第{place}列"
                for place in range(SHEET_COLUMNS)
            )
            for line in range(SHEET_ROWS)
        ),
    )
    seconds: dict[str, list[float]] = {"xlsx_ours": [], "xlsx_openpyxl": []}
    for _ in range(ROUNDS):
        for name, write in (("xlsx_ours", _ours), ("xlsx_openpyxl", _theirs)):
            began = time.perf_counter()
            write(table)
            seconds[name].append(time.perf_counter() - began)
    for name, figures in seconds.items():
        result.rows.append(row(name, figures, "s"))
    result.ratios["xlsx_vs_openpyxl"] = ratio(seconds["xlsx_openpyxl"], seconds["xlsx_ours"])
    result.notes.append(f"xlsx: {SHEET_ROWS:,} rows of {SHEET_COLUMNS} typed cells each.")


def _ours(table: Table) -> None:
    write_xlsx([table])


def _theirs(table: Table) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(table.header)
    for line in table.rows:
        sheet.append(line)
    book.save(BytesIO())
