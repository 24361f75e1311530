"""Writes alerts: one for each channel of whoever must hear it, under ids that repeats share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

import structlog

from services.notifier.domain import route
from services.notifier.domain.message import Message, Occasion, Parties, compose
from services.notifier.texts import Texts
from shared.clock import Clock
from shared.contracts.alert import Alert, AlertKind, alert_id
from shared.contracts.order import Order
from shared.contracts.target import Target
from shared.contracts.unit import Unit
from shared.errors import TransientError
from shared.failpoints import Failpoint, reach
from shared.store.alerts import AlertStore
from shared.store.database import Database
from shared.store.targets import TargetReader
from shared.store.units import UnitReader

NO_CHANNEL = "none:"
"""Recipient of the alert that shows an operator that somebody cannot be reached."""

log = structlog.get_logger()


class Telling(NamedTuple):
    """One thing to tell about an order.

    Attributes:
        order: as it stands.
        occasion: why.
        name: tells it from the next of its kind.
        unit: who is told, when it is not the order's unit.
        office: the office is told instead.
        urgent: it waits for nothing and goes by itself.
    """

    order: Order
    occasion: Occasion
    name: str
    unit: str = ""
    office: bool = False
    urgent: bool = False


class News(NamedTuple):
    """Something to tell that is about no order: a warning, an enquiry, a report.

    Attributes:
        kind: of the alert.
        about: id of what it is about.
        name: tells it from the next of its kind.
        unit: who is told; empty for the office.
        message: what is said, masked.
    """

    kind: AlertKind
    about: str
    name: str
    unit: str
    message: Message


class Told(NamedTuple):
    """What came of telling many things.

    Attributes:
        new: alerts that were not in line before.
        left_out: orders whose unit or target is not known yet.
    """

    new: int
    left_out: set[str]


@dataclass(frozen=True)
class Readers:
    """Whom to tell, of what, and in which words."""

    units: UnitReader
    targets: TargetReader
    texts: Texts
    fallbacks: frozenset[str] = frozenset()
    """Schemes that serve only where another channel has failed."""


class Alerts:
    """Puts alerts in line.

    Args:
        alerts: where they rest.
        readers: units and targets.
        database: its clock says from when they may be sent.
        clock: business time.
        office: how messages name the office.
        desk: channels of the office itself.
    """

    def __init__(
        self,
        alerts: AlertStore,
        readers: Readers,
        database: Database,
        clock: Clock,
        office: str,
        desk: Sequence[str] = (),
    ) -> None:
        self._alerts = alerts
        self._readers = readers
        self._database = database
        self._clock = clock
        self._office = office
        self._desk = tuple(desk)

    async def tell(self, tellings: Sequence[Telling], wait: timedelta) -> Told:
        """Put one alert per channel in line for each telling; a repeat adds nothing.

        Args:
            tellings: what to say.
            wait: real time in which more may come to the same recipient, to share one message.
        """
        units, targets = await self._known(tellings)
        found: list[Alert] = []
        left_out: set[str] = set()
        for one in tellings:
            alerts = list(self._alerts_of(one, units, targets))
            found += alerts
            left_out |= set() if alerts else {one.order.id}
        return Told(await self._add(found, wait), left_out)

    async def announce(self, telling: Telling) -> int:
        """Tell one thing that must not be left out.

        Raises:
            TransientError: its unit or target is not known yet; the message comes again.
        """
        units, targets = await self._known([telling])
        order = telling.order
        unit = telling.unit or order.unit
        if unit not in units or (order.target and order.target not in targets):
            raise TransientError(f"unit {unit} or target {order.target} is not known yet")
        return await self._add(list(self._alerts_of(telling, units, targets)), timedelta(0))

    async def spread(self, news: Sequence[News]) -> int:
        """Put news in line; a repeat adds nothing.

        Raises:
            TransientError: a unit is not known yet; the message comes again.
        """
        units = await self._readers.units.get_many([one.unit for one in news if one.unit])
        found: list[Alert] = []
        for one in news:
            if one.unit and one.unit not in units:
                raise TransientError(f"unit {one.unit} is not known yet")
            channels = self._first(units[one.unit]) if one.unit else self._desk
            found += [
                self._alert(one.kind, one.about, one.name, one.unit, to, one.message)
                for to in channels or (NO_CHANNEL,)
            ]
        return await self._add(found, timedelta(0))

    async def _known(
        self, tellings: Sequence[Telling]
    ) -> tuple[dict[str, Unit], dict[str, Target]]:
        units = {one.order.unit for one in tellings} | {one.unit for one in tellings if one.unit}
        targets = {one.order.target for one in tellings if one.order.target}
        await self._readers.texts.refresh()
        known = await self._readers.units.get_many(sorted(units))
        return known, await self._readers.targets.get_many(sorted(targets))

    def _alerts_of(
        self, telling: Telling, units: dict[str, Unit], targets: dict[str, Target]
    ) -> Iterator[Alert]:
        order, occasion = telling.order, telling.occasion
        unit, target = units.get(order.unit), targets.get(order.target)
        if unit is None or (order.target and target is None):
            log.warning("order.not_told", order=order.id, unit=order.unit, target=order.target)
            return
        told = units.get(telling.unit, unit)
        name = self._office if telling.office else told.name
        texts = self._readers.texts
        parties = Parties(unit, name, target, self._office)
        message = compose(occasion, order, parties, texts.wordings[occasion.kind])
        channels = self._desk if telling.office else self._first(told)
        for to in channels or (NO_CHANNEL,):
            alert = self._alert(occasion.kind, order.id, telling.name, told.id, to, message)
            written = {"urgent": telling.urgent, "templates": texts.version}
            yield alert.model_copy(update=written)

    def _first(self, unit: Unit) -> Sequence[str]:
        return route.first(unit.channels, self._readers.fallbacks)

    def _alert(
        self, kind: AlertKind, about: str, name: str, unit: str, to: str, message: Message
    ) -> Alert:
        return Alert(
            id=alert_id(about, kind, name, to),
            kind=kind,
            order=about,
            occasion=name,
            unit=unit,
            recipient=to,
            subject_line=message.subject,
            text=message.text,
            explained=message.explained,
            due_at=self._clock.now(),
        )

    async def _add(self, alerts: list[Alert], wait: timedelta) -> int:
        if not alerts:
            return 0
        reach(Failpoint.NOTIFIER_BEFORE_ALERT)
        new = await self._alerts.add(alerts, ready_at=await self._database.now() + wait)
        reach(Failpoint.NOTIFIER_AFTER_ALERT)
        return len(new)

    async def superior(self, unit: str) -> str:
        """Return the unit that a first escalation goes to; empty when the registry names none."""
        known = await self._readers.units.get(unit)
        return known.superior if known else ""
