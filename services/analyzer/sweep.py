"""Reads again, in the background, what was read with older rules."""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from services.analyzer.analyze import Analyze
from services.analyzer.inforce import InForce
from services.analyzer.metrics import AnalyzerMetrics
from services.analyzer.onsite import OnSite
from shared.clock import Clock
from shared.failpoints import Failpoint, reach
from shared.store.analyses import AnalysisStore

log = structlog.get_logger()


class Sweep:
    """Walks what stands on the sites until all of it was read with the rules in force.

    Where it stands is kept nowhere but in `analyses`: after a crash it walks again and finds what
    is missing. Replicas may walk side by side; computed ids make that harmless.

    Args:
        analyze: reads articles.
        inforce: the rules.
        onsite: what stands on the sites.
        analyses: which article was read with which rules.
        clock: business time.
        metrics: counts.
        days: how far back.
        every_seconds: pause between two walks, real time.
        known_seconds: real time after which every replica reads with the rules in force.
    """

    def __init__(  # noqa: PLR0913 - the parts of one loop, put together in one place
        self,
        analyze: Analyze,
        inforce: InForce,
        onsite: OnSite,
        analyses: AnalysisStore,
        clock: Clock,
        metrics: AnalyzerMetrics,
        *,
        days: int,
        every_seconds: float,
        known_seconds: float,
    ) -> None:
        self._analyze = analyze
        self._inforce = inforce
        self._onsite = onsite
        self._analyses = analyses
        self._clock = clock
        self._metrics = metrics
        self._days = timedelta(days=days)
        self._every_seconds = every_seconds
        self._known_seconds = known_seconds
        self._walked = ""
        self._version, self._since = "", 0.0
        self._last: datetime | None = None

    async def run(self) -> None:
        """Walk for ever, with pauses."""
        while True:
            await asyncio.sleep(self._every_seconds)
            await self.once()

    async def once(self) -> int:
        """Walk once; return how many articles were read again.

        The second walk in a row that finds nothing ends the work for these rules: by then every
        replica has taken them over, and what it reads it reads with them.
        """
        version = self._inforce.rules.version
        if await self._analyses.is_complete(version):
            return 0
        now, found = self._clock.now(), 0
        async for page in self._onsite.pages(now - self._days, self._until(version, now)):
            found += await self._page(page, version)
        if not found and self._walked == version:
            await self._analyses.complete(version, now)
            log.info("sweep.complete", version=version)
        self._walked = "" if found else version
        return found

    def _until(self, version: str, now: datetime) -> datetime:
        """Return up to when articles may have been read with older rules.

        It stands still once every replica has taken the rules over: what is fetched later is read
        with them anyway, and a walk would find something for as long as articles keep coming.
        """
        if version != self._version:
            self._version, self._since, self._last = version, time.monotonic(), None
        if self._last is None and time.monotonic() - self._since > self._known_seconds:
            self._last = now
        return self._last or now

    async def _page(self, page: Sequence[str], version: str) -> int:
        missing = await self._analyses.missing(page, version)
        if not missing:
            return 0
        late = await self._onsite.stored(sorted(missing))
        still = await self._onsite.still([article for article, _ in late])
        await self._analyze.again([each for each in late if each[0].id in still])
        reach(Failpoint.ANALYZER_MID_SWEEP)
        # what stands no more need not be read; it is done with, for these rules
        passed = sorted(missing - still)
        await self._analyses.record(passed, version, self._clock.now())
        self._metrics.reanalysed.inc(len(still))
        return len(still)
