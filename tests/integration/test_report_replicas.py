"""Three reporters, one killed at random again and again: one set of bytes, each step once."""

import asyncio
import json
import random
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from nats.aio.client import Client

from shared.commands import ask
from shared.contracts.audit import AuditRecorded
from shared.contracts.command import (
    Command,
    FreezeQuarter,
    IssueQuarter,
    ReportPeriod,
    ReportQuarter,
    Result,
)
from shared.contracts.finding import Decision, Effect, Finding, FindingEvent
from shared.contracts.order import OrderEvent, order_id
from shared.contracts.report import ReportReady
from shared.store.database import Database
from shared.store.findings import FindingStore
from shared.store.orders import OrderStore
from shared.store.rollups import RollupStore
from shared.streams import REPORTER_FINDINGS, REPORTER_ORDERS
from tests.eventually import eventually
from tests.factories import make_finding, make_order, make_step
from tests.faults import counted
from tests.integration.crawling import ROOT
from tests.integration.intake_desk import environment
from tests.integration.rig import judging, stored
from tests.servers import Nats, free_port, start_process, stop_process
from xuncha.importing import import_file

REPLICAS, REPEATS, FINDINGS, KILL_EVERY = 3, 4, 60, 15
TARGETS = ("lx", "fq", "wx")
FILES = {
    "units.csv": "id,name,kind,order\nlinxiang,临翔区,county,1\nfengqing,凤庆县,county,2\n",
    "targets.csv": (
        "id,kind,name,unit,platform,url,status,opened_on,closed_on\n"
        "lx,website,临翔区网站,linxiang,,https://lx.example.cn/,running,2015-01-01,\n"
        "fq,website,凤庆县网站,fengqing,,https://fq.example.cn/,running,2015-01-01,\n"
        "wx,account,临翔警方,linxiang,wechat,,running,2018-01-01,\n"
    ),
}
STATISTICS = [
    ReportPeriod(request=f"{period} {by}", actor="clerk", period=period, by=by)
    for period in ("2020Q4", "2020-12")
    for by in ("unit", "kind", "rule")
]
NOTICE = [
    ReportQuarter(request=form, actor="clerk", quarter="2020Q4", format=form)
    for form in ("json", "docx", "html", "xlsx", "csv")
]


class Reporters:
    """Replicas of the reporter, of which any may be killed and replaced."""

    def __init__(self, client: Client, log: Path, env: dict[str, str]) -> None:
        self._client = client
        self._log = log
        self._env = env
        self._chance = random.Random(6)  # noqa: S311 - which replica dies is no secret
        self.running: list[Popen[bytes]] = [self._start() for _ in range(REPLICAS)]

    def _start(self) -> "Popen[bytes]":
        env = {**self._env, "XUNCHA_HEALTH_PORT": str(free_port())}
        return start_process((sys.executable, "-m", "services.reporter"), self._log, env)

    def kill_one(self) -> None:
        """Kill one at random, and start another in its place."""
        victim = self._chance.randrange(REPLICAS)
        stop_process(self.running[victim], signal.SIGKILL)
        self.running[victim] = self._start()

    async def answer(self, name: str, command: Command) -> Result:
        """Ask like a person: again under the same id until somebody answers."""
        while True:
            result = await ask(self._client, name, command, timeout_seconds=4)
            if result.code not in {"unavailable", "conflict", "failed"}:
                return result
            await asyncio.sleep(0.1)

    async def data(self, name: str, command: Command) -> str:
        result = await self.answer(name, command)
        assert result.ok, result
        return json.dumps(result.data, ensure_ascii=False)

    async def same(self, name: str, commands: list[Any]) -> dict[str, str]:
        """Ask for everything several times while replicas die; return the one answer to each."""
        answers: dict[str, set[str]] = {one.request: set() for one in commands}
        for _ in range(REPEATS):
            asked = [asyncio.create_task(self.data(name, one)) for one in commands]
            self.kill_one()
            for one, text in zip(commands, await asyncio.gather(*asked), strict=True):
                answers[one.request].add(text)
        assert {key: len(texts) for key, texts in answers.items()} == dict.fromkeys(answers, 1)
        return {key: next(iter(texts)) for key, texts in answers.items()}


@contextmanager
def reporters(client: Client, log: Path, env: dict[str, str]) -> Iterator[Reporters]:
    trio = Reporters(client, log, env)
    try:
        yield trio
    finally:
        for process in trio.running:
            stop_process(process)


