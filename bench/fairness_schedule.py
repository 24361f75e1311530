"""How often good sites are looked at, before hostile ones come and beside them."""

import asyncio
import time
from collections.abc import Mapping
from itertools import pairwise

from bench.fairness_sites import GOOD, running
from tests.eventually import eventually
from tests.integration.crawling import Site, column, column_on, register

BEAT_SECONDS, BEAT_ARTICLES, SETTLED, WATCH_SECONDS = 5, 20, 2, 60.0
BEAT = {
    "XUNCHA_CRAWLER_INTERVAL_SECONDS": str(BEAT_SECONDS),
    "XUNCHA_CRAWLER_LONGEST_INTERVAL_SECONDS": str(BEAT_SECONDS),
}


class Timed(Site):
    """A site that notes when its column is looked at; the first looks are its first pass."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        super().__init__(pages)
        self.looks: list[float] = []

    def _response(self, path: str, *, as_engine: bool) -> bytes:
        if path == "/col/":
            self.looks.append(time.monotonic())
        return super()._response(path, as_engine=as_engine)

    def periods(self, first: float, end: float) -> list[float]:
        """Return the time between looks, of those that ended in a span of time."""
        pairs = pairwise(self.looks[SETTLED - 1 :])
        return [after - before for before, after in pairs if first <= after < end]


async def watched() -> tuple[list[float], list[float]]:
    """Watch how often good sites are looked at, before hostile ones come and with them; seconds."""
    good = [Timed(column(0, BEAT_ARTICLES)) for _ in range(GOOD)]
    async with running(*good, more=BEAT) as parts:
        targets = [column_on(one, f"good-{n}") for n, one in enumerate(good)]
        await register(parts.database, parts.client, *targets)
        await eventually(lambda: all(len(one.looks) >= SETTLED for one in good), within=120)
        await asyncio.sleep(WATCH_SECONDS)
        since = time.monotonic()
        alone = [period for one in good for period in one.periods(0.0, since)]
        await register(parts.database, parts.client, *parts.hostile)
        await asyncio.sleep(WATCH_SECONDS)
        return alone, [period for one in good for period in one.periods(since, time.monotonic())]
