"""Puts what was read to rest and on its way: sealed, stored, published, and only then remembered.

Whatever suppresses a repeat (the validators and the article of a visit) is written after the
broker's receipt, so a crash anywhere repeats and never loses.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from services.crawler.domain.extract import Page
from services.crawler.domain.found import FOUND, Found
from services.crawler.domain.outcome import FetchOutcome
from services.crawler.domain.rows import Post
from services.crawler.fetch import Fetched
from services.crawler.parcel import Parcel, parcel_of
from services.crawler.past import past_of
from shared.contracts.article import (
    SEALED_INLINE_LIMIT_BYTES,
    Article,
    ArticleCrawled,
    article_id,
)
from shared.contracts.connector import Origin
from shared.contracts.observation import PageVisited, Visited, VisitOutcome
from shared.failpoints import Failpoint, reach
from shared.masking import mask_text
from shared.publisher import Publisher
from shared.sealing import Fingerprinter, quarter_of
from shared.store.articles import ArticleStore
from shared.store.evidence import EvidenceStore
from shared.store.targets import host_of
from shared.store.visits import Visit, VisitStore
from shared.vault import Vault


class Stores(NamedTuple):
    """The collections that the archive writes."""

    articles: ArticleStore
    evidence: EvidenceStore
    visits: VisitStore


class Stood(NamedTuple):
    """How an article stands at its address."""

    own: str = ""
    """The id that it has without attachments."""
    faced: bool = False
    """Whether a search engine is shown something else there."""
    titled: bool = False
    """Whether it is no article, but judged by its title and links."""


STOOD = Stood()


class Archive:
    """Keeps articles, evidence and visits.

    Args:
        stores: the crawler's collections.
        vault: seals.
        publisher: of the service.
    """

    def __init__(self, stores: Stores, vault: Vault, publisher: Publisher) -> None:
        self._stores = stores
        self._vault = vault
        self._publisher = publisher
        self._fingerprints: Fingerprinter | None = None

    async def prepare(self) -> None:
        """Make the keys that every address needs."""
        self._fingerprints = await self._vault.prepare()

    @property
    def prepared(self) -> bool:
        """Whether `prepare` was awaited."""
        return self._fingerprints is not None

    def address(self, url: str) -> str:
        """Return the id of a canonical URL."""
        return self._prints.fingerprint("address", url)

    @property
    def _prints(self) -> Fingerprinter:
        if self._fingerprints is None:
            raise RuntimeError("the archive was not prepared")
        return self._fingerprints

    async def visits(self, urls: list[str]) -> dict[str, Visit]:
        """Return what is known of these canonical URLs, by URL."""
        addresses = {self.address(url): url for url in urls}
        known = await self._stores.visits.get_many([*addresses])
        return {addresses[address]: visit for address, visit in known.items()}

    async def visit(self, url: str) -> Visit | None:
        """Return what is known of one address."""
        return await self._stores.visits.get(self.address(url))

    async def known(self, addresses: Sequence[str]) -> dict[str, Visit]:
        """Return what is known of these address ids."""
        return await self._stores.visits.get_many(addresses)

    async def recent(self, target: str, since: datetime, until: datetime) -> list[Visit]:
        """Return addresses of a target whose article was first read in this time."""
        return await self._stores.visits.recent(target, since, until)

    async def gone(self, visit: Visit, now: datetime) -> None:
        """Tell that a known article stands no more at its address; nobody asked."""
        visited = Visited(
            target=visit.target,
            address=visit.id,
            url=visit.url,
            outcome=VisitOutcome.GONE,
            at=now,
        )
        await self._publisher.publish(PageVisited(visit=visited, occurred_at=now))

    async def url_of(self, visit: Visit) -> str:
        """Open the real address of a visit."""
        return await self.opened(visit.sealed_url, f"visit:{visit.id}")

    async def sealed(self, url: str, context: str, now: datetime) -> bytes:
        """Seal an address so that it carries the name of its key."""
        name = quarter_of(now)
        return name.encode() + b"\n" + await self._vault.seal(url.encode(), name, context)

    async def opened(self, sealed_url: bytes, context: str) -> str:
        """Open an address that `sealed` has sealed."""
        name, _, blob = sealed_url.partition(b"\n")
        return (await self._vault.opened(blob, name.decode(), context)).decode()

    async def parcel(
        self, visit: Visit, page: Page, fetched: Fetched, now: datetime, key: str
    ) -> Parcel:
        """Seal the article of a page, whose id is `key`, with its evidence; nothing is stored."""
        return await parcel_of(self._vault, self._prints, visit, page, fetched, now, key)

    async def keep(self, visit: Visit, parcel: Parcel, found: Found = FOUND) -> None:
        """Store an article and its evidence, and publish it: each before what names it."""
        key, name, day = parcel.article, parcel.name, parcel.published_at
        await self._stores.evidence.put(parcel.raw, parcel.evidence, parcel.facts, key)
        past = await past_of(self._stores.articles, visit, day, found, key, name)
        article = Article(
            id=key,
            target=visit.target,
            address=visit.id,
            url=visit.url,
            published_at=day,
            fetched_at=parcel.at,
            seal=parcel.seal,
            raw=parcel.raw,
            connector=found.origin.connector,
            giver=found.origin.giver,
            missing_at=past.missing_at,
            stood_at=past.stood_at,
        )
        await self._stores.articles.put(article, parcel.sealed, name)
        reach(Failpoint.CRAWLER_AFTER_STORE)
        inline = parcel.sealed if len(parcel.sealed) <= SEALED_INLINE_LIMIT_BYTES else None
        event = ArticleCrawled(
            article=article,
            previous=visit.article,
            occasion=visit.visited_at.isoformat() if visit.visited_at else "",
            sealed=inline,
            occurred_at=parcel.at,
        )
        await self._publisher.publish_with_others(event)
        reach(Failpoint.CRAWLER_AFTER_PUBLISH)

    async def take(self, post: Post, origin: Origin, now: datetime) -> None:
        """Keep a post that was not fetched as a page: evidence, article, event, visit.

        Args:
            post: what was handed over, or what a feed says.
            origin: by which connector, and from whom.
            now: business time, UTC.
        """
        url = post.url
        known = await self.visit(url)
        visit = known or await self.first_visit(url, post.target, host_of(url), now)
        page = Page(post.content, post.published_at, (), "", 0, None, {})
        body = post.content.model_dump_json().encode()
        handed = Fetched(FetchOutcome.OK, body, {"content-type": "application/json"}, 200)
        key = article_id(post.target, post.content)
        if key != visit.article:
            await self.keep(visit, await self.parcel(visit, page, handed, now, key), Found(origin))
        await self.remember(visit, handed, key, now)

    async def remember(
        self,
        visit: Visit,
        fetched: Fetched,
        article: str,
        now: datetime,
        stood: Stood = STOOD,
    ) -> None:
        """Record the visit: after this the same content is not published again.

        Args:
            visit: as it was before.
            fetched: how the look ended.
            article: that stands there now, empty when none could be read.
            now: business time, UTC.
            stood: how it stands there.
        """
        done = visit.model_copy(
            update={
                "article": article or visit.article,
                "etag": fetched.validator("etag") if article else visit.etag,
                "last_modified": (
                    fetched.validator("last-modified") if article else visit.last_modified
                ),
                "outcome": fetched.outcome.value,
                "status": fetched.status,
                "charset": fetched.charset or visit.charset,
                "replaced": fetched.replaced if fetched.charset else visit.replaced,
                "own": stood.own or visit.own,
                "faced": stood.faced if article else visit.faced,
                "titled": stood.titled if article else visit.titled,
                "visited_at": now,
                "first_at": visit.first_at or (now if article else None),
            }
        )
        await self._stores.visits.record(done, known=visit.visited_at is not None)

    async def first_visit(self, url: str, target: str, host: str, now: datetime) -> Visit:
        """Describe an address that was never visited."""
        address = self.address(url)
        sealed = await self.sealed(url, f"visit:{address}", now)
        return Visit(id=address, target=target, host=host, url=mask_text(url), sealed_url=sealed)