@pytest.fixture
async def trio(
    tmp_path: Path, nats_server: Nats, streams: Client, database: Database, mongo_url: str
) -> AsyncIterator[Reporters]:
    env = environment(tmp_path, nats_server.url, mongo_url, database._database.name)
    env |= {"PYTHONPATH": str(ROOT), "XUNCHA_REPORTER_ROLLUP_SECONDS": "0.1"}
    await judging(database, "first")
    with reporters(streams, tmp_path / "reporter.log", env) as opened:
        await opened.answer("registry.list", Command(request="ready", actor="clerk"))
        for name, text in FILES.items():
            (tmp_path / name).write_text(text, "utf-8")
            result = await import_file(streams, "registry", tmp_path / name, actor="clerk")
            assert result.ok, result
        yield opened


def finding(number: int) -> Finding:
    decision = list(Decision)[number % 3]
    step = make_step(version=2, at=datetime(2020, 12, 31, tzinfo=UTC), action=decision.value)
    return make_finding(
        id=f"f{number:03}",
        target=TARGETS[number % len(TARGETS)],
        unit="fengqing" if number % 3 == 1 else "linxiang",
        found_on=date(2020, 10 + number % 3, 1 + number % 28),
        decision=decision,
        effect=Effect.VETO if number % 4 == 0 else Effect.PROBLEM,
        history=(step,),
        version=2,
    )


async def found(client: Client, database: Database, one: Finding) -> None:
    """Store a finding and its order, and say so, as analyzer and notifier do."""
    js = client.jetstream()
    await FindingStore(database.collection("findings")).add([one])
    verb = "detected" if one.decision is Decision.SUSPECTED else one.decision.value
    event = FindingEvent(finding=one, verb=verb, occurred_at=datetime.now(UTC))
    await js.publish(event.subject, event.body())
    if one.decision is Decision.CONFIRMED:
        order = make_order(id=order_id(one.id), findings=(one.id,), target=one.target)
        await OrderStore(database.collection("orders")).add(order)
        issued = OrderEvent(order=order, verb="issued", occurred_at=datetime.now(UTC))
        await js.publish(issued.subject, issued.body())


async def test_statistics_notice_and_freeze_are_the_same_bytes_whoever_answers(
    trio: Reporters, streams: Client, database: Database
) -> None:
    for number in range(FINDINGS):
        await found(streams, database, finding(number))
        if number % KILL_EVERY == 0:
            trio.kill_one()

    async def settled() -> bool:
        js = streams.jetstream()
        for consumer in (REPORTER_FINDINGS, REPORTER_ORDERS):
            info = await js.consumer_info(consumer.stream, consumer.durable)
            if info.num_pending or info.num_ack_pending:
                return False
        return not await RollupStore(database.collection("rollups")).count_marked()

    await eventually(settled, within=60)
    assert await counted.wrong_rows(database) == {}
    figures = await trio.same("report.period", STATISTICS)
    total = json.loads(figures["2020Q4 unit"])["report"]["total"]
    assert sum(total["findings"].values()) >= FINDINGS
    live = await trio.same("report.quarter", NOTICE)

    freezes = [FreezeQuarter(request=f"freeze {n}", actor="clerk", quarter="2020Q4") for n in "abc"]
    frozen = await once(trio, "report.freeze", freezes)
    await found(streams, database, finding(99).model_copy(update={"effect": Effect.VETO}))
    kept = await trio.same("report.quarter", NOTICE)
    assert json.loads(kept["json"])["report"] == frozen
    assert kept["docx"] == live["docx"]

    numbers = [
        IssueQuarter(request=f"issue {n}", actor="clerk", quarter="2020Q4", number=f"示例{n}号")
        for n in (1, 2, 3)
    ]
    issued = await once(trio, "report.issue", numbers)
    assert json.loads((await trio.same("report.quarter", NOTICE))["json"])["report"] == issued

    await eventually(lambda: announced(streams, 2), within=10)
    said = [ReportReady.model_validate_json(one.data or b"") for one in await reports(streams)]
    assert [one.report.state for one in said] == ["frozen", "issued"]
    deeds = [AuditRecorded.model_validate_json(one.data or b"") for one in await audits(streams)]
    assert [one.action for one in deeds if one.action.startswith("report.")] == [
        "report.frozen",
        "report.issued",
    ]


async def once(trio: Reporters, name: str, commands: list[Any]) -> Any:
    """Give competing commands to replicas of which one dies; return what the only one did."""
    asked = [asyncio.create_task(trio.answer(name, one)) for one in commands]
    trio.kill_one()
    done = [result for result in await asyncio.gather(*asked) if result.ok]
    assert len(done) == 1
    return done[0].data


async def reports(client: Client) -> list[Any]:
    return [one for one in await stored(client, "REPORTS") if b'"quarter"' in (one.data or b"")]


async def audits(client: Client) -> list[Any]:
    return await stored(client, "AUDIT")


async def announced(client: Client, number: int) -> bool:
    return len(await reports(client)) == number
