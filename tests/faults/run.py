"""One round: start, load, break, come to rest, read, judge."""

import asyncio
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import nats
from nats.aio.client import Client

from shared.errors import OutageError
from shared.failpoints import Failpoint
from shared.sealing import MasterKey
from shared.settings import SharedSettings
from shared.store.database import Database
from shared.topology import apply
from tests.faults import collect, counted, invariants, mails, poison, settling
from tests.faults.breaking import Breaking
from tests.faults.facts import Facts
from tests.faults.invariants import Verdict
from tests.faults.ledger import FaultLog, Ledger
from tests.faults.people import Office
from tests.faults.poison import Poison
from tests.faults.rest import Rest
from tests.faults.system import System
from tests.faults.tiers import LATEST_HIT, RATE, Round
from tests.faults.world import World
from xuncha.dead import Letters

CHECKS: tuple[Callable[[Facts], Verdict], ...] = (
    invariants.articles_kept,
    invariants.findings_exact,
    mails.alerts_arrived,
    mails.reminders_in_time,
    invariants.orders_settled,
    invariants.audit_complete,
    invariants.nothing_leaked,
    invariants.counted_once,
    invariants.assessed_once,
    invariants.recovered,
    invariants.nobody_blamed,
    invariants.failpoints_fired,
)
READ_BEFORE_WORDS = 5
ALL_DEAD_SECONDS = 120.0
"""A service that ends with a message in hand gets it back after 20 s; it ends up to six times."""
DATABASE = str(SharedSettings.model_fields["database"].default)


