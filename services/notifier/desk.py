"""The desk where orders are written and changed: decide, store with the event, announce."""

from collections.abc import Callable
from typing import NamedTuple

from services.notifier.alerts import Alerts, Telling
from services.notifier.deadlines import Deadlines
from services.notifier.domain import orders, proof
from services.notifier.domain.message import Occasion
from services.notifier.domain.moves import OPEN, Deed, caused
from shared.clock import Clock
from shared.contracts.alert import AlertKind
from shared.contracts.audit import AuditRecorded
from shared.contracts.finding import Decision, Finding, FindingRechecked
from shared.contracts.order import Order, OrderEvent, group_id, order_id
from shared.errors import ConflictError
from shared.failpoints import Failpoint, reach
from shared.outbox import Outbox
from shared.store.findings import FindingReader
from shared.store.orders import OrderStore

ACTOR = "notifier"
_ANNOUNCED = {
    "issued": AlertKind.ISSUED,
    "joined": AlertKind.JOINED,
    "returned": AlertKind.JOINED,
    "reopened": AlertKind.REOPENED,
    "closed": AlertKind.CLOSED,
    "withdrawn": AlertKind.WITHDRAWN,
    "extended": AlertKind.EXTENDED,
    "excepted": AlertKind.EXCEPTED,
    "refused": AlertKind.REFUSED,
    "dismissed": AlertKind.REFUSED,
    "rescheduled": AlertKind.RESCHEDULED,
    "handed_over": AlertKind.ISSUED,
    "revoked": AlertKind.ISSUED,
    "asked": AlertKind.ASKED,
    "disowned": AlertKind.ASKED,
    "appealed": AlertKind.ASKED,
}
_TO_OFFICE = frozenset({"asked", "disowned", "appealed"})
_WITH_NOTE = _TO_OFFICE | {"refused", "dismissed", "extended", "excepted"}
_NOTES = {"revoked": "此前的办理链接已作废，请使用本次通知中的链接。"}
_AUDITED = frozenset({"escalated", "named", "rescheduled", "revoked"})
"""Steps whose audit is written here: what a timer does in the office's name, and `revoked`."""
Transition = Callable[[Order], Order | None]


class Books(NamedTuple):
    """What the desk reads and writes."""

    orders: OrderStore
    findings: FindingReader


