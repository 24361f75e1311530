"""A clerk at the keyboard: imports, asks, waits, and says how long everything took."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from nats.aio.client import Client

from shared.commands import ask, new_request
from shared.contracts.assessment_command import AssessmentQuery
from shared.contracts.command import Command, ListQuery, Result
from shared.errors import PermanentError, XunchaError
from xuncha.cli.screen import console
from xuncha.demo.city import QUARTER
from xuncha.demo.inbox import Inbox
from xuncha.importing import import_file

PATIENCE_SECONDS = 90.0
ACTOR = "示例科员"
ORDERED = "【限时整改】"
"""How the mail about a new order begins."""
TEXT_FAMILIES = frozenset({"wording", "personal"})
_PASSING = frozenset({"unavailable", "conflict"})


class Clerk:
    """Acts through the same commands as people.

    Args:
        client: of the running system.
        inbox: where the units' mail arrives.
        folder: for the import files.
    """

    def __init__(self, client: Client, inbox: Inbox, folder: Path) -> None:
        self._client = client
        self._inbox = inbox
        self._folder = folder
        self._begun = time.monotonic()

    async def imports(self, noun: str, name: str, text: str) -> None:
        """Import one file.

        Raises:
            PermanentError: it was refused, or a row is bad.
        """
        file = self._folder / name
        file.write_text(text, "utf-8")
        result = await self._persistently(
            lambda: import_file(self._client, noun, file, actor=ACTOR), name
        )
        if result.data["bad"]:
            raise PermanentError(f"{name}: {result.data['bad'][:3]}")
        self.say(f"导入 {name}：{result.data['rows']} 行")

    async def ask(self, name: str, command: Command) -> Any:
        """Send a command, again while its service is away; return what it brought.

        Raises:
            PermanentError: it was refused.
        """
        return (await self._persistently(lambda: ask(self._client, name, command), name)).data

    async def findings(self, state: str, wanted: int) -> list[dict[str, Any]] | None:
        """Return what was found in texts, None while there is less than wanted.

        What the indicators measure (marks, freshness …) waits for other people.
        """
        rows = await self._listed("finding.list", state, 0) or []
        found = [row for row in rows if row["family"] in TEXT_FAMILIES]
        return found if len(found) >= wanted else None

    async def unqualified(self, wanted: Mapping[str, int]) -> Mapping[str, int] | None:
        """Return how many targets of each kind fail in the quarter, None while it is not so."""
        query = AssessmentQuery(
            request=new_request(), actor=ACTOR, quarter=QUARTER, verdict="violating", limit=1000
        )
        rows = await self.ask("assessment.list", query)
        counts = Counter(row["kind"] for row in rows)
        return counts if counts == wanted else None

    async def orders(self, state: str, wanted: int) -> list[dict[str, Any]] | None:
        """Return the orders in a state, None while there are fewer than wanted."""
        return await self._listed("order.list", state, wanted)

    async def mails(self, wanted: int, subject: str = "") -> list[Any] | None:
        """Return the mails that came, None while there are fewer than wanted.

        Args:
            wanted: least number.
            subject: only those whose subject begins so; daily reports come between.
        """
        found = [one for one in self._inbox.mails if str(one["Subject"]).startswith(subject)]
        return found if len(found) >= wanted else None

    async def until(self, what: str, look: Callable[[], Awaitable[Any]]) -> Any:
        """Look until something is there.

        Raises:
            PermanentError: it did not come about in time.
        """
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            if (seen := await look()) is not None:
                self.say(what)
                return seen
            await asyncio.sleep(0.1)
        raise PermanentError(f"not within {PATIENCE_SECONDS:.0f} s: {what}")

    def say(self, text: str) -> None:
        """Print one line with the time that has passed."""
        line = f"[{time.monotonic() - self._begun:5.1f} s] {text}"
        console.print(line, markup=False, soft_wrap=True)

    async def _listed(self, name: str, state: str, wanted: int) -> list[dict[str, Any]] | None:
        query = ListQuery(request=new_request(), actor=ACTOR, state=state, limit=1000)
        found: list[dict[str, Any]] = await self.ask(name, query)
        return found if len(found) >= wanted else None

    async def _persistently(self, act: Callable[[], Awaitable[Result]], what: str) -> Result:
        """Act until a service answers: one that was just killed is back in a moment."""
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                result = await act()
            except XunchaError as error:
                result = Result(ok=False, code="unavailable", message=str(error))
            if result.ok:
                return result
            if result.code not in _PASSING or time.monotonic() > end:
                raise PermanentError(f"{what}: {result.message}")
            await asyncio.sleep(0.3)
