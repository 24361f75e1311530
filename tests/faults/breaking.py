"""Breaks the running system as the round says, by the seed."""

import asyncio
import itertools
import random
import signal
from collections.abc import Callable

from nats.aio.client import Client
from nats.js.api import StreamConfig

from shared.streams import ARTICLES
from shared.topology import stream_config
from tests.faults.ledger import Fault, FaultLog
from tests.faults.sink import MODES
from tests.faults.system import Part, System
from tests.faults.tiers import Round
from tests.faults.world import World
from xuncha.process import CLEAN_CODES

REST_SECONDS = 4.0
"""Between two outages, so that each begins on a system that works."""
SCALED_SECONDS = 2.0
"""How long one more replica takes part."""
ROOM_BYTES = 6_000
"""What is left in a stream that is to be full soon: some articles, then none."""


class Breaking:
    """The faults of one round.

    Args:
        plan: which, how long.
        system: what is broken.
        world: whose mail relay misbehaves.
        client: changes the stream.
        log: hears of each fault before it happens.
        seed: decides victims and times.
    """

    def __init__(
        self,
        plan: Round,
        system: System,
        world: World,
        client: Client,
        log: FaultLog,
        seed: int,
    ) -> None:
        self._plan = plan
        self._system = system
        self._world = world
        self._client = client
        self._log = log
        self._random = random.Random(seed)  # noqa: S311 - a replay, no secret
        self.wrong: list[str] = []
        """What a fault itself showed to be broken."""

    async def all(self) -> None:
        """Break everything in turn."""
        await self._kills()
        for step in (
            self._scale,
            self._nats_down,
            self._store_down,
            self._full,
            self._pause,
            self._mail,
        ):
            await step()

    async def _kills(self) -> None:
        """Kill every kind of part equally often, in an order and at times that are drawn."""
        kinds = list(itertools.islice(itertools.cycle(self._plan.victims), self._plan.kills))
        self._random.shuffle(kinds)
        for kind in kinds:
            await asyncio.sleep(self._random.uniform(*self._plan.gap_seconds))
            victim = self._victim(kind)
            fault = self._log.begin("kill", victim.name)
            victim.kill()
            asyncio.create_task(self._recovered(victim, fault))  # noqa: RUF006 - ends with the part

    def _victim(self, kind: str) -> Part:
        """Choose among the parts that run; when none of the kind does, any other."""
        chosen = self._random.random()
        running = [part for part in self._system.parts.values() if part.running]
        kin = [part for part in running if part.service == kind] or running
        return kin[int(chosen * len(kin))]

    async def _recovered(self, victim: Part, fault: Fault) -> None:
        await victim.ready.wait()
        self._log.end(fault)

    async def _scale(self) -> None:
        """Give services one replica more and take it back: no other process may notice."""
        for service in self._plan.scaled:
            await self._system.all_ready()
            before = self._system.pids()
            fault = self._log.begin("scale", service)
            more = await self._system.grow(service)
            await asyncio.sleep(SCALED_SECONDS)
            code = await self._system.shrink(more)
            self._log.end(fault)
            if code not in CLEAN_CODES:
                self.wrong.append(f"{more.name} ended with {code} when it was taken away")
            if changed := before.items() - self._system.pids().items():
                self.wrong.append(f"scaling {service} ended {sorted(dict(changed))}")

    async def _nats_down(self) -> None:
        await self._down("nats", self._plan.nats_down_seconds)

    async def _store_down(self) -> None:
        await self._down("store", self._plan.store_down_seconds)

    async def _down(self, name: str, seconds: float) -> None:
        if not seconds:
            return
        part = self._system.parts[name]
        fault = self._log.begin("down", name)
        part.hold()
        await asyncio.sleep(seconds)
        part.release()
        await part.ready.wait()
        await self._system.all_ready()
        self._log.end(fault)
        await asyncio.sleep(REST_SECONDS)

    async def _full(self) -> None:
        """Take the room from the stream of articles, look that it refuses, and give it back."""
        if not self._plan.full_seconds:
            return
        js = self._client.jetstream()
        before = (await js.stream_info(ARTICLES.name)).state
        fault = self._log.begin("full", ARTICLES.name)
        await js.update_stream(_with_room(before.bytes + ROOM_BYTES))
        for _ in range(8):  # so that there is something to refuse
            self._world.publish()
        await asyncio.sleep(self._plan.full_seconds)
        after = (await js.stream_info(ARTICLES.name)).state
        held = self._system.said("crawler", "no room for article.crawled")
        await js.update_stream(stream_config(ARTICLES))
        self._log.end(fault)
        if not held:
            self.wrong.append("the full stream refused nothing: the crawler never held a message")
        if after.messages < before.messages or after.first_seq != before.first_seq:
            self.wrong.append("the full stream deleted messages")
        await asyncio.sleep(REST_SECONDS)

    async def _pause(self) -> None:
        """Let each notifier stand still for longer than its lease while mail is being sent."""
        if not self._plan.pause_seconds:
            return
        for part in [part for part in self._system.parts.values() if part.service == "notifier"]:
            self._world.sink.mode = "slow"
            mail = self._log.begin("mail", "slow")
            for _ in range(3):
                self._world.publish()
            await self._some_mail()
            fault = self._log.begin("pause", part.name)
            part.signal(signal.SIGSTOP)
            await asyncio.sleep(self._plan.pause_seconds)
            part.signal(signal.SIGCONT)
            self._log.end(fault)
            self._world.sink.mode = "accept"
            self._log.end(mail)

    async def _mail(self) -> None:
        if not self._plan.mail_seconds:
            return
        for mode in MODES:
            fault = self._log.begin("mail", mode)
            self._world.sink.mode = mode
            for _ in range(3):
                self._world.publish()
            await self._some_mail()
            await asyncio.sleep(self._plan.mail_seconds)
            self._world.sink.mode = "accept"
            self._log.end(fault)

    async def _some_mail(self) -> None:
        """Wait until somebody is connected to the relay, at most a few seconds."""
        await _within(5.0, self._world.sink.asked)


async def _within(seconds: float, condition: Callable[[], bool]) -> None:
    try:
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 - another thread answers
                await asyncio.sleep(0.02)
    except TimeoutError:
        return


def _with_room(size: int) -> StreamConfig:
    return stream_config(ARTICLES).evolve(max_bytes=size)
