"""What the crawler's observations say about how much of a target was seen. Pure."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from services.reporter.domain.facts import Coverage
from shared.contracts.observation import ListingOutcome, ProbeOutcome

CHECK_DAYS = 7
"""The national indicators watch a website for one week."""


class Entry(NamedTuple):
    """What of one observation counts here: a quarter holds millions, so no more is read of them.

    Attributes:
        outcome: of a probe or a listing.
        newest_on: of a listing, ISO; empty when nothing in it is dated.
    """

    outcome: str
    newest_on: str = ""


class Seen:
    """Sums up what was seen of one target; its days may come in any order."""

    def __init__(self) -> None:
        self._probes: Counter[date] = Counter()
        self._home_listed = self._listing_seen = False
        self._newest = ""
        self._dated_on: date | None = None

    def probed(self, day: date, probes: Iterable[Entry]) -> None:
        """Take in the probes of a day; those that say nothing about the site do not count."""
        self._probes[day] += sum(one.outcome != ProbeOutcome.INVALID for one in probes)

    def listed(self, day: date, listings: Iterable[Entry]) -> None:
        """Take in the listings of a day."""
        read = [one for one in listings if one.outcome != ListingOutcome.UNREADABLE]
        dated = [one.newest_on for one in read if one.newest_on]
        self._listing_seen |= bool(read)
        self._home_listed |= any(one.outcome == ListingOutcome.READ for one in read)
        if dated:
            self._newest = max(self._newest, *dated)
            self._dated_on = max(self._dated_on or day, day)

    @property
    def anything(self) -> bool:
        """Whether at least one observation was valid."""
        return self._listing_seen or any(self._probes.values())

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
