"""Switches that people set, such as "hold every alert". Written by the notifier."""

from datetime import datetime

from shared import outbox
from shared.contracts.base import Contract, Event
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document, to_document

ALERTS = "alerts"
"""The switch that holds alerts back; a restored backup starts with it on."""


class Switch(Contract):
    """Whether something is held back, since when, by whom, and why."""

    held: bool = False
    by: str = ""
    reason: str = ""
    """Masked."""
    at: datetime | None = None
    version: int = 0
    signs: tuple[str, ...] = ()
    """Of a restore, that it was held for by itself; none holds twice."""


class SwitchReader:
    """Reads switches."""

    def __init__(self, collection: Collection) -> None:
        self._switches = collection

    async def get(self, name: str) -> Switch:
        """Return a switch; one that nobody ever set is off."""
        document = await self._switches.get(name)
        return from_document(Switch, document) if document else Switch()


class SwitchStore(SwitchReader):
    """Writes switches."""

    async def put(self, name: str, switch: Switch, *events: Event) -> bool:
        """Set a switch, its events with it; tell whether no other change came first."""
        if switch.version == 1:
            document = to_document(switch, name, **outbox.fields(*events))
            return bool(await self._switches.insert([document]))
        return await self._switches.update(
            name,
            changed_fields(switch),
            where={"version": switch.version - 1},
            pending=outbox.items(*events),
        )
