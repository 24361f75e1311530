"""Reads accounts by their feeds: what the feed's own site has is read there, the rest as it says.

One entry is one article: reading both the feed's words and the page would make two versions of it.
"""

from datetime import date
from typing import NamedTuple

from services.crawler.archive import Archive
from services.crawler.crawl import Look
from services.crawler.domain.address import canonical, same_site
from services.crawler.domain.rows import Post
from services.crawler.feeds import Feeds
from services.crawler.metrics import CrawlerMetrics
from services.crawler.observe import Observer
from services.crawler.posts import Posts
from shared.clock import Clock, office_date
from shared.contracts.connector import Origin
from shared.store.targets import host_of
from shared.store.visits import Visit


class Fed(NamedTuple):
    """What one look at a feed brought."""

    own: tuple[str, ...]
    """Addresses of posts that stand on the feed's own site."""
    fresh: bool
    """Whether it holds posts that were not known, or that were edited."""
    newest_on: date | None


class Accounts:
    """Looks at the feeds of accounts.

    Args:
        feeds: reads them.
        posts: keeps what they say.
        archive: knows addresses.
        observer: records how new the newest post is.
        clock: business time.
        metrics: counts.
    """

    def __init__(
        self,
        feeds: Feeds,
        posts: Posts,
        archive: Archive,
        observer: Observer,
        clock: Clock,
        metrics: CrawlerMetrics,
    ) -> None:
        self._feeds = feeds
        self._posts = posts
        self._archive = archive
        self._observer = observer
        self._clock = clock
        self._metrics = metrics

    async def look(self, account: str, url: str, origin: Origin) -> tuple[Look, Fed | None]:
        """Read a feed and keep what is new; None when it could not be read."""
        fetched, entries = await self._feeds.read(url)
        self._metrics.fetched(fetched)
        now = self._clock.now()
        known = await self._archive.visit(url)
        visit = known or await self._archive.first_visit(url, account, host_of(url), now)
        await self._archive.remember(visit, fetched, "", now)
        look = Look(visit, fetched, None, "", rest_seconds=self._feeds.rest_left(url))
        if entries is None:
            await self._observer.fed(account, None, 0)
            return look, None
        placed = {canonical(url, one.link): one for one in entries if one.link}
        own = tuple(place for place in placed if place and same_site(place, url))
        beyond = {place: one for place, one in placed.items() if place and place not in own}
        given = [one.post(account, place) for place, one in beyond.items()]
        visits = await self._posts.known([post.url for post in given])
        fresh = [post for post in given if _is_news(post, visits.get(post.url))]
        await self._posts.keep(fresh, origin)
        days = [office_date(one.published_at) for one in placed.values() if one.published_at]
        await self._observer.fed(account, days, len(placed))
        today = office_date(now)
        newest_on = max((day for day in days if day <= today), default=None)
        return look, Fed(own, bool(fresh), newest_on)


def _is_news(post: Post, visit: Visit | None) -> bool:
    """Tell whether a post is new or edited; an address of another target stays with that one."""
    says = bool(post.content.title or post.content.text)
    return says and Posts.is_new(post, visit) and (visit is None or visit.target == post.target)
