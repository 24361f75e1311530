"""What is stuck, told from what only passes through: days go on, and with them reports and probes.

What was there at a look and is there at every later one, for a while, does not move.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping

from nats.js import JetStreamContext

from shared.store.database import Database
from shared.store.specs import COLLECTIONS
from shared.streams import CONSUMERS, Consumer

EVERY = 100_000
SETTLE_SECONDS = 15.0 + max(one.ack_wait_seconds for one in CONSUMERS)
"""What was on its way to a replica that was just stopped comes again after its ack_wait only."""
PAUSE_SECONDS = 0.2
Places = dict[str, set[str]]


async def queues(js: JetStreamContext, but: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return pending and unacknowledged messages, by durable.

    Args:
        js: of the driver.
        but: streams that are left out.
    """
    found = {}
    for consumer in (one for one in CONSUMERS if one.stream not in but):
        info = await js.consumer_info(consumer.stream, consumer.durable)
        found[consumer.durable] = (int(info.num_pending or 0), int(info.num_ack_pending or 0))
    return found


async def stuck_queues(js: JetStreamContext) -> dict[str, tuple[int, int]]:
    """Return what is left of the messages that were there when this was called, by durable."""
    marks = {one.stream: (await js.stream_info(one.stream)).state.last_seq for one in CONSUMERS}
    ends = time.monotonic() + SETTLE_SECONDS
    left = await asyncio.gather(*(_left(js, one, marks[one.stream], ends) for one in CONSUMERS))
    return {one.durable: found for one, found in zip(CONSUMERS, left, strict=True)}


async def _left(
    js: JetStreamContext, consumer: Consumer, newest: int, ends: float
) -> tuple[int, int]:
    while True:
        info = await js.consumer_info(consumer.stream, consumer.durable)
        floor = info.ack_floor.stream_seq if info.ack_floor else 0
        found = int(info.num_pending or 0), int(info.num_ack_pending or 0)
        if floor >= newest or not any(found):
            return 0, 0
        if time.monotonic() > ends:
            return found
        await asyncio.sleep(PAUSE_SECONDS)


async def stuck_documents(database: Database) -> tuple[dict[str, int], int]:
    """Return how many documents keep unpublished events, by collection, and alerts stay open."""
    events = await _stuck(lambda: waiting(database))
    alerts = await _stuck(lambda: _open(database))
    return {name: len(keys) for name, keys in events.items()}, len(alerts["alerts"])


async def _stuck(look: Callable[[], Awaitable[Places]]) -> Places:
    left = await look()
    ends = time.monotonic() + SETTLE_SECONDS
    while any(left.values()) and time.monotonic() < ends:
        await asyncio.sleep(PAUSE_SECONDS)
        now = await look()
        left = {name: keys & now[name] for name, keys in left.items()}
    return left


async def lasting(look: Callable[[], Awaitable[Mapping[str, str]]]) -> tuple[str, ...]:
    """Return what is wrong, by its text, at a look and at every later one."""
    texts: Mapping[str, str] = {}

    async def again() -> Places:
        nonlocal texts
        texts = await look()
        return {"": set(texts)}

    left = await _stuck(again)
    return tuple(texts[key] for key in sorted(left[""]))


async def waiting(database: Database) -> Places:
    """Return the documents with unpublished events, by collection."""
    return {
        spec.name: await _keys(database, spec.name, "waiting")
        for spec in COLLECTIONS
        if ("waiting",) in spec.indexes
    }


async def _open(database: Database) -> Places:
    return {"alerts": await _keys(database, "alerts", "open")}


async def _keys(database: Database, name: str, flag: str) -> set[str]:
    rows = await database.collection(name).find({flag: True}, limit=EVERY)
    return {str(row["_id"]) for row in rows}
