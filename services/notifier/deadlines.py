"""The deadline classes and the calendar that hold now; a changed calendar file is read again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from services.notifier.domain.ladder import Rules, Rung, rungs
from services.notifier.domain.limits import limits_in, limits_of
from services.notifier.domain.orders import REPORT_BACK
from services.notifier.domain.quiet import Quiet
from shared.calendar import WorkCalendar, load_calendar
from shared.contracts.deadline import OTHER, DeadlineClass, class_of
from shared.contracts.finding import Finding
from shared.contracts.order import Limit, Order
from shared.errors import PermanentError

log = structlog.get_logger()


class Deadlines:
    """Counts deadlines.

    Args:
        classes: in the order in which they are tried.
        file: the office's calendar lines; None for the packaged schedule alone.
        quiet: hours of rest.
        group: findings that are confirmed within one such stretch share an order; 0 groups none.
    """

    def __init__(
        self,
        classes: Sequence[DeadlineClass],
        file: Path | None,
        quiet: Quiet,
        group: timedelta,
    ) -> None:
        self._classes = {one.name: one for one in classes}
        self._file = file
        self._quiet = quiet
        self._group = group
        self._changed = _changed(file)
        self.calendar: WorkCalendar = load_calendar(file)

    def refresh(self) -> bool:
        """Read the calendar file again when it has changed; tell whether another calendar holds.

        A file that cannot be read any more leaves the calendar as it is, with a log line.
        """
        changed = _changed(self._file)
        if changed == self._changed:
            return False
        self._changed = changed
        try:
            fresh = load_calendar(self._file)
        except PermanentError as error:
            log.error("calendar.refused", reason=str(error))  # noqa: TRY400 - the text says it
            return False
        other = fresh.version != self.calendar.version
        self.calendar = fresh
        return other

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


def _changed(file: Path | None) -> int:
    try:
        return file.stat().st_mtime_ns if file else 0
    except OSError:
        return -1
