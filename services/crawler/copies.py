"""Copies of sitemaps and feeds: what has not changed since is not sent again (RFC 9110, 13.1)."""

from collections.abc import Awaitable, Callable

import zstandard

from services.crawler.archive import Archive
from services.crawler.domain.outcome import FetchOutcome
from services.crawler.fetch import Fetched
from shared.clock import Clock
from shared.errors import PermanentError
from shared.sealing import quarter_of
from shared.store.copies import Copy, CopyStore
from shared.vault import Vault

LARGEST_BYTES = 2 * 1024 * 1024
"""Of a copy that is kept, compressed; what is larger is fetched anew each time."""
READ = frozenset({FetchOutcome.OK, FetchOutcome.NOT_MODIFIED})
"""Outcomes that come with a body."""


class Copies:
    """Fetches what has changed, and remembers what has not.

    Args:
        store: where copies rest.
        archive: knows addresses.
        vault: seals copies: they carry addresses and posts.
        clock: business time.
    """

    def __init__(self, store: CopyStore, archive: Archive, vault: Vault, clock: Clock) -> None:
        self._store = store
        self._archive = archive
        self._vault = vault
        self._clock = clock

    async def fetched(
        self, url: str, fetch: Callable[[str, str, str], Awaitable[Fetched]]
    ) -> Fetched:
        """Fetch an address; what is not modified comes with the body of its copy.

        Since the copy is whole, a crash after it was kept loses nothing of what it names.

        Args:
            url: canonical address.
            fetch: takes the address, an ETag and a Last-Modified, both empty without a copy.
        """
        key = self._archive.address(url)
        known = await self._store.get(key)
        body = await self._opened(key, known) if known else None
        if known is None or body is None:
            fetched = await fetch(url, "", "")
        else:
            fetched = await fetch(url, known.etag, known.last_modified)
            if fetched.outcome is FetchOutcome.NOT_MODIFIED:
                return fetched._replace(body=body)
        if fetched.outcome is FetchOutcome.OK:
            await self._keep(key, fetched)
        return fetched

    async def _keep(self, key: str, fetched: Fetched) -> None:
        etag, last_modified = fetched.validator("etag"), fetched.validator("last-modified")
        packed = zstandard.compress(fetched.body) if etag or last_modified else b""
        if not packed or len(packed) > LARGEST_BYTES:
            await self._store.drop(key)
            return
        now = self._clock.now()
        name = quarter_of(now)
        blob = await self._vault.seal(packed, name, f"copy:{key}")
        await self._store.put(key, Copy(etag, last_modified, name, blob), now)

    async def _opened(self, key: str, known: Copy) -> bytes | None:
        try:
            packed = await self._vault.opened(known.blob, known.seal, f"copy:{key}")
        except PermanentError:  # its key was destroyed: nobody can read the copy any more
            return None
        return zstandard.decompress(packed)
