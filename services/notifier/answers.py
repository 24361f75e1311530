"""The notifier's commands about orders: what units and clerks say, and what they look at."""

from collections.abc import Callable
from typing import Any

from services.notifier.deadlines import Deadlines
from services.notifier.desk import Desk
from services.notifier.domain import decisions, orders
from services.notifier.domain.moves import Deed, caused
from shared.clock import Clock
from shared.commands import NotFound, Refused
from shared.contracts.audit import AuditRecorded
from shared.contracts.base import Event
from shared.contracts.command import ChangeOrder, ListQuery, ShowQuery
from shared.contracts.order import Order, OrderEvent
from shared.contracts.task import RecheckTask
from shared.errors import ConflictError
from shared.masking import mask_text
from shared.outbox import Outbox
from shared.store.alerts import AlertReader
from shared.store.occurrences import OccurrenceReader
from shared.store.orders import OrderReader, OrderStore
from shared.store.units import UnitReader

_PLAIN: dict[str, Callable[[Order, Deed], Order]] = {
    "acknowledge": orders.acknowledge,
    "hide": orders.hide,
    "rectify": orders.rectify,
    "recheck": orders.rectify,
    "appeal": decisions.appeal,
    "uphold": decisions.uphold,
    "dismiss": decisions.dismiss,
    "refuse": decisions.refuse,
    "withdraw": decisions.withdraw,
    "close": decisions.close,
}
ACTIONS = (*_PLAIN, "ask", "except", "extend", "disown", "hand-over")


class Answers:
    """Answers the commands about orders.

    Args:
        orders: where they rest.
        readers: what was sent about them, where their findings stand, and who the units are.
        outbox: relays what was changed.
        desk: announces what was changed.
        deadlines: counts them.
        clock: business time.
    """

    def __init__(
        self,
        orders: OrderStore,
        readers: tuple[AlertReader, OccurrenceReader, UnitReader],
        outbox: Outbox,
        desk: Desk,
        deadlines: Deadlines,
        clock: Clock,
    ) -> None:
        self._orders = orders
        self._alerts, self._occurrences, self._units = readers
        self._outbox = outbox
        self._desk = desk
        self._deadlines = deadlines
        self._clock = clock

    async def change(self, command: ChangeOrder) -> Order:
        """Record what a unit said or the office decided; a repeat returns what it did before."""
        if command.action not in ACTIONS:
            raise Refused(f"no action {command.action}: use {' or '.join(ACTIONS)}")
        order = await named_order(self._orders, command.order)
        if caused(order, command.request):
            await self._desk.announce(order, command.request)
            return order
        if command.expected_version not in {None, order.version}:
            raise ConflictError(
                f"the order is at version {order.version}, not {command.expected_version}; "
                "look at it again"
            )
        note = mask_text(command.note)
        deed = Deed(command.actor, command.request, self._clock.now(), note, command.via)
        changed = await self._act(order, command, deed)
        events = [event async for event in self._events(changed, command)]
        if not await self._orders.change(changed, *events):
            raise ConflictError("somebody changed the order just now; look at it again")
        self._outbox.nudge()
        await self._desk.announce(changed, command.request)
        return changed

    async def _act(self, order: Order, command: ChangeOrder, deed: Deed) -> Order:
        if act := _PLAIN.get(command.action):
            return act(order, deed)
        if command.action == "ask":
            return decisions.ask(order, command.wish, command.until, deed)
        if command.action == "extend":
            return decisions.extend(order, command.until, deed)
        if command.action == "except":
            return decisions.accept(order, command.until, deed)
        if command.action == "disown":
            unit = await self._known(command.unit) if command.unit else ""
            return decisions.disown(order, unit, deed)
        unit = await self._known(command.unit or (order.wish.unit if order.wish else ""))
        limits = self._deadlines.limits_again(order, deed.now)
        return orders.hand_over(order, unit, limits, deed)

    async def _known(self, unit: str) -> str:
        if not unit:
            raise Refused("say which unit answers for it: `xuncha orders hand-over ID UNIT`")
        if await self._units.get(unit) is None:
            raise NotFound(f"no unit {unit} in the registry")
        return unit

    async def _events(self, order: Order, command: ChangeOrder) -> Any:
        step = order.history[-1]
        yield OrderEvent(order=order, verb=step.action, occurred_at=step.at)
        yield AuditRecorded(
            actor=step.actor,
            action=f"order.{step.action}",
            about=order.id,
            cause=command.request,
            reason=step.note,
            via=step.via,
            occurred_at=step.at,
        )
        if step.action == "rectified":
            for event in await self._rechecks(order):
                yield event

    async def _rechecks(self, order: Order) -> list[Event]:
        """Ask the crawler for every finding that nobody has seen gone."""
        asked: list[Event] = []
        for one in orders.awaiting(order):
            places = await self._occurrences.of_finding(one.finding)
            asked.append(
                RecheckTask(
                    request=one.request,
                    finding=one.finding,
                    target=one.target,
                    addresses=tuple(sorted({place.address for place in places})),
                    occurred_at=self._clock.now(),
                )
            )
        return asked

    async def listed(self, query: ListQuery) -> list[Order]:
        """Return orders, those due first first."""
        return await self._orders.listed(state=query.state, unit=query.unit, limit=query.limit)

    async def shown(self, query: ShowQuery) -> dict[str, Any]:
        """Return one order with its alerts."""
        order = await named_order(self._orders, query.id)
        alerts = await self._alerts.of_order(order.id)
        return {
            **order.model_dump(mode="json"),
            "alerts": [alert.model_dump(mode="json") for alert in alerts],
        }


async def named_order(orders: OrderReader, beginning: str) -> Order:
    """Return the one order whose id begins so.

    Raises:
        NotFound: there is none.
        Refused: there are several.
    """
    found = await orders.starting_with(beginning)
    if not found:
        raise NotFound(f"no order {beginning}; see `xuncha orders list`")
    if len(found) > 1:
        raise Refused(f"several orders begin with {beginning}; write more of the id")
    return found[0]
