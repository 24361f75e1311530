"""What the crawler's observations say about how much of a target was seen. Pure."""

from collections import Counter
from datetime import date, timedelta

from services.reporter.domain.facts import Coverage
from shared.contracts.coverage import DayCoverage

CHECK_DAYS = 7
"""The national indicators watch a website for one week."""


class Seen:
    """Sums up what was seen of one target; its days may come in any order."""

    def __init__(self) -> None:
        self._probes: Counter[date] = Counter()
        self._home_listed = self._listing_seen = False
        self.opened = False
        """Whether a probe opened it, or a listing of it was read."""
        self._newest = ""
        self._dated_on: date | None = None

    def add(self, day: date, seen: DayCoverage) -> None:
        """Take in a day."""
        if seen.valid_probes:
            self._probes[day] = seen.valid_probes
        self._listing_seen |= seen.read
        self.opened |= seen.opened or seen.read
        self._home_listed |= seen.listed
        if seen.newest_on:
            self._newest = max(self._newest, seen.newest_on)
            self._dated_on = max(self._dated_on or day, day)

    @property
    def anything(self) -> bool:
        """Whether at least one observation was valid."""
        return self._listing_seen or bool(self._probes)

    def coverage(self, target: str) -> Coverage:
        """Say how much that is."""
        return Coverage(
            target,
            valid_probes=_best_week(self._probes),
            home_listed=self._home_listed,
            listing_seen=self._listing_seen,
            newest_post_on=date.fromisoformat(self._newest) if self._newest else None,
            post_seen_on=self._dated_on,
        )


def _best_week(days: Counter[date]) -> int:
    """Return the most probes that any seven days in a row hold."""
    return max(
        (sum(days[first + timedelta(days=n)] for n in range(CHECK_DAYS)) for first in days),
        default=0,
    )
