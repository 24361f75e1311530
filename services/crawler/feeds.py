"""The edge of feeds: fetched under every guard, read in a confined process."""

from collections.abc import Sequence

from services.crawler.copies import READ, Copies
from services.crawler.domain.feed import ENTRIES, Entry
from services.crawler.domain.outcome import FetchOutcome
from services.crawler.domain.reading import NO_FEED, asked_feed
from services.crawler.fetch import Fetched, Fetcher
from shared.confined import Confined, Exhausted


class Feeds:
    """Reads feeds (RSS, Atom).

    Args:
        fetcher: the HTTP edge.
        confined: runs the feed parser.
        copies: of feeds that were read before.
    """

    def __init__(self, fetcher: Fetcher, confined: Confined, copies: Copies) -> None:
        self._fetcher = fetcher
        self._confined = confined
        self._copies = copies

    def rest_left(self, url: str) -> float:
        """Return for how many seconds, real time, the host of `url` asks to be left alone."""
        return self._fetcher.rest_left(url)

    async def read(self, url: str) -> tuple[Fetched, Sequence[Entry] | None]:
        """Fetch and read one feed; None when it could not be read, or is none.

        One that has not changed since is read from its copy; its outcome says so.
        """
        fetched = await self._copies.fetched(url, self._fetcher.feed)
        if fetched.outcome not in READ:
            return fetched, None
        try:
            answer = await self._confined(asked_feed(fetched.body))
        except Exhausted:
            return fetched._replace(outcome=FetchOutcome.UNPARSED), None
        if answer == NO_FEED:
            return fetched._replace(outcome=FetchOutcome.UNPARSED), None
        return fetched, ENTRIES.validate_json(answer)
