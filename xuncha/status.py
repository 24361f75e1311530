"""Whether every part of a running system is ready, and what is missing where not."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from xuncha.addresses import nats_addresses, shown
from xuncha.endpoints import Endpoints, find_endpoints
from xuncha.failures import RefusedError
from xuncha.preflight import written_through
from xuncha.probes import broker_missing, read_json, service_missing, store_missing
from xuncha.texts import say, spoken
from xuncha.wire import greet_broker

_POLL_SECONDS = 0.2


@dataclass(frozen=True)
class PartStatus:
    """The state of one part."""

    name: str
    address: str
    """Without user and password."""
    missing: tuple[str, ...]
    """What it waits for; empty when ready."""

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


async def status(endpoints: Endpoints | None = None, wait_seconds: float = 0.0) -> list[PartStatus]:
    """Ask broker, store and services; ask again until all are ready or time is over.

    Args:
        endpoints: where to ask; None reads environment and endpoints file before each round.
        wait_seconds: 0 asks once.

    Raises:
        RefusedError: it is not known where to ask.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + wait_seconds
    while True:
        last = loop.time() >= deadline
        try:
            parts = await _ask(endpoints or find_endpoints())
        except RefusedError:
            if last:
                raise
        else:
            if last or all(part.ready for part in parts):
                return parts
        await asyncio.sleep(min(_POLL_SECONDS, max(0.0, deadline - loop.time())))


def report(parts: list[PartStatus], console: Console | None = None) -> int:
    """Print the parts as a table; return 0 when all are ready, else 1."""
    table = Table(*(say(column) for column in ("part", "address", "state", "missing")))
    for part in parts:
        state = f"[green]{say('state_ready')}" if part.ready else f"[red]{say('state_waiting')}"
        table.add_row(part.name, part.address, state, "\n".join(map(spoken, part.missing)))
    (console or Console()).print(table)
    return 0 if all(part.ready for part in parts) else 1


async def _ask(endpoints: Endpoints) -> list[PartStatus]:
    services = [
        (name if len(urls) == 1 else f"{name}-{number}", url)
        for name, urls in endpoints.services.items()
        for number, url in enumerate(urls, 1)
    ]
    questions = [
        _part(say("broker"), endpoints.nats_url, _broker(endpoints)),
        _part(say("store"), endpoints.mongo_url, _store(endpoints)),
        *(_part(name, url, service_missing(url)) for name, url in services),
    ]
    parts = await asyncio.gather(*questions)
    return parts if services else [*parts, PartStatus(say("services"), "", (say("not_listed"),))]


async def _part(name: str, url: str, question: Coroutine[Any, Any, tuple[str, ...]]) -> PartStatus:
    return PartStatus(name, shown(url), await question)


async def _store(endpoints: Endpoints) -> tuple[str, ...]:
    if not endpoints.mongo_url:
        return (say("not_listed"),)
    try:
        return await store_missing(endpoints.mongo_url)
    except ValueError as error:
        return (str(error),)


async def _broker(endpoints: Endpoints) -> tuple[str, ...]:
    if not endpoints.nats_url:
        return (say("not_listed"),)
    if not endpoints.monitor_url:
        return await _greeted(endpoints.nats_url)
    missing = await broker_missing(endpoints.monitor_url)
    return missing or await _durable(endpoints.monitor_url)


async def _durable(monitor_url: str) -> tuple[str, ...]:
    try:
        _, facts = await read_json(f"{monitor_url}/varz")
    except (httpx.HTTPError, ValueError):
        return (say("no_answer"),)
    if not facts.get("jetstream"):
        return (say("jetstream_off"),)
    return (say("sync_off"),) if written_through(facts) is False else ()


async def _greeted(nats_url: str) -> tuple[str, ...]:
    try:
        for address in nats_addresses(nats_url):
            info = await greet_broker(address)
            if info is not None:
                return () if info.get("jetstream") else (say("jetstream_off"),)
    except ValueError as error:
        return (str(error),)
    except OSError:
        return (say("no_answer"),)
    return (say("bad_answer"),)
