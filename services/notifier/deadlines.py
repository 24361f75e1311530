"""The deadline classes and the calendar that hold now; what changes of them is read again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from services.notifier.domain.ladder import Rules, Rung, rungs
from services.notifier.domain.limits import limits_in, limits_of
from services.notifier.domain.orders import REPORT_BACK
from services.notifier.domain.quiet import Quiet
from shared.calendar import WorkCalendar
from shared.clock import Clock, office_date
from shared.contracts.deadline import OTHER, DeadlineClass, class_of
from shared.contracts.finding import Finding
from shared.contracts.order import Limit, Order
from shared.store.calendars import CalendarStore
from shared.store.profiles import ProfileReader
from shared.workdays import LayeredCalendar


class Sources(NamedTuple):
    """What of deadlines rests in the store."""

    calendars: CalendarStore
    profiles: ProfileReader
    clock: Clock
    """Business time: a profile's classes hold from a day on."""


class Deadlines:
    """Counts deadlines.

    Args:
        classes: in the order in which they are tried, after those of the profile in effect.
        file: the office's calendar lines; None for the packaged schedule alone.
        quiet: hours of rest.
        group: findings that are confirmed within one such stretch share an order; 0 groups none.
        sources: imported calendar lines and the profile; None reads neither.
    """

    every_seconds = 5.0
    """Real time for which what was read of the store holds."""

    def __init__(
        self,
        classes: Sequence[DeadlineClass],
        file: Path | None,
        quiet: Quiet,
        group: timedelta,
        sources: Sources | None = None,
    ) -> None:
        self._own = tuple(classes)
        self._classes = {one.name: one for one in classes}
        self._layers = LayeredCalendar(file)
        self._quiet = quiet
        self._group = group
        self._sources = sources
        self._lines = ""
        self._told: str | None = None
        self._read_at = -self.every_seconds
        self.calendar: WorkCalendar = self._layers.under("")

    async def refresh(self) -> None:
        """Read again what may have changed: the calendar file, imported lines, the profile.

        The lines of the file are laid into the store, so that everybody counts by the same days.
        What cannot be read any more leaves things as they are, with a log line.
        """
        if self._sources is not None and monotonic() - self._read_at >= self.every_seconds:
            imported = await self._sources.calendars.get()
            self._lines = imported.lines if imported else ""
            await self._take_profile(self._sources)
            self._read_at = monotonic()
        self.calendar = self._layers.under(self._lines)
        if self._sources is not None and self._told != self._layers.of_file:
            await self._sources.calendars.keep_file(self._layers.of_file, self._sources.clock.now())
            self._told = self._layers.of_file

    async def _take_profile(self, sources: Sources) -> None:
        applied = await sources.profiles.running()
        first = applied.deadlines_on(office_date(sources.clock.now())) if applied else ()
        names = {one.name for one in first}
        rest = (one for one in self._own if one.name not in names)
        self._classes = {one.name: one for one in (*first, *rest)}

    def counted_by(self, lines: str) -> WorkCalendar:
        """Return the calendar that would hold if these lines were imported.

        Raises:
            CalendarFileError: a line is bad.
        """
        return self._layers.tried(lines)

    def class_of(self, finding: Finding) -> DeadlineClass:
        """Return the class of a finding."""
        return class_of(self._classes.values(), finding.rule, finding.severity)

    def class_named(self, name: str) -> DeadlineClass:
        """Return a class by name; `OTHER` for one that holds no more."""
        return self._classes.get(name, OTHER)

    def limits(self, kind: DeadlineClass, now: datetime) -> tuple[Limit, ...]:
        """Count the limits of a class from now."""
        return limits_of(kind, now, self.calendar)

    def limits_again(self, order: Order, now: datetime) -> tuple[Limit, ...]:
        """Count the limits of an order's class from now; a fixed date that has passed stays."""
        if order.deadline_class == REPORT_BACK:
            return limits_in(order)
        return self.limits(self.class_named(order.deadline_class), now)

    def ladder(self, order: Order) -> list[Rung]:
        """Return the rungs of an order as it stands."""
        kind = self.class_named(order.deadline_class)
        return rungs(order, kind, Rules(self.calendar, self._quiet))

    def urgent(self, order: Order) -> bool:
        """Tell whether reminders of an order wait for nothing."""
        return self.class_named(order.deadline_class).urgent

    def slot(self, now: datetime) -> datetime | None:
        """Return the beginning of the stretch in which findings share an order; None for none."""
        seconds = self._group.total_seconds()
        if not seconds:
            return None
        return datetime.fromtimestamp(now.timestamp() // seconds * seconds, now.tzinfo)
