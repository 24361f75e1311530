"""Reads a system that came to rest: its store, its streams, and the ledgers outside."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from services.analyzer.domain.assessing.dates import Quarter
from shared.contracts.alert import Alert
from shared.contracts.audit import AuditRecorded
from shared.contracts.finding import Finding
from shared.contracts.order import Order
from shared.store.audit import AuditStore
from shared.store.database import COLLECTIONS, Database
from shared.store.mapping import from_document
from shared.streams import CONSUMERS, STREAMS, Consumer
from tests.faults.facts import Entry, Letter, Mail, Span, Told
from tests.faults.ledger import Ledger
from tests.faults.system import System
from tests.faults.world import World, resident_id, serial_of

EVERY = 100_000
PERIODIC = ("TASKS", "PROBES", "OBSERVATIONS")
SETTLE_SECONDS = 15.0


async def documents(database: Database, name: str) -> list[dict[str, Any]]:
    """Return a whole collection."""
    return await database.collection(name).find({}, limit=EVERY)


async def queues(js: JetStreamContext, *, periodic: bool = True) -> dict[str, tuple[int, int]]:
    """Return pending and unacknowledged messages of the consumers.

    Args:
        js: of the driver.
        periodic: with those whose work never ends, such as crawling.
    """
    found = {}
    for consumer in CONSUMERS:
        if periodic or consumer.stream not in PERIODIC:
            info = await js.consumer_info(consumer.stream, consumer.durable)
            found[consumer.durable] = (int(info.num_pending or 0), int(info.num_ack_pending or 0))
    return found


async def settled_queues(js: JetStreamContext) -> dict[str, tuple[int, int]]:
    """Return what is left of the messages that were there when this was called.

    A consumer whose work never ends is at rest when it has finished all that was queued then.
    """
    found = await queues(js)
    for stream in PERIODIC:
        newest = (await js.stream_info(stream)).state.last_seq
        for consumer in (one for one in CONSUMERS if one.stream == stream):
            with suppress(TimeoutError):
                async with asyncio.timeout(SETTLE_SECONDS):
                    await _past(js, consumer, newest)
                    found[consumer.durable] = (0, 0)
    return found


async def _past(js: JetStreamContext, consumer: Consumer, number: int) -> None:
    while True:
        info = await js.consumer_info(consumer.stream, consumer.durable)
        floor = info.ack_floor.stream_seq if info.ack_floor else 0
        if floor >= number or not (info.num_pending or info.num_ack_pending):
            return
        await asyncio.sleep(0.1)


async def outboxes(database: Database) -> dict[str, int]:
    return {
        spec.name: await database.collection(spec.name).count({"waiting": True})
        for spec in COLLECTIONS
        if ("waiting",) in spec.indexes
    }


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
        "open_alerts": await database.collection("alerts").count({"open": True}),
        "waiting": await outboxes(database),
        "probes": Counter(
            probe["outcome"]
            for day in await documents(database, "probes")
            for probe in day.get("minutes", {}).values()
        ),
        "imports": [(row["_id"], row["request"]) for row in await documents(database, "imports")],
        "audit": [
            Entry(row["action"], row["about"], row["cause"])
            for row in await documents(database, "audit")
            if "action" in row
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


async def audit_published(js: JetStreamContext) -> set[tuple[str, str, str]]:
    """Return what the stream of audit entries holds."""
    found = set()
    async for message in stored(js, "AUDIT"):
        entry = AuditRecorded.model_validate_json(message.data)
        found.add((entry.action, entry.about, entry.cause))
    return found


async def stored(js: JetStreamContext, stream: str) -> AsyncIterator[Any]:
    """Read a stream from its start, without leaving a trace."""
    state = (await js.stream_info(stream)).state
    number = state.first_seq
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
    spans = [
        (max(since, begin), min(end, stop or until))
        for since, end in _merged(notifiers)
        for begin, stop in store
    ]
    return [(since, end) for since, end in spans if since < end]


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
