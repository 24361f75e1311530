"""Replicas crawl, probe, re-check and follow links to one host: it sees two connections at most."""

import signal
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from nats.aio.client import Client

from shared import topology
from shared.contracts.target import TargetKind
from shared.contracts.task import ProbeTask
from shared.publisher import Publisher
from shared.store.database import Database
from shared.streams import CRAWLER_RUNS
from tests.eventually import eventually
from tests.factories import NOW, make_recheck, make_target
from tests.integration.crawling import (
    Site,
    column,
    column_on,
    crawlers,
    register,
    serving,
    settings,
    start_crawler,
)
from tests.integration.rig import count, stored
from tests.servers import Nats, stop_process

ARTICLES = 150
ROUNDS = 12
PROBES, RECHECKS = 3, 6
"""Of each round."""


async def test_a_host_sees_two_connections_over_all_replicas_even_when_one_is_killed(
    nats_server: Nats, streams: Client, mongo_url: str, database: Database, tmp_path: Path
) -> None:
    impatient = replace(CRAWLER_RUNS, ack_wait_seconds=6.0)
    await streams.jetstream().add_consumer(impatient.stream, topology.consumer_config(impatient))
    busy = Site(column(0, ARTICLES))
    busy.seconds = 0.05
    elsewhere = Site({"/": ""})
    async with serving(busy, elsewhere):
        elsewhere.pages["/"] = _home(busy)
        env = settings(
            tmp_path, nats_server.url, mongo_url, database._database.name, busy, elsewhere
        )
        website = make_target(id="website", kind=TargetKind.WEBSITE, url=elsewhere.url)
        await register(database, streams, column_on(busy, "column-a"), website)
        with crawlers(tmp_path / "log", _named(env, 0), 1) as running:
            running.append(start_crawler(tmp_path / "log", _named(env, 1)))
            await eventually(lambda: _published(streams, 5), within=60)
            addresses = await _addresses(database)
            for number in range(ROUNDS):
                await _disturb(streams, busy, number, addresses)
                if number == ROUNDS // 2:
                    await eventually(lambda: {*busy.agents} >= {_agent(0), _agent(1)}, within=60)
                    stop_process(running[0], signal.SIGKILL)
                    running[0] = start_crawler(tmp_path / "log", _named(env, 2))
            await eventually(lambda: _published(streams, ARTICLES), within=120)
            await eventually(lambda: _answered(streams, ROUNDS * RECHECKS), within=120)

    assert busy.most == 2
    assert len([agent for agent in busy.agents if agent in map(_agent, range(3))]) >= 2
    assert sum(busy.hits[f"/link-{n}"] for n in range(40)) > 0
    assert await stored(streams, "DEAD") == []


def _home(busy: Site) -> str:
    links = "".join(f'<a href="{busy.url}/link-{n}">链接</a>' for n in range(40))
    return f"<html><body>{links}</body></html>"


def _agent(number: int) -> str:
    return f"xuncha tests {number} (contact: office@example.cn)"


def _named(env: dict[str, str], number: int) -> dict[str, str]:
    return env | {"XUNCHA_CRAWLER_USER_AGENT": _agent(number)}


async def _disturb(client: Client, site: Site, number: int, addresses: Sequence[str]) -> None:
    """Ask for probes and re-checks of the host; any replica takes them."""
    publisher = Publisher(client.jetstream())
    for each in range(PROBES):
        target = f"probe-{number}-{each}"
        task = ProbeTask(target=target, url=f"{site.url}/", slot=NOW, occurred_at=NOW)
        await publisher.publish(task)
    for each in range(RECHECKS):
        request = f"r-{number}-{each}"
        address = addresses[(number + each) % len(addresses)]
        await publisher.publish(
            make_recheck(request=request, target="column-a", addresses=(address,))
        )

    async def taken() -> bool:
        return await count(client, "PROBES") == 0

    await eventually(taken, within=60)


async def _addresses(database: Database) -> list[str]:
    known = await database.collection("visits").find({"target": "column-a"}, limit=9)
    return [str(visit["_id"]) for visit in known if visit["article"]]


async def _published(client: Client, number: int) -> bool:
    return await count(client, "ARTICLES") >= number


async def _answered(client: Client, number: int) -> bool:
    told = [one.subject for one in await stored(client, "OBSERVATIONS")]
    return told.count("observation.visited") >= number
