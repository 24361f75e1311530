"""What is to be kept of one look, sealed: nothing of the page itself is held for it any more."""

import hashlib
from datetime import datetime
from typing import Any, NamedTuple

import zstandard

from services.crawler.domain.extract import Page
from services.crawler.facts import facts_of
from services.crawler.fetch import Fetched
from services.crawler.past import name_of
from shared.contracts.article import Content
from shared.sealing import Fingerprinter, quarter_of
from shared.store.visits import Visit
from shared.vault import Vault

_COMPRESSOR = zstandard.ZstdCompressor(level=1)


class Parcel(NamedTuple):
    """An article with its evidence, ready to be stored and published."""

    article: str
    """Its id."""
    published_at: datetime | None
    name: str
    """What it is known by, see `name_of`."""
    sealed: bytes
    """Its content."""
    raw: str
    """Digest of the body as fetched."""
    evidence: bytes
    """The body, compressed and sealed."""
    facts: dict[str, Any]
    """What is known of the fetch."""
    at: datetime
    """Business time of the fetch, UTC."""
    seal: str
    """Name of the key of both seals."""


async def parcel_of(  # noqa: PLR0913, PLR0917 - one of each, put together in one place
    vault: Vault,
    prints: Fingerprinter,
    visit: Visit,
    page: Page,
    fetched: Fetched,
    now: datetime,
    key: str,
) -> Parcel:
    """Seal an article and its evidence.

    Args:
        vault: seals.
        prints: keyed fingerprints.
        visit: of the address, as it was before.
        page: as it was read; its content is kept.
        fetched: the answer; its body is the evidence.
        now: business time, UTC.
        key: id of the article.
    """
    seal, content = quarter_of(now), page.content or Content()
    digest = hashlib.sha256(fetched.body).hexdigest()
    packed = _COMPRESSOR.compress(fetched.body)
    plain = page.encoded or content.model_dump_json().encode()
    return Parcel(
        key,
        page.published_at,
        name_of(prints, visit.target, content.title, page.published_at),
        await vault.seal(plain, seal, f"article:{key}"),
        digest,
        await vault.seal(packed, seal, f"evidence:{digest}"),
        facts_of(visit.url, fetched, now),
        now,
        seal,
    )
