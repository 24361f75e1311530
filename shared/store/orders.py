"""Orders at rest. Written by the notifier."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from shared import outbox
from shared.contracts.base import Event
from shared.contracts.order import Order, OrderState
from shared.store.collection import Collection, Update
from shared.store.mapping import changed_fields, from_document, to_document
from shared.store.newest import newest

TOGETHER = 100
MOST = 10_000
"""Orders that one look may bring."""
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class OrderReader:
    """Reads orders."""

    def __init__(self, collection: Collection) -> None:
        self._orders = collection

    async def get(self, order: str) -> Order | None:
        """Return one order, or None."""
        document = await self._orders.get(order)
        return from_document(Order, document) if document else None

    async def get_many(self, orders: Sequence[str]) -> dict[str, Order]:
        """Return those of the orders that exist, by id."""
        documents = await self._orders.get_many(orders)
        return {str(document["_id"]): from_document(Order, document) for document in documents}

    async def about(self, findings: Iterable[str]) -> dict[str, Order]:
        """Return the orders that demand to mend any of these findings, by id."""
        wanted = sorted(set(findings))
        found: dict[str, Order] = {}
        for start in range(0, len(wanted), TOGETHER):
            where = {"findings": {"$in": wanted[start : start + TOGETHER]}}
            for document in await self._orders.find(where, limit=MOST):
                found[str(document["_id"])] = from_document(Order, document)
        return found

    async def starting_with(self, beginning: str) -> list[Order]:
        """Return at most two orders whose id begins so: enough to tell an ambiguous one."""
        bounds = {"$gte": beginning, "$lt": beginning + "~"}
        documents = await self._orders.find({"_id": bounds}, limit=2)
        return [from_document(Order, document) for document in documents]

    async def listed(self, *, state: str = "", unit: str = "", limit: int) -> list[Order]:
        """Return orders, those due first first."""
        where = {"state": state, "unit": unit}
        documents = await self._orders.find(
            {field: value for field, value in where.items() if value}, limit=limit, order="due_at"
        )
        return [from_document(Order, document) for document in documents]

    async def following(
        self, after: str, *, state: str = "", unit: str = "", limit: int
    ) -> list[Order]:
        """Return orders whose id follows `after`, in order of their ids."""
        wanted = {"state": state, "unit": unit}
        where = {field: value for field, value in wanted.items() if value}
        documents = await self._orders.find({**where, "_id": {"$gt": after}}, limit=limit)
        return [from_document(Order, document) for document in documents]

    async def of_finding(self, finding: str) -> Order | None:
        """Return the order that holds a finding, or None; of several the one with the first id."""
        documents = await self._orders.find({"findings": finding}, limit=1)
        return from_document(Order, documents[0]) if documents else None

    async def tally(self) -> dict[tuple[str], int]:
        """Count all orders by state."""
        counts = await self._orders.tally(("state",), {})
        return {(str(state),): n for (state,), n in counts.items()}

    async def overdue(self, states: Sequence[OrderState], now: datetime) -> dict[tuple[str], int]:
        """Count the orders in these states whose deadline has passed, by state."""
        where = {"state": {"$in": [state.value for state in states]}, "due_at": {"$lt": now}}
        counts = await self._orders.tally(("state",), where)
        return {(str(state),): n for (state,), n in counts.items()}

    async def newest(self, now: datetime) -> datetime | None:
        """Return when the last order of the last 40 days was issued."""
        return await newest(self._orders, "issued_at", now)

    async def duties(self, period: str, *, limit: int = 1_000) -> list[Order]:
        """Return the duties to report back on the notice of a period."""
        documents = await self._orders.find({"period": period}, limit=limit)
        return [from_document(Order, document) for document in documents]

    async def issued_between(self, start: datetime, end: datetime, *, limit: int) -> list[Order]:
        """Return orders issued in a window, earliest first."""
        where = {"issued_at": {"$gte": start, "$lt": end}}
        documents = await self._orders.find(where, limit=limit, order="issued_at")
        return [from_document(Order, document) for document in documents]

    async def due_between(
        self,
        start: datetime,
        end: datetime,
        states: Sequence[OrderState],
        *,
        limit: int,
        after: str = "",
    ) -> list[Order]:
        """Return orders in these states whose deadline lies in a window, in order of their ids.

        Args:
            start: first moment, UTC.
            end: first moment that is out, UTC.
            states: any of these.
            after: id of the last order of the page before; many orders share one deadline.
            limit: most orders.
        """
        where = {
            "state": {"$in": [state.value for state in states]},
            "due_at": {"$gte": start, "$lt": end},
            "_id": {"$gt": after},
        }
        documents = await self._orders.find(where, limit=limit)
        return [from_document(Order, document) for document in documents]


class OrderStore(OrderReader):
    """Writes orders.

    `ring_at` is the store's own: business time at which the order's ladder must be looked at. Each
    change sets it to the past, so that the timer looks at once.
    """

    async def add(self, order: Order, *events: Event) -> bool:
        """Store an order once, its events with it; tell whether it was new."""
        document = to_document(order, order.id, ring_at=order.issued_at, **outbox.fields(*events))
        return bool(await self._orders.insert([document]))

    async def ringing(self, now: datetime, *, limit: int) -> list[Order]:
        """Return orders whose ladder must be looked at, business time."""
        where = {"ring_at": {"$gt": _BEGINNING, "$lte": now}}
        documents = await self._orders.find(where, limit=limit, order="ring_at")
        return [from_document(Order, document) for document in documents]

    async def count_ringing(self, now: datetime) -> int:
        """Count the orders whose ladder must be looked at, business time."""
        return await self._orders.count({"ring_at": {"$gt": _BEGINNING, "$lte": now}})

    async def standing(
        self, states: Sequence[OrderState], *, after: str, limit: int
    ) -> list[tuple[Order, datetime | None]]:
        """Return orders in these states whose id follows `after`, in order of their ids.

        With each comes the time of its next look; None for an order that an older version wrote.
        """
        where = {"state": {"$in": [state.value for state in states]}, "_id": {"$gt": after}}
        documents = await self._orders.find(where, limit=limit)
        return [(from_document(Order, one), one.get("ring_at")) for one in documents]

    async def rung(self, looked_at: Mapping[str, tuple[Order, datetime]]) -> None:
        """Set when each order must be looked at next, unless it has changed meanwhile.

        Args:
            looked_at: by id: the order as it was read, and the business time of the next look.
        """
        await self._orders.update_each(
            [
                Update(key, {"ring_at": at}, {"version": order.version})
                for key, (order, at) in looked_at.items()
            ]
        )

    async def wake(self, orders: Sequence[Order]) -> None:
        """Let the timer look at orders again, such as those that an older version wrote."""
        await self.rung({order.id: (order, order.issued_at) for order in orders})

    async def change(self, order: Order, *events: Event) -> bool:
        """Store the next version and its events in one write.

        Returns:
            False when another change came first: read again, decide again.
        """
        return await self._orders.update(
            order.id,
            {**changed_fields(order), "ring_at": order.issued_at},
            where={"version": order.version - 1},
            pending=outbox.items(*events),
        )