class Desk:
    """Everything that messages and timers do to orders.

    Args:
        books: orders, and what they are about as it stands now.
        alerts: tells the units.
        outbox: relays what was changed.
        deadlines: counts them.
        clock: business time.
    """

    def __init__(
        self, books: Books, alerts: Alerts, outbox: Outbox, deadlines: Deadlines, clock: Clock
    ) -> None:
        self._orders, self._findings = books
        self._alerts = alerts
        self._outbox = outbox
        self._deadlines = deadlines
        self._clock = clock

    async def confirmed(self, finding: Finding, cause: str) -> None:
        """Issue the order of a confirmed finding, add it to one, or open its order anew.

        A late message about a finding that was rejected meanwhile issues nothing.
        """
        if not await self._is(finding, Decision.CONFIRMED):
            return
        known = await self._orders.of_finding(finding.id)
        if known is None:
            await self._issue(finding, self._deed(cause))
        else:
            await self.change(known.id, cause, self._again(finding, cause))

    async def reopened(self, finding: Finding, cause: str) -> None:
        """Open the order of a finding that came back, if people still hold it to be one."""
        if not await self._is(finding, Decision.CONFIRMED):
            return
        await self._change_of(finding, cause, self._again(finding, cause))

    async def rejected(self, finding: Finding, cause: str) -> None:
        """Take a rejected finding back, if it was not confirmed again meanwhile."""
        if not await self._is(finding, Decision.REJECTED):
            return
        note = finding.history[-1].note if finding.history else ""
        deed = self._deed(cause, note)
        await self._change_of(finding, cause, lambda one: orders.reject(one, finding.id, deed))

    async def gone(self, finding: Finding, cause: str) -> None:
        """Close what a re-crawl no longer sees, though nobody said so."""
        deed = self._deed(cause, "gone")
        await self._change_of(finding, cause, lambda one: proof.vanish(one, finding.id, deed))

    async def rechecked(self, event: FindingRechecked) -> None:
        """Close or reopen an order by proof."""
        deed = self._deed(event.request, event.note)
        await self._change_of(
            event.finding, event.request, lambda one: proof.prove(one, event, deed)
        )

    async def change(self, key: str, cause: str, transition: Transition) -> Order | None:
        """Apply one transition once, and announce its step, also when this is a repeat.

        Raises:
            ConflictError: somebody changed the order at the same moment; the message comes again.
        """
        order = await self._orders.get(key)
        if order is None:
            return None
        if caused(order, cause) is None:
            changed = transition(order)
            if changed is None:
                return order
            verb = changed.history[-1].action
            event = OrderEvent(order=changed, verb=verb, occurred_at=changed.history[-1].at)
            audit = [_audit(changed)] if verb in _AUDITED else []
            if not await self._orders.change(changed, event, *audit):
                raise ConflictError(f"order {key} changed meanwhile")
            reach(Failpoint.NOTIFIER_AFTER_ORDER)
            self._outbox.nudge()
            order = changed
        await self.announce(order, cause)
        return order

    async def announce(self, order: Order, cause: str) -> None:
        """Tell whom it concerns of the step that a cause has led to; a repeat adds nothing."""
        step = caused(order, cause)
        if step is None or (kind := _ANNOUNCED.get(step.action)) is None:
            return
        if step.action == "revoked" and order.state not in OPEN:
            return
        name = f"version {step.version}"
        note = step.note if step.action in _WITH_NOTE else _NOTES.get(step.action, "")
        office = step.action in _TO_OFFICE
        urgent = self._deadlines.urgent(order)
        await self._alerts.announce(
            Telling(order, Occasion(kind, note=note), name, office=office, urgent=urgent)
        )
        if step.action == "handed_over":
            old = order.units_before[-1]
            occasion = Occasion(AlertKind.HANDED_OVER)
            await self._alerts.announce(Telling(order, occasion, name, unit=old))

    async def _issue(self, finding: Finding, deed: Deed) -> None:
        await self._deadlines.refresh()
        kind = self._deadlines.class_of(finding)
        slot = self._deadlines.slot(deed.now)
        key = group_id(finding.unit, kind.name, slot) if slot else order_id(finding.id)
        group = await self._orders.get(key) if slot else None
        if group is not None:
            joined = await self.change(
                key, deed.cause, lambda known: orders.join(known, finding, deed)
            )
            if joined and finding.id in joined.findings:
                return
            key = order_id(finding.id)  # the unit has answered the group: it stays as it was told
        order = orders.issue(key, finding, kind.name, self._deadlines.limits(kind, deed.now), deed)
        event = OrderEvent(order=order, verb="issued", occurred_at=deed.now)
        if not await self._orders.add(order, event):
            raise ConflictError(f"order {key} was opened meanwhile")
        reach(Failpoint.NOTIFIER_AFTER_ORDER)
        self._outbox.nudge()
        await self.announce(order, deed.cause)

    def _again(self, finding: Finding, cause: str) -> Transition:
        deed = self._deed(cause)
        return lambda one: orders.issue_again(
            one, finding.id, self._deadlines.limits_again(one, deed.now), deed
        )

    async def _change_of(self, finding: Finding, cause: str, transition: Transition) -> None:
        order = await self._orders.of_finding(finding.id)
        if order is not None:
            await self.change(order.id, cause, transition)

    async def _is(self, finding: Finding, decision: Decision) -> bool:
        """Tell how the finding is decided now: messages may come late and out of order."""
        standing = await self._findings.get(finding.id)
        return standing is not None and standing.decision is decision

    def _deed(self, cause: str, note: str = "") -> Deed:
        return Deed(ACTOR, cause, self._clock.now(), note)


def _audit(order: Order) -> AuditRecorded:
    step = order.history[-1]
    return AuditRecorded(
        actor=step.actor,
        action=f"order.{step.action}",
        about=order.id,
        cause=step.cause,
        reason=step.note,
        occurred_at=step.at,
    )
