"""Hours in which nobody is woken by a reminder that can wait. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from shared.clock import OFFICE_ZONE
from shared.errors import PermanentError

_DAY = timedelta(days=1)
_LAST_MINUTES = timedelta(minutes=30)
"""A reminder before the end that would fall into the night is sent so long before it begins."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """A stretch of each day, Asia/Shanghai, such as 20:00 to 08:00; none when both are equal."""

    start: time
    end: time

    def holds(self, moment: datetime) -> bool:
        """Tell whether a moment lies in the quiet hours."""
        at = moment.astimezone(OFFICE_ZONE).time()
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end

    def after(self, moment: datetime) -> datetime:
        """Return the moment, or the end of the quiet hours that it lies in."""
        if not self.holds(moment):
            return moment
        return _next(moment, self.end)

    def before(self, moment: datetime) -> datetime:
        """Return the moment, or one shortly before the quiet hours that it lies in."""
        if not self.holds(moment):
            return moment
        return _next(moment, self.start) - _DAY - _LAST_MINUTES


NEVER_QUIET = Quiet(time(0), time(0))


def parse_quiet(text: str) -> Quiet:
    """Read `20:00-08:00`; empty means that no hour is quiet.

    Raises:
        PermanentError: the text is not of that form.
    """
    if not text:
        return NEVER_QUIET
    start, _, end = text.partition("-")
    try:
        return Quiet(time.fromisoformat(start), time.fromisoformat(end))
    except ValueError as error:
        raise PermanentError(
            f"XUNCHA_NOTIFIER_QUIET_HOURS: write 20:00-08:00, not {text!r}"
        ) from error


def _next(moment: datetime, at: time) -> datetime:
    """Return the first moment after `moment` at which the office's clock shows `at`."""
    local = moment.astimezone(OFFICE_ZONE)
    found = local.replace(hour=at.hour, minute=at.minute, second=at.second, microsecond=0)
    return (found if found > local else found + _DAY).astimezone(moment.tzinfo)
