"""Reads a system that came to rest: its store, its streams, and the ledgers outside."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from services.analyzer.domain.assessing.dates import Quarter
from shared.contracts.alert import Alert
from shared.contracts.audit import AuditRecorded
from shared.contracts.finding import Finding
from shared.contracts.order import Order
from shared.contracts.report import ReportReady
from shared.store.audit import AuditStore
from shared.store.database import Database
from shared.store.mapping import from_document
from shared.store.specs import COLLECTIONS
from shared.streams import STREAMS
from tests.faults import indicators
from tests.faults.facts import Entry, Letter, Mail, Span, Told
from tests.faults.ledger import Ledger
from tests.faults.settling import EVERY
from tests.faults.system import System
from tests.faults.world import World, resident_id, serial_of

DAILY = "egress.internal"
"""What the crawler puts into the audit every day, as the sites stand on loopback: nobody did it."""


async def documents(database: Database, name: str) -> list[dict[str, Any]]:
    """Return a whole collection."""
    return await database.collection(name).find({}, limit=EVERY)


async def store_facts(database: Database) -> dict[str, Any]:
    """Return what the store holds, by field of `Facts`."""
    findings = [from_document(Finding, row) for row in await documents(database, "findings")]
    places = await documents(database, "occurrences")
    return {
        "articles": [str(row["_id"]) for row in await documents(database, "articles")],
        "analysed": [
            (str(row["article"]), row["rule_set"])
            for row in await documents(database, "analyses")
            if "article" in row  # the rest say that a sweep is complete
        ],
        "findings": findings,
        "found": Counter(
            (one.target, one.rule, serial_of(one.excerpt)) for one in findings if one.article
        ),
        "failing": Counter(
            (one.target, one.rule, Quarter.of(one.found_on)) for one in findings if not one.article
        ),
        "places": Counter((row["finding"], row["article"]) for row in places),
        "orders": [from_document(Order, row) for row in await documents(database, "orders")],
        "alerts": [from_document(Alert, row) for row in await documents(database, "alerts")],
        "owed": await indicators.owed(database),
        "probes": Counter(
            probe["outcome"]
            for day in await documents(database, "probes")
            for probe in day.get("minutes", {}).values()
        ),
        "imports": [(row["_id"], row["request"]) for row in await documents(database, "imports")],
        "audit": [
            Entry(row["action"], row["about"], row["cause"])
            for row in await documents(database, "audit")
            if row.get("action", DAILY) != DAILY
        ],
        "chain": await AuditStore(database.collection("audit")).verify(),
    }


async def letters(js: JetStreamContext) -> list[Letter]:
    return [
        Letter(
            (message.headers or {}).get("Xuncha-Origin", ""),
            message.subject,
            (message.headers or {}).get("Xuncha-Reason", ""),
        )
        async for message in stored(js, "DEAD")
    ]


async def reports(js: JetStreamContext) -> list[tuple[float, ReportReady]]:
    """Return the reports that were announced, each with the real time at which it was stored."""
    return [
        (message.time.timestamp(), ReportReady.model_validate_json(message.data))
        async for message in stored(js, "REPORTS")
    ]


async def audit_published(
    js: JetStreamContext, first: int
) -> AsyncIterator[tuple[int, tuple[str, str, str]]]:
    """Yield what the stream of audit entries holds from a number on, each with its own."""
    async for message in stored(js, "AUDIT", first):
        entry = AuditRecorded.model_validate_json(message.data)
        if entry.action != DAILY:
            yield int(message.seq), (entry.action, entry.about, entry.cause)


async def stored(js: JetStreamContext, stream: str, first: int = 0) -> AsyncIterator[Any]:
    """Read a stream from its start, or from a number on, without leaving a trace."""
    state = (await js.stream_info(stream)).state
    number = max(state.first_seq, first)
    while number <= state.last_seq:
        try:
            message = await js.get_msg(stream, number, subject=">", next=True)
        except NotFoundError:
            return
        yield message
        number = int(message.seq or number) + 1


def mails(world: World) -> list[Mail]:
    return [
        Mail(
            row["at"],
            world.business(row["at"]),
            row["alert"],
            row["recipient"],
            row["subject"],
            row["digest"],
        )
        for row in world.sink.ledger.rows()
    ]


def told(ledger: Ledger) -> tuple[list[Told], list[str]]:
    """Return the answered commands and the requests that were never answered."""
    answered, sent = [], set()
    for row in ledger.rows():
        if one := row.get("sent"):
            sent.add(one["request"])
        elif one := row.get("answered"):
            answered.append(Told(*map(one.get, ("request", "about", "says", "ok", "moot"))))
    return answered, sorted(sent - {one.request for one in answered})


async def leaks(
    database: Database, js: JetStreamContext, world: World, system: System
) -> list[str]:
    """Find resident numbers that stand anywhere but on the sites."""
    values = [resident_id(serial) for serial in world.pages]
    found = []
    for spec in COLLECTIONS:
        text = repr(await documents(database, spec.name))
        found += [f"{_hint(value)} in collection {spec.name}" for value in values if value in text]
    for stream in STREAMS:
        bodies = [message.data or b"" async for message in stored(js, stream.name)]
        text = b"\n".join(bodies).decode("utf-8", "replace")
        found += [f"{_hint(value)} in stream {stream.name}" for value in values if value in text]
    files = [*(system.data / "logs").iterdir(), world.sink.ledger.path]
    return found + _in_files(files, values)


def able(system: System, until: float) -> list[Span]:
    """Return when the store and at least one notifier answered."""
    store = system.parts["store"].ready_spans
    notifiers = [
        (since, end or until)
        for part in system.parts.values()
        if part.service == "notifier"
        for since, end in part.ready_spans
    ]
    return list(overlaps(_merged(notifiers), [(since, end or until) for since, end in store]))


def recoveries(system: System, until: float) -> dict[str, list[float]]:
    """Return how long each part took to come back; a service while broker and store answered."""
    broker, store = (
        [(since, end or until) for since, end in system.parts[name].ready_spans]
        for name in ("nats", "store")
    )
    both = list(overlaps(broker, store))
    return {
        name: [
            end - begin
            if name in {"nats", "store"}
            else sum(stop - start for start, stop in overlaps([(begin, end)], both))
            for begin, end in part.recoveries
        ]
        for name, part in system.parts.items()
    }


def overlaps(some: Sequence[Span], others: Sequence[Span]) -> Iterator[Span]:
    """Yield when a span of both sorts lasts."""
    for since, end in some:
        for begin, stop in others:
            if max(since, begin) < min(end, stop):
                yield max(since, begin), min(end, stop)


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for since, end in sorted(spans):
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((since, end))
    return merged


def _in_files(files: Sequence[Path], values: Sequence[str]) -> list[str]:
    texts: Mapping[str, str] = {file.name: file.read_text("utf-8", "replace") for file in files}
    return [
        f"{_hint(value)} in {name}"
        for name, text in texts.items()
        for value in values
        if value in text
    ]


def _hint(value: str) -> str:
    return f"the number of page {value[-4:-1]}"
