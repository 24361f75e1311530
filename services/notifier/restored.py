"""Recognises a store that is older than the broker, as after a restore, and holds alerts back."""

from collections.abc import Sequence

import structlog

from shared.broker import Broker
from shared.clock import Clock
from shared.contracts.alert import Alert, AlertEvent
from shared.contracts.audit import AuditRecorded
from shared.contracts.order import Order, OrderEvent
from shared.outbox import Outbox
from shared.store.alerts import AlertReader
from shared.store.orders import OrderReader
from shared.store.switches import ALERTS, Switch, SwitchStore
from shared.streams import ALERTS as ALERT_STREAM
from shared.streams import ORDERS as ORDER_STREAM
from shared.streams import Newest

ACTOR = "notifier"
log = structlog.get_logger()


class Restored:
    """Looks once, before the notifier starts.

    Events leave only after the store holds what they tell: an event of a record that the store does
    not know, or knows in an older version only, means that the store was put back to an earlier
    time. So does a broker that has never seen an alert beside a store that has sent some. What was
    sent after the backup would be sent again: nothing leaves until a person lets it.

    Args:
        rests: alerts and orders.
        switches: holds alerts back.
        broker: knows the last events.
        outbox: relays the audit of it.
        clock: business time.
        asked: whether a person's setting says so anyway.
    """

    def __init__(
        self,
        rests: tuple[AlertReader, OrderReader],
        switches: SwitchStore,
        broker: Broker,
        outbox: Outbox,
        clock: Clock,
        *,
        asked: bool,
    ) -> None:
        self._alerts, self._orders = rests
        self._switches = switches
        self._broker = broker
        self._outbox = outbox
        self._clock = clock
        self._asked = asked

    async def look(self) -> bool:
        """Hold alerts back if they must be; tell whether this look did it.

        What a person has let go stays so: the same sign holds them back once only.
        """
        switch = await self._switches.get(ALERTS)
        signs = [one for one in await self._signs() if one not in switch.signs]
        if not signs and not self._asked:
            return False
        if switch.held:
            return False
        now = self._clock.now()
        why = "; ".join(signs) or "XUNCHA_NOTIFIER_HOLD is set"
        reason = f"held at start, as after a restore: {why}"
        held = Switch(
            held=True,
            by=ACTOR,
            reason=reason,
            at=now,
            version=switch.version + 1,
            signs=(*switch.signs, *signs),
        )
        audit = AuditRecorded(
            actor=ACTOR,
            action="alert.held",
            about=ALERTS,
            cause=f"version {held.version}",
            reason=reason,
            occurred_at=now,
        )
        done = await self._switches.put(ALERTS, held, audit)
        self._outbox.nudge()
        log.error("alerts.held", reason=reason)
        return done

    async def _signs(self) -> Sequence[str]:
        last_alert = await self._broker.newest(ALERT_STREAM.name)
        last_order = await self._broker.newest(ORDER_STREAM.name)
        found = [await self._unused(last_alert)]
        if last_alert.body is not None:
            told = AlertEvent.model_validate_json(last_alert.body).alert
            stands = await self._alerts.get(told.id)
            found.append(_older(last_alert, "alert", told.id, told.version, stands))
        if last_order.body is not None:
            order = OrderEvent.model_validate_json(last_order.body).order
            known = await self._orders.get(order.id)
            found.append(_older(last_order, "order", order.id, order.version, known))
        return [one for one in found if one]

    async def _unused(self, last: Newest) -> str:
        sent_at = None if last.number else await self._alerts.newest(self._clock.now())
        if sent_at is None:
            return ""
        return (
            f"the broker has never seen an alert, the store has sent one {sent_at:%Y-%m-%d %H:%M}"
        )


def _older(last: Newest, what: str, key: str, version: int, stands: Alert | Order | None) -> str:
    """Say that an event is newer than the record that the store has; empty when it is not."""
    if stands is not None and stands.version >= version:
        return ""
    has = f"version {stands.version}" if stands else "none"
    return (
        f"{what} {key[:12]} was published in version {version}, the store has {has} ({last.number})"
    )
