"""The clerk and the units: they repeat each command under one request id until it is answered."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nats.errors
from nats.aio.client import Client

from shared.contracts.command import (
    ChangeOrder,
    Command,
    DecideFinding,
    ListQuery,
    Result,
    ShowQuery,
)
from shared.contracts.finding import Decision
from shared.contracts.order import OrderState
from shared.contracts.rule_command import ApplyRuleset, ImportRuleset
from shared.errors import OutageError
from tests.faults.ledger import Ledger
from tests.faults.world import WORDS, Page, World, serial_of
from xuncha.importing import import_file, put_file

PAUSE_SECONDS = 0.4
ANSWER_SECONDS = 3.0
IMPORT_SECONDS = 4.0
LIMIT = 1_000
TOGETHER = 8
WORD_LIST = "faults"
CLERK, UNIT = "示例科员", "示例单位"
_NO_ANSWERS = frozenset({"unavailable", "conflict", "failed"})


class Office:
    """Sends commands.

    Args:
        client: to the broker.
        world: whose pages are mended.
        ledger: of commands sent and answered.
    """

    def __init__(self, client: Client, world: World, ledger: Ledger) -> None:
        self._client = client
        self._world = world
        self._ledger = ledger
        self._done: set[str] = set()
        self._gate = asyncio.Semaphore(TOGETHER)
        self.refused: list[str] = []

    async def clerk(self) -> None:
        """Decide every suspected finding, for ever."""
        while True:
            found = await self._list("finding.list", "suspected")
            await asyncio.gather(*(self._decide(finding) for finding in found))
            await asyncio.sleep(PAUSE_SECONDS)

    async def units(self) -> None:
        """Mend pages and say so, for ever."""
        while True:
            for state in ("issued", "reopened", "rectified"):
                found = await self._list("order.list", state)
                await asyncio.gather(*(self._rectify(order) for order in found))
            await asyncio.sleep(PAUSE_SECONDS)

    async def register(self) -> None:
        """Import the registry; a crash in the middle is repeated like a person would."""
        for name, text in self._world.registry().items():
            file = self._file(name, text)
            while not await self._imported(file):  # noqa: ASYNC110 - a command, no event
                await asyncio.sleep(PAUSE_SECONDS)

    async def change_words(self) -> None:
        """Put a word list in force, so that the analyzer reads again what it has read."""
        file = self._file("words.csv", WORDS)
        while not (name := await self._put(file)):  # noqa: ASYNC110 - a command, no event
            await asyncio.sleep(PAUSE_SECONDS)
        brought = ImportRuleset(
            request="import-words", actor=CLERK, file=name, name=file.name, ruleset=WORD_LIST
        )
        applied = ApplyRuleset(request="apply-words", actor=CLERK, ruleset=WORD_LIST, edition=1)
        await self._tell("ruleset.import", brought, about=WORD_LIST, says="import")
        await self._tell("ruleset.apply", applied, about=WORD_LIST, says="apply")

    def _file(self, name: str, text: str) -> Path:
        file = self._world.folder / name
        file.write_text(text, "utf-8")
        return file

    async def _put(self, file: Path) -> str:
        try:
            return (await put_file(self._client, file))[1]
        except OutageError:
            return ""

    async def _imported(self, file: Path) -> bool:
        try:
            async with asyncio.timeout(IMPORT_SECONDS):
                result = await import_file(
                    self._client, "registry", file, actor=CLERK, dry_run=False, skip_bad=False
                )
        except TimeoutError:
            return False
        return result.ok

    async def _decide(self, finding: dict[str, Any]) -> None:
        page = self._world.pages.get(serial_of(finding["excerpt"]))
        rejected = page is None or page.plan == "reject"
        decision = Decision.REJECTED if rejected else Decision.CONFIRMED
        await self._tell(
            "finding.decide",
            DecideFinding(
                request=f"decide-{finding['id']}",
                actor=CLERK,
                finding=finding["id"],
                decision=decision,
            ),
            about=finding["id"],
            says=decision.value,
        )

    async def _rectify(self, order: dict[str, Any]) -> None:
        page = self._world.pages.get(serial_of(order["excerpt"]))
        last = order["history"][-1]
        if page is None or page.plan == "never":
            return
        if order["state"] == "rectified" and last["action"] != "undecided":
            return
        if page.plan == "mend" or last["action"] == "reopened":
            self._mend(page)
        await self._tell(
            "order.change",
            ChangeOrder(
                request=f"rectify-{order['id']}-{order['version']}",
                actor=UNIT,
                order=order["id"],
                action="rectify",
            ),
            about=order["id"],
            says="rectified",
        )

    def _mend(self, page: Page) -> None:
        if not page.mended:
            self._world.mend(page)

    async def _tell(self, name: str, command: Command, *, about: str, says: str) -> None:
        """Send one command, again and again under its one id, until it is answered."""
        if command.request in self._done:
            return
        row = {"request": command.request, "name": name, "about": about, "says": says}
        result: Result | None = None
        while result is None or result.code in _NO_ANSWERS:
            self._ledger.write(sent=row)
            async with self._gate:
                result = await self.ask(name, command)
            await asyncio.sleep(0 if result and result.ok else PAUSE_SECONDS)
        self._done.add(command.request)
        moot = says == "rectified" and not result.ok and await self._is_closed(about)
        self._ledger.write(answered={**row, "ok": result.ok, "code": result.code, "moot": moot})
        if not result.ok and not moot:
            self.refused.append(f"{name} {about}: {result.code} {result.message}")

    async def _is_closed(self, order: str) -> bool:
        """Tell whether the crawler saw the page mended before its unit had said so."""
        query = ShowQuery(request="look", actor=UNIT, id=order)
        while not ((result := await self.ask("order.show", query)) and result.ok):  # noqa: ASYNC110 - a command
            await asyncio.sleep(PAUSE_SECONDS)
        return bool(result.data["state"] == OrderState.CLOSED)

    async def _list(self, name: str, state: str) -> Sequence[dict[str, Any]]:
        query = ListQuery(request="look", actor=CLERK, state=state, limit=LIMIT)
        result = await self.ask(name, query)
        return result.data if result and result.ok else ()

    async def ask(self, name: str, command: Command) -> Result | None:
        """Ask once; None when nobody answered in time."""
        body = command.model_dump_json().encode()
        try:
            reply = await self._client.request(f"command.{name}", body, timeout=ANSWER_SECONDS)
        except (nats.errors.Error, TimeoutError, OSError):
            return None
        return Result.model_validate_json(reply.data)
