"""When a run has come to rest: all that had to happen has happened, and nothing waits."""

import time
from collections import Counter

from nats.js import JetStreamContext

from shared.contracts.alert import Alert, AlertKind, AlertState
from shared.contracts.order import Order, OrderState
from shared.store.database import Database
from tests.faults import collect, poison, settling
from tests.faults.ledger import Ledger
from tests.faults.world import WORDING, World, serial_of

ENDLESS = frozenset({"TASKS", "PROBES", "OBSERVATIONS", "REPORTS"})
"""Streams whose messages never end, as days and looks go on."""
LAST_REMINDER_SECONDS = 3.0
"""Real time after a deadline in which its reminder goes out."""


class Rest:
    """Knows what a world must bring, and whether it has.

    Attributes:
        strange: a dead letter about a page of no site was replayed, which brings one finding more.
    """

    def __init__(self, world: World, commands: Ledger) -> None:
        self._world = world
        self._commands = commands
        self._audited: dict[tuple[str, str, str], int] = {}
        self.strange = False

    def expected(self) -> Counter[tuple[str, str, int]]:
        """Return target, rule and serial of every finding that must be there."""
        expected = Counter(
            (page.target, rule, page.serial)
            for page in self._world.pages.values()
            for rule in page.rules
        )
        if self.strange:
            expected[poison.STRANGE, WORDING, poison.SERIAL] += 1
        return expected

    def plan_of(self, order: Order) -> str:
        """Return what is meant to happen to the page that an order is about."""
        page = self._world.pages.get(serial_of(order.excerpt))
        return page.plan if page else "never"

    async def quiet(self, js: JetStreamContext, database: Database) -> bool:
        """Tell whether everything that had to happen has happened."""
        store = await collect.store_facts(database)
        standing = {page.article for page in self._world.pages.values()}
        return (
            store["found"] == self.expected()
            and standing <= {article for article, _ in store["analysed"]}
            and not any(map(_is_open, store["alerts"]))
            and not any((await settling.waiting(database)).values())
            and not any(finding.decision == "suspected" for finding in store["findings"])
            and all(map(self._ended, store["orders"]))
            and not collect.told(self._commands)[1]
            and len(store["audit"]) == await self._published(js)
            and not any(map(any, (await settling.queues(js, ENDLESS)).values()))
        )

    async def _published(self, js: JetStreamContext) -> int:
        """Count the entries of the audit that were published; those that are known stay so."""
        first = max(self._audited.values(), default=0) + 1
        async for number, entry in collect.audit_published(js, first):
            self._audited.setdefault(entry, number)
        return len(self._audited)

    def _ended(self, order: Order) -> bool:
        if self.plan_of(order) != "never":
            return order.state is OrderState.CLOSED
        return order.due_at < self._world.business(time.time() - LAST_REMINDER_SECONDS)


def _is_open(alert: Alert) -> bool:
    """Tell whether an alert is on its way; reports always are."""
    waits = alert.state in {AlertState.PENDING, AlertState.LEASED}
    return waits and alert.kind is not AlertKind.REPORT
