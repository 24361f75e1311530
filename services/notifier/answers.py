"""The notifier's commands: what units and clerks say about orders, and what they look at."""

from collections.abc import Callable
from typing import Any

from services.notifier.domain import orders
from shared.clock import Clock
from shared.commands import NotFound, Refused
from shared.contracts.alert import Alert
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
from shared.store.orders import OrderStore

_ACTIONS: dict[str, Callable[..., Order]] = {
    "acknowledge": orders.acknowledge,
    "rectify": orders.rectify,
    "close": orders.close,
}


class Answers:
    """Answers the commands about orders and alerts.

    Args:
        orders: where they rest.
        alerts: what was sent about them.
        occurrences: where their findings stand.
        outbox: relays what was changed.
        clock: business time.
    """

    def __init__(
        self,
        orders: OrderStore,
        alerts: AlertReader,
        occurrences: OccurrenceReader,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._orders = orders
        self._alerts = alerts
        self._occurrences = occurrences
        self._outbox = outbox
        self._clock = clock

    async def change(self, command: ChangeOrder) -> Order:
        """Record what a unit said; a repeat of the same command returns what it did before."""
        act = _ACTIONS.get(command.action)
        if act is None:
            raise Refused(f"no action {command.action}: use {' or '.join(_ACTIONS)}")
        order = await self._one(command.order)
        if orders.caused(order, command.request):
            return order
        if command.expected_version not in {None, order.version}:
            raise ConflictError(
                f"the order is at version {order.version}, not {command.expected_version}; "
                "look at it again"
            )
        now, note = self._clock.now(), mask_text(command.note)
        changed = act(order, actor=command.actor, cause=command.request, note=note, now=now)
        events = [event async for event in self._events(changed, command)]
        if not await self._orders.change(changed, *events):
            raise ConflictError("somebody changed the order just now; look at it again")
        self._outbox.nudge()
        return changed

    async def _events(self, order: Order, command: ChangeOrder) -> Any:
        step = order.history[-1]
        yield OrderEvent(order=order, verb=step.action, occurred_at=step.at)
        yield AuditRecorded(
            actor=step.actor,
            action=f"order.{step.action}",
            about=order.id,
            cause=command.request,
            reason=step.note,
            occurred_at=step.at,
        )
        if step.action == "rectified":
            yield await self._recheck(order)

    async def _recheck(self, order: Order) -> Event:
        finding = order.findings[0]
        places = await self._occurrences.of_finding(finding)
        return RecheckTask(
            request=order.request,
            finding=finding,
            target=order.target,
            addresses=tuple(sorted({place.address for place in places})),
            occurred_at=self._clock.now(),
        )

    async def listed(self, query: ListQuery) -> list[Order]:
        """Return orders, those due first first."""
        return await self._orders.listed(state=query.state, unit=query.unit, limit=query.limit)

    async def shown(self, query: ShowQuery) -> dict[str, Any]:
        """Return one order with its alerts."""
        order = await self._one(query.id)
        alerts = await self._alerts.of_order(order.id)
        return {
            **order.model_dump(mode="json"),
            "alerts": [alert.model_dump(mode="json") for alert in alerts],
        }

    async def alerts(self, query: ListQuery) -> list[Alert]:
        """Return alerts, newest first."""
        return await self._alerts.listed(state=query.state, unit=query.unit, limit=query.limit)

    async def _one(self, beginning: str) -> Order:
        found = await self._orders.starting_with(beginning)
        if not found:
            raise NotFound(f"no order {beginning}; see `xuncha orders list`")
        if len(found) > 1:
            raise Refused(f"several orders begin with {beginning}; write more of the id")
        return found[0]
