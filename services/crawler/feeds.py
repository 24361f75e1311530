"""The edge of feeds: fetched under every guard, read in a confined process."""

from collections.abc import Sequence

from services.crawler.domain.feed import ENTRIES, Entry
from services.crawler.domain.outcome import FetchOutcome
from services.crawler.domain.reading import NO_FEED, told_feed
from services.crawler.fetch import Fetched, Fetcher
from shared.confined import Confined, Exhausted


class Feeds:
    """Reads feeds (RSS, Atom).

    Args:
        fetcher: the HTTP edge.
        confined: runs the feed parser.
    """

    def __init__(self, fetcher: Fetcher, confined: Confined) -> None:
        self._fetcher = fetcher
        self._confined = confined

    def rest_left(self, url: str) -> float:
        """Return for how many seconds, real time, the host of `url` asks to be left alone."""
        return self._fetcher.rest_left(url)

    async def read(self, url: str) -> tuple[Fetched, Sequence[Entry] | None]:
        """Fetch and read one feed; None when it could not be read, or is none."""
        fetched = await self._fetcher.feed(url)
        if fetched.outcome is not FetchOutcome.OK:
            return fetched, None
        try:
            answer = await self._confined(told_feed(fetched.body))
        except Exhausted:
            return fetched._replace(outcome=FetchOutcome.UNPARSED), None
        if answer == NO_FEED:
            return fetched._replace(outcome=FetchOutcome.UNPARSED), None
        return fetched, ENTRIES.validate_json(answer)
