"""Raises warnings: columns, accounts and enquiries whose limit is near."""

from datetime import date, timedelta

from services.analyzer.assessing.schemes import Schemes
from services.analyzer.assessing.standings import Standings
from services.analyzer.domain.assessing.daily import Roster, Standing, case_of
from services.analyzer.domain.assessing.dates import Quarter
from services.analyzer.domain.assessing.nearing import enquiries_near, near
from shared.clock import Clock
from shared.contracts.assessment import Warning, WarningRaised  # noqa: A004
from shared.contracts.target import TargetKind
from shared.store.enquiries import EnquiryReader
from shared.store.raised import RaisedStore

LOOK_BACK = timedelta(days=366)


class Warn:
    """Raises warnings once a day, each limit once.

    Args:
        warnings: where they rest, with their events.
        standings: where columns and accounts stand.
        enquiries: what citizens wrote.
        schemes: which profile is in effect.
        clock: business time.
    """

    def __init__(
        self,
        warnings: RaisedStore,
        standings: Standings,
        enquiries: EnquiryReader,
        schemes: Schemes,
        clock: Clock,
    ) -> None:
        self._warnings = warnings
        self._standings = standings
        self._enquiries = enquiries
        self._schemes = schemes
        self._clock = clock

    async def look(self, known: Roster, day: date, today: date) -> int:
        """Raise what is near on `today` by what was seen until `day`; return how many were new.

        After a standstill only the last day warns: of a limit that has passed nobody is warned.
        """
        if today - day > timedelta(days=1):
            return 0
        profile = await self._schemes.on(day)
        kept = await self._standings.of_quarter(Quarter.of(day))
        standings: dict[str, Standing] = {key: one.standing for key, one in kept.items()}
        found = [
            near(case_of(known, standings, target, profile), today)
            for key, target in known.targets.items()
            if key in standings and target.kind is not TargetKind.WEBSITE
        ]
        received = self._enquiries.received_between(today - LOOK_BACK, today)
        found += enquiries_near([one async for one in received], profile, today)
        return sum([await self._raise(one) for one in found if one])

    async def _raise(self, warning: Warning) -> bool:
        event = WarningRaised(warning=warning, occurred_at=self._clock.now())
        return await self._warnings.add(event)