class Run:
    """One life of one system.

    Args:
        plan: what is broken.
        seed: decides everything that is drawn.
        folder: fresh; holds data, logs and ledgers.
    """

    def __init__(self, plan: Round, seed: int, folder: Path) -> None:
        self._plan = plan
        self._seed = seed
        self._folder = folder
        self._world = World(seed, plan.sites, plan.pages // 3, folder, time.time())
        self._commands = Ledger(folder / "commands.jsonl")
        self._log = FaultLog(Ledger(folder / "faults.jsonl"), seed)
        self._fired = folder / "failpoints.log"
        self._poisons: list[Poison] = []
        self._settled: set[str] = set()
        self._rest = Rest(self._world, self._commands)
        self._wrong: list[str] = []
        self.facts = Facts()
        self.seconds = 0.0

    async def play(self) -> list[Verdict]:
        """Run the round and judge it."""
        begun = time.monotonic()
        with ExitStack() as outside:
            for site in self._world.sites:
                outside.enter_context(site)
            outside.enter_context(self._world.sink)
            system = System(
                self._folder / "data", self._environment(), self._plan.replicas, self._log
            )
            try:
                await self._live(system)
            finally:
                await system.stop()
        self.seconds = time.monotonic() - begun
        return [check(self.facts) for check in CHECKS]

    async def _live(self, system: System) -> None:
        await system.start_servers()
        client = await nats.connect(
            system.endpoints.nats_url,
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.2,
            error_cb=_quietly,
        )
        database = Database(system.endpoints.mongo_url, DATABASE)
        try:
            async for _ in apply(client.jetstream()):
                pass
            await system.start_services()
            await self._load(system, client, database)
        finally:
            await client.close()
            database.close()

    async def _load(self, system: System, client: Client, database: Database) -> None:
        js = client.jetstream()
        office = Office(client, self._world, self._commands)
        breaking = Breaking(self._plan, system, self._world, client, self._log, self._seed)
        registering = asyncio.create_task(office.register())
        await self._until(30, lambda: self._registered(database))
        people = [asyncio.create_task(each) for each in (office.clerk(), office.units())]
        pages = asyncio.create_task(self._pages())
        words = asyncio.create_task(self._words(office, database))
        try:
            await breaking.all()
            if self._plan.poison:
                await self._poison(system, client, database)
            await pages
            await words
            await self._until(30, self._all_fired)
            calm = time.monotonic()
            await system.all_ready()
            await self._until(self._plan.quiet_seconds, lambda: self._rest.quiet(js, database))
            quiet = time.monotonic() - calm
        finally:
            tasks = (registering, pages, words, *people)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        self._wrong += breaking.wrong + office.refused
        self.facts = await self._read(system, client, database, quiet)

    def _environment(self) -> dict[str, str]:
        env = self._world.environment()
        if self._plan.hit:
            env["XUNCHA_FAILPOINTS"] = ",".join(
                f"{one}={min(self._plan.hit, LATEST_HIT.get(one, self._plan.hit))}"
                for one in Failpoint
            )
            env["XUNCHA_FAILPOINT_LOG"] = str(self._fired)
        return env

    async def _registered(self, database: Database) -> bool:
        return await database.collection("targets").count({}) == 2 * self._plan.sites

    async def _pages(self) -> None:
        for _ in range(self._plan.pages):
            self._world.publish()
            await asyncio.sleep(1 / self._plan.pages_per_second)

    async def _words(self, office: Office, database: Database) -> None:
        """Change the rules once something was read with those before."""
        await self._until(30, lambda: self._has_read(database))
        await office.change_words()

    async def _has_read(self, database: Database) -> bool:
        return await database.collection("analyses").count({}) > READ_BEFORE_WORDS

    async def _poison(self, system: System, client: Client, database: Database) -> None:
        """Publish what nobody can take, then treat its letters as an operator would."""
        js = client.jetstream()
        vault = poison.vault_of(database, MasterKey.read(system.data / "sealing.key"))
        self._poisons = await poison.publish(js, vault, self._seed)
        self._rest.strange = True
        fault = self._log.begin("poison", f"{len(self._poisons)} messages")
        if not await poison.largest_is_refused(js):
            self._wrong.append("the broker took a message of 600 KiB")
        origins = {each.origin for each in self._poisons}

        async def all_dead() -> bool:
            return origins <= {letter.origin for letter in await collect.letters(js)}

        await self._until(ALL_DEAD_SECONDS, all_dead)
        before = {letter.origin for letter in await collect.letters(js)}
        self._wrong += await poison.handle_letters(Letters(client), database, self._poisons)
        self._settled = before - {letter.origin for letter in await collect.letters(js)}
        await self._until(ALL_DEAD_SECONDS, lambda: poison.replayed_is_found(database))
        self._log.end(fault)

    async def _all_fired(self) -> bool:
        return not self._plan.hit or all(self._failpoints().values())

    def _failpoints(self) -> dict[str, bool]:
        if not self._plan.hit:
            return {}
        fired = self._fired.read_text().split() if self._fired.exists() else []
        return {str(one): one in fired for one in Failpoint}

    async def _until(self, seconds: float, condition: Callable[[], Any]) -> bool:
        """Wait for a condition at most so long; what did not come about shows in the facts."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if await condition():
                    return True
            except (nats.errors.Error, OutageError, TimeoutError, OSError) as error:
                self._log.note(str(error))
            await asyncio.sleep(0.3)
        return False

    async def _read(
        self, system: System, client: Client, database: Database, quiet: float
    ) -> Facts:
        js, now = client.jetstream(), time.time()
        consumers = await settling.stuck_queues(js)
        waiting, open_alerts = await settling.stuck_documents(database)
        derived = await counted.facts(database, js)
        store = await collect.store_facts(database)
        answered, unanswered = collect.told(self._commands)
        exits = [text for part in system.parts.values() for text in part.unforeseen]
        return Facts(
            served=frozenset(row["article"] for row in self._world.served.rows()),
            standing=frozenset(page.article for page in self._world.pages.values()),
            expected=self._rest.expected(),
            told=answered,
            unanswered=unanswered,
            plans={order.id: self._rest.plan_of(order) for order in store["orders"]},
            channels={f"unit-{n}": self._world.channels(n) for n in range(self._plan.sites)},
            mails=collect.mails(self._world),
            faults=self._log.faults,
            able=collect.able(system, now),
            began=self._world.business(self._world.epoch),
            epoch=self._world.epoch,
            rate=RATE,
            ended=self._world.business(now),
            consumers=consumers,
            waiting=waiting,
            open_alerts=open_alerts,
            reports=await collect.reports(js),
            letters=await collect.letters(js),
            poisons={each.origin: each.name for each in self._poisons},
            settled_poisons=frozenset(self._settled),
            leaks=await collect.leaks(database, js, self._world, system),
            wrong=[*self._wrong, *exits],
            failpoints=self._failpoints(),
            recoveries=collect.recoveries(system, now),
            quiet_seconds=quiet,
            **store,
            **derived,
        )


async def _quietly(_: Exception) -> None:
    """The driver's connection is cut on purpose."""
