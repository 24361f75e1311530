"""What a unit does on its pages: the same commands as at the office's desk, in the unit's name."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import NamedTuple

from services.notifier.domain.page import earliest
from services.notifier.files import Files
from services.notifier.links import Links
from services.notifier.pages.wishes import Wish, day_of
from shared.clock import Clock
from shared.commands import Refused
from shared.contracts.base import identity
from shared.contracts.command import ChangeOrder
from shared.contracts.order import Order
from shared.store.orders import OrderReader
from shared.store.targets import TargetReader
from shared.store.units import UnitReader

ORDERS_SHOWN = 200
NOTE_CHARACTERS = 500
ACTIONS = {
    "acknowledge": "acknowledge",
    "hide": "hide",
    "rectify": "rectify",
    "recheck": "rectify",
    "ask": "ask",
    "disown": "disown",
    "appeal": "appeal",
}
"""What the page's buttons say, and the command behind each."""


class Books(NamedTuple):
    """What is read for a page."""

    orders: OrderReader
    units: UnitReader
    targets: TargetReader


class Desk:
    """Carries out what a unit asks for.

    Args:
        change: the command that changes orders.
        books: reads orders, and names units and targets.
        links: to the other orders of a unit.
        files: what units send as proof.
        clock: business time.
    """

    def __init__(
        self,
        change: Callable[[ChangeOrder], Awaitable[Order]],
        books: Books,
        links: Links,
        files: Files,
        clock: Clock,
    ) -> None:
        self._change = change
        self._orders, self._units, self._targets = books
        self._links = links
        self.files = files
        self._clock = clock

    async def act(self, order: Order, wish: Wish, showing: str) -> str:
        """Do what a form asks for; the same showing sent again changes nothing more.

        Returns:
            The action, for the page that is shown next.

        Raises:
            FormRefusedError: a file or a field is not taken; nothing was changed.
            XunchaError: the order does not allow it any more.
        """
        if wish.action not in ACTIONS:
            raise Refused(f"no action {wish.action!r} on the page")
        until = day_of(wish, earliest(order, self.now()))
        if wish.files:
            await self.files.keep(order, wish.files)
        await self._change(
            ChangeOrder(
                request=identity("page", order.id, showing),
                actor=f"unit:{order.unit}",
                order=order.id,
                action=ACTIONS[wish.action],
                note=_note(wish),
                until=until,
                unit=await self._named(order, wish.unit),
                wish="exception" if wish.kind == "exception" else "extension",
                via="page",
            )
        )
        return wish.action

    async def _named(self, order: Order, name: str) -> str:
        """Return the id of the unit that is called so; empty for none, and for the order's own."""
        known = await self._units.named(name) if name else None
        return known.id if known and known.id != order.unit else ""

    async def of_unit(self, unit: str) -> list[Order]:
        """Return the orders of one unit."""
        return await self._orders.listed(unit=unit, limit=ORDERS_SHOWN)

    async def unit_name(self, unit: str) -> str:
        """Return how a unit is called."""
        known = await self._units.get(unit)
        return known.name if known else unit

    async def target_name(self, target: str) -> str:
        """Return how a target is called; empty for none, and for one that is not known."""
        known = await self._targets.get(target) if target else None
        return known.name if known else ""

    async def link(self, order: Order) -> str:
        """Return the link to another order of the same unit."""
        return await self._links.path(order.id, order.unit)

    def now(self) -> datetime:
        """Return business time."""
        return self._clock.now()


def _note(wish: Wish) -> str:
    named = f"责任单位：{wish.unit}。" if wish.unit else ""
    return f"{named}{wish.note}"[:NOTE_CHARACTERS]
