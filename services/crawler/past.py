"""What is known of an article that comes under an address for the first time.

A website that is re-launched moves thousands of pages, often with other words around them. What
carries the same title and day as an article of its target is that article, and keeps its past.
"""

from datetime import datetime

from services.crawler.domain.found import Found, Past
from shared.clock import office_date
from shared.sealing import Fingerprinter
from shared.store.articles import ArticleReader
from shared.store.visits import Visit


def name_of(prints: Fingerprinter, target: str, title: str, published_at: datetime | None) -> str:
    """Return what an article is known by, whatever its template and its address; empty if unknown.

    Args:
        prints: keyed fingerprints.
        target: whose it is.
        title: as the page gives it.
        published_at: likewise.
    """
    if not title or published_at is None:
        return ""
    day = office_date(published_at).isoformat()
    return prints.fingerprint("article", f"{target}|{''.join(title.split())}|{day}")


async def past_of(
    articles: ArticleReader,
    visit: Visit,
    published_at: datetime | None,
    found: Found,
    key: str,
    name: str,
) -> Past:
    """Look up what is known of an article; a version that keeps its day keeps its past.

    Args:
        articles: known so far.
        visit: of its address, as it was before.
        published_at: as the page gives it.
        found: how it was found now.
        key: its id.
        name: what it is known by, see `name_of`.
    """
    if visit.article:
        before = await articles.get(visit.article)
        if before is None or before[0].published_at != published_at:
            return Past()
        return Past(before[0].missing_at, before[0].stood_at)
    if found.missing_at is None:
        return Past()
    same = await articles.get(key)
    known = same[0] if same else await articles.named(name) if name else None
    if known is None:
        return Past(found.missing_at)
    stood_at = known.stood_at if known.address == visit.id else known.fetched_at
    return Past(known.missing_at, stood_at)
