"""Writes alerts: one for each channel of the unit, under ids that repeats share."""

import structlog

from services.notifier.domain.message import compose
from shared.clock import Clock
from shared.contracts.alert import Alert, AlertKind, alert_id
from shared.contracts.order import Order
from shared.errors import TransientError
from shared.failpoints import Failpoint, reach
from shared.store.alerts import AlertStore
from shared.store.database import Database
from shared.store.targets import TargetReader
from shared.store.units import UnitReader

NO_CHANNEL = "none:"
"""Recipient of the alert that shows an operator that a unit cannot be reached."""

log = structlog.get_logger()


class Alerts:
    """Announces what happens to orders.

    Args:
        alerts: where they rest.
        units: whom to tell.
        targets: what it is about.
        database: its clock says from when they may be sent.
        clock: business time.
        office: how messages name the office.
    """

    def __init__(
        self,
        alerts: AlertStore,
        units: UnitReader,
        targets: TargetReader,
        database: Database,
        clock: Clock,
        office: str,
    ) -> None:
        self._alerts = alerts
        self._units = units
        self._targets = targets
        self._database = database
        self._clock = clock
        self._office = office

    async def announce(self, order: Order, kind: AlertKind, occasion: str) -> int:
        """Put one alert per channel of the unit in line; a repeat adds nothing.

        Args:
            order: what it is about.
            kind: rung of the ladder.
            occasion: tells this alert from the next of its kind.

        Returns:
            How many were new.
        """
        unit = await self._units.get(order.unit)
        target = await self._targets.get(order.target)
        if unit is None or target is None:
            raise TransientError(f"unit {order.unit} or target {order.target} is not known yet")
        message = compose(kind, order, unit, target, self._office)
        alerts = [
            Alert(
                id=alert_id(order.id, kind, occasion, recipient),
                kind=kind,
                order=order.id,
                unit=unit.id,
                recipient=recipient,
                subject_line=message.subject,
                text=message.text,
                due_at=self._clock.now(),
            )
            for recipient in unit.channels or (NO_CHANNEL,)
        ]
        new = await self._alerts.add(alerts, ready_at=await self._database.now())
        reach(Failpoint.NOTIFIER_AFTER_ALERT)
        return len(new)
