"""The command that ends a unit's links to an order, as when one was passed on."""

from services.notifier.answers import named_order
from services.notifier.desk import Desk
from services.notifier.domain import orders
from services.notifier.domain.moves import Deed, caused
from services.notifier.links import Links
from shared.clock import Clock
from shared.contracts.command import RevokeLinks
from shared.contracts.order import Order
from shared.masking import mask_text
from shared.store.orders import OrderReader


class Revoking:
    """Answers it.

    Args:
        books: reads orders.
        links: ends them.
        desk: writes it into the order's history, and sends the unit a new link.
        clock: business time.
    """

    def __init__(self, books: OrderReader, links: Links, desk: Desk, clock: Clock) -> None:
        self._orders = books
        self._links = links
        self._desk = desk
        self._clock = clock

    async def revoke(self, command: RevokeLinks) -> Order:
        """End every link of an order; a repeat ends no link that was made since."""
        order = await named_order(self._orders, command.order)
        now = self._clock.now()
        deed = Deed(command.actor, command.request, now, mask_text(command.note))
        if caused(order, command.request) is None:
            orders.revoke(order, deed)  # what is refused ends no link
            await self._links.revoke(order.id, order.unit)
        changed = await self._desk.change(
            order.id, command.request, lambda one: orders.revoke(one, deed)
        )
        return changed or order
