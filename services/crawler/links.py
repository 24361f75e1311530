"""Follows where the pages of a website lead, and looks for their images, a few at a time."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from services.crawler.archive import Archive
from services.crawler.domain.address import same_site
from services.crawler.domain.extract import Page
from services.crawler.domain.linking import fingerprint, follow, gist, is_foreign
from services.crawler.domain.outcome import MEANINGS, UNREACHED, FetchOutcome
from services.crawler.fetch import Fetched
from services.crawler.metrics import CrawlerMetrics
from services.crawler.probe import Prober, Way
from services.crawler.read import Reader
from shared.clock import Clock, office_date
from shared.contracts.base import identity
from shared.contracts.observation import LinkCheck, LinkObserved, LinkOutcome, VisitOutcome
from shared.contracts.target import Target
from shared.documents.charset import decode
from shared.errors import PermanentError
from shared.masking import mask_text
from shared.publisher import Publisher
from shared.store.links import LinkStore
from shared.store.outlinks import Outlink, OutlinkStore

ROUND = 24
"""Links of one round: at 15 s each and 8 at a time it ends within a minute."""
TOGETHER = 8
MOST_OF_PAGE = 300
PAGES_LOOKED_AT = 3
"""Pages of which one round finds out whether they still have a dead link: at 15 s each."""
_REMEMBERED = 50_000


class LinkShelf(NamedTuple):
    """Where links rest."""

    outlinks: OutlinkStore
    checks: LinkStore


class Links:
    """Notes links and follows them.

    Args:
        way: to where they lead.
        archive: seals and opens addresses.
        reader: sees whether a page still has a link.
        shelf: where links rest.
        prober: tells an outage of our own.
        publisher: of the service.
        clock: business time.
        metrics: counts what is fetched.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - constructed in one place
        self,
        way: Way,
        archive: Archive,
        reader: Reader,
        shelf: LinkShelf,
        prober: Prober,
        publisher: Publisher,
        clock: Clock,
        metrics: CrawlerMetrics,
    ) -> None:
        self._way = way
        self._archive = archive
        self._reader = reader
        self._shelf = shelf
        self._prober = prober
        self._publisher = publisher
        self._clock = clock
        self._metrics = metrics
        self._noted: set[str] = set()

    async def note(self, target: Target, url: str, page: Page, *, is_start: bool) -> None:
        """Note where a page leads: of a start page everywhere, of others off the site only.

        Images are noted of every page, and so are attachments that could not be had: whether they
        are dead is found out as for links. All of it belongs to the website; what a column without
        one has is its own.
        """
        owner = target.parent or target.id
        links = [link.url for link in page.links[:MOST_OF_PAGE]]
        if not is_start:
            links = _beyond(url, links)
        links += [link.url for link in page.missing]
        images = frozenset(page.image_urls) - frozenset(links)
        found = {self._key(owner, one): one for one in (*links, *images)}
        unseen = [key for key in found if key not in self._noted]
        if not unseen:
            return
        known = await self._shelf.outlinks.known(unseen)
        fresh, shown = [key for key in unseen if key not in known], mask_text(url)
        await self._shelf.outlinks.enter(
            [
                await self._describe(key, owner, found[key], url, shown, image=found[key] in images)
                for key in fresh
            ]
        )
        if len(self._noted) > _REMEMBERED:
            self._noted.clear()
        self._noted.update(unseen)

    async def round(self, target: Target) -> bool:
        """Follow some of the links of a target that are due; tell whether more are."""
        due = await self._shelf.outlinks.due(target.id, self._clock.now(), limit=ROUND)
        if not due:
            return False
        free = asyncio.Semaphore(TOGETHER)
        looks = await asyncio.gather(*(self._fetch(link, free) for link in due))
        failed = any(look.outcome in UNREACHED for look in looks)
        online = not failed or await self._prober.online()
        pairs = [
            self._judge(link, look, online=online) for link, look in zip(due, looks, strict=True)
        ]
        removed = await self._removed([link for check, link in pairs if _is_dead(check)])
        checks = [
            check.model_copy(update={"outcome": LinkOutcome.REMOVED, "tries": 1})
            if link.id in removed
            else check
            for check, link in pairs
        ]
        await self._shelf.checks.record(checks)
        await self._publisher.publish_all(
            LinkObserved(link=check, occurred_at=check.at) for check in checks
        )
        await self._shelf.outlinks.put([link for _, link in pairs if link.id not in removed])
        for key in removed:
            await self._shelf.outlinks.leave(key)
        self._noted -= removed
        return len(due) == ROUND

    async def _removed(self, dead: Sequence[Outlink]) -> set[str]:
        """Return the ids of the dead links that their pages have no more: those are mended."""
        shown: dict[str, frozenset[str] | None] = {}
        removed = set()
        for link in dead:
            if not link.sealed_page:
                continue
            try:
                url = await self._archive.opened(link.sealed_url, f"link:{link.id}")
                page = await self._archive.opened(link.sealed_page, f"page:{link.id}")
            except PermanentError:  # its key was destroyed: nobody can read it any more
                continue
            if page not in shown and len(shown) < PAGES_LOOKED_AT:
                shown[page] = await self._shown(page)
            links = shown.get(page)
            if links is not None and url not in links:
                removed.add(link.id)
        return removed

    async def _shown(self, url: str) -> frozenset[str] | None:
        """Return links and images of a page: none of one that is gone, None if nobody can tell."""
        fetched, page = await self._way.fetcher.page(url), None
        if fetched.outcome is FetchOutcome.OK:
            today = office_date(self._clock.now())
            fetched, page = await self._reader.surface(fetched, url, today)
        self._metrics.fetched(fetched)
        if page is not None:
            return frozenset((*(link.url for link in page.links), *page.image_urls))
        is_gone = MEANINGS[fetched.outcome].visit is VisitOutcome.GONE
        return frozenset() if is_gone else None

    async def _fetch(self, link: Outlink, free: asyncio.Semaphore) -> Fetched:
        try:
            url = await self._archive.opened(link.sealed_url, f"link:{link.id}")
        except PermanentError:  # its key was destroyed: nobody can read the address any more
            return Fetched(FetchOutcome.REFUSED)
        async with free:
            fetcher = self._way.fetcher
            fetched = await (fetcher.image(url) if link.image else fetcher.page(url))
        self._metrics.fetched(fetched)
        return fetched

    def _judge(self, link: Outlink, look: Fetched, *, online: bool) -> tuple[LinkCheck, Outlink]:
        now = self._clock.now()
        followed = follow(look.outcome, link.failures, now, online=online, image=link.image)
        seen = "" if link.image else _fingerprint(look)
        check = LinkCheck(
            target=link.target,
            url=link.url,
            at=now,
            outcome=followed.outcome,
            page=link.page,
            landed=urlsplit(look.final_url).hostname or "",
            fingerprint=seen,
            changed=is_foreign(link.fingerprint, seen),
            why=look.outcome.value,
            tries=max(followed.failures, 1),
        )
        after = {
            "next_at": followed.next_at,
            "failures": followed.failures,
            "fingerprint": link.fingerprint or seen,
        }
        return check, link.model_copy(update=after)

    async def _describe(
        self, key: str, owner: str, url: str, page: str, shown: str, *, image: bool
    ) -> Outlink:
        now = self._clock.now()
        sealed = await self._archive.sealed(url, f"link:{key}", now)
        sealed_page = await self._archive.sealed(page, f"page:{key}", now)
        return Outlink(
            id=key,
            target=owner,
            page=shown,
            url=mask_text(url),
            sealed_url=sealed,
            sealed_page=sealed_page,
            image=image,
            next_at=now,
        )

    def _key(self, owner: str, url: str) -> str:
        return identity("outlink", owner, self._archive.address(url))


def _beyond(url: str, links: Sequence[str]) -> list[str]:
    """Return those of the links of a page that lead to other sites."""
    own = url[: url.find("/", len("https://")) + 1]
    led = [one for one in links if not one.startswith(own)]  # most are told by their beginning
    return [one for one in led if not same_site(one, url)]


def _is_dead(check: LinkCheck) -> bool:
    return check.outcome is LinkOutcome.DEAD


def _fingerprint(look: Fetched) -> str:
    if look.outcome is not FetchOutcome.OK:
        return ""
    return fingerprint(*gist(decode(look.body, look.headers.get("content-type", "")).text))
