"""Sums up how much each day showed, for whoever must read a whole quarter at once."""

from datetime import date, timedelta

from services.analyzer.marks import JOB, Marks
from shared.clock import Clock, office_date
from shared.contracts.observation import Listing, Probe
from shared.store.coverage import OpenDay, observed
from shared.store.days import DayReader

BUCKET = 4
"""So many days are summed up at one look; of 10,000 targets each takes seconds."""
LOOK_BACK = timedelta(days=400)


class Coverage:
    """Keeps the sums true: a day is summed up when it was assessed, and when facts of it came late.

    Args:
        probes: of the crawler.
        listings: of the crawler.
        marks: which days are done, and which of them are open again.
        clock: business time.
    """

    def __init__(
        self,
        probes: DayReader[Probe],
        listings: DayReader[Listing],
        marks: Marks,
        clock: Clock,
    ) -> None:
        self._probes = probes
        self._listings = listings
        self._jobs, self._store = marks.jobs, marks.coverage
        self._clock = clock
        self._is_complete = False

    async def keep(self, day: date) -> None:
        """Sum up a day that is over; what comes from now on is late."""
        for one in await self._store.missing([day]):
            await self._sum(one)

    async def renew(self) -> int:
        """Sum up what is open, else days that were assessed before sums were kept.

        Returns:
            How many days were summed up: at most a bucket of them.
        """
        days = await self._store.opened(limit=BUCKET)
        if not days and not self._is_complete:
            days = await self._never_kept()
            self._is_complete = not days
        for one in days:
            await self._sum(one)
        return len(days)

    async def _never_kept(self) -> list[OpenDay]:
        today = office_date(self._clock.now())
        done = await self._jobs.days(JOB, today - LOOK_BACK, today)
        return list(await self._store.missing(done))[:BUCKET]

    async def _sum(self, of: OpenDay) -> None:
        await self._store.keep(of, await observed(of.day, self._probes, self._listings))
