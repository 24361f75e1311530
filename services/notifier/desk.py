"""The desk where orders are written and changed: decide, store with the event, announce."""

from collections.abc import Callable

from services.notifier.alerts import Alerts
from services.notifier.domain import orders
from shared.calendar import WorkCalendar
from shared.clock import Clock, office_date
from shared.contracts.alert import AlertKind
from shared.contracts.finding import Decision, Finding, FindingRechecked
from shared.contracts.order import Order, OrderEvent, order_id
from shared.errors import ConflictError
from shared.failpoints import Failpoint, reach
from shared.outbox import Outbox
from shared.store.findings import FindingReader
from shared.store.orders import OrderStore

WORKING_DAYS = 7
"""Limit for every finding until deadline classes come from a profile."""
_ANNOUNCED = {
    "issued": AlertKind.ISSUED,
    "reopened": AlertKind.REOPENED,
    "closed": AlertKind.CLOSED,
    "withdrawn": AlertKind.WITHDRAWN,
}


class Desk:
    """Everything that messages do to orders.

    Args:
        orders: where they rest.
        findings: what they are about, as it stands now.
        alerts: tells the units.
        outbox: relays what was changed.
        calendar: counts working days.
        clock: business time.
    """

    def __init__(
        self,
        orders: OrderStore,
        findings: FindingReader,
        alerts: Alerts,
        outbox: Outbox,
        calendar: WorkCalendar,
        clock: Clock,
    ) -> None:
        self._orders = orders
        self._findings = findings
        self._alerts = alerts
        self._outbox = outbox
        self._calendar = calendar
        self._clock = clock

    async def confirmed(self, finding: Finding, cause: str) -> None:
        """Issue the order of a confirmed finding, or open it anew.

        A late message about a finding that was rejected meanwhile issues nothing.
        """
        now = self._clock.now()
        if not await self._is(finding, Decision.CONFIRMED):
            return
        due = self._calendar.add_working_days(office_date(now), WORKING_DAYS)
        order = orders.issue(finding, due, cause=cause, now=now)
        event = OrderEvent(order=order, verb="issued", occurred_at=now)
        if await self._orders.add(order, event):
            reach(Failpoint.NOTIFIER_AFTER_ORDER)
            self._outbox.nudge()
        await self.change(
            order.id, cause, lambda known: orders.issue_again(known, due, cause=cause, now=now)
        )

    async def reopened(self, finding: Finding, cause: str) -> None:
        """Open the order of a finding that came back, if people still hold it to be one."""
        now = self._clock.now()
        if not await self._is(finding, Decision.CONFIRMED):
            return
        due = self._calendar.add_working_days(office_date(now), WORKING_DAYS)
        await self.change(
            order_id(finding.id),
            cause,
            lambda known: orders.issue_again(known, due, cause=cause, now=now),
        )

    async def rejected(self, finding: Finding, cause: str) -> None:
        """Withdraw the order of a rejected finding, if it was not confirmed again meanwhile."""
        if not await self._is(finding, Decision.REJECTED):
            return
        note = finding.history[-1].note if finding.history else ""
        await self.change(
            order_id(finding.id),
            cause,
            lambda known: orders.withdraw(known, cause=cause, note=note, now=self._clock.now()),
        )

    async def rechecked(self, event: FindingRechecked) -> None:
        """Close or reopen an order by proof."""
        await self.change(
            order_id(event.finding.id),
            event.request,
            lambda known: orders.prove(
                known, event.proof, cause=event.request, note=event.note, now=self._clock.now()
            ),
        )

    async def change(
        self, key: str, cause: str, transition: Callable[[Order], Order | None]
    ) -> Order | None:
        """Apply one transition once, and announce its step, also when this is a repeat.

        Raises:
            ConflictError: somebody changed the order at the same moment; the message comes again.
        """
        order = await self._orders.get(key)
        if order is None:
            return None
        if orders.caused(order, cause) is None:
            changed = transition(order)
            if changed is None:
                return order
            verb = changed.history[-1].action
            event = OrderEvent(order=changed, verb=verb, occurred_at=changed.history[-1].at)
            if not await self._orders.change(changed, event):
                raise ConflictError(f"order {key} changed meanwhile")
            reach(Failpoint.NOTIFIER_AFTER_ORDER)
            self._outbox.nudge()
            order = changed
        await self._announce(order, cause)
        return order

    async def _is(self, finding: Finding, decision: Decision) -> bool:
        """Tell how the finding is decided now: messages may come late and out of order."""
        standing = await self._findings.get(finding.id)
        return standing is not None and standing.decision is decision

    async def _announce(self, order: Order, cause: str) -> None:
        step = orders.caused(order, cause)
        if step and (kind := _ANNOUNCED.get(step.action)):
            await self._alerts.announce(order, kind, f"version {step.version}")
