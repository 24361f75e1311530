"""Evidence: bodies as fetched, compressed and sealed. Written by the crawler."""

from shared.store.collection import Collection, Document


class EvidenceReader:
    """Reads evidence."""

    def __init__(self, collection: Collection) -> None:
        self._evidence = collection

    async def get(self, digest: str) -> Document | None:
        """Return one sealed body with what is known of its fetch, or None."""
        return await self._evidence.get(digest)


class EvidenceStore(EvidenceReader):
    """Writes evidence."""

    async def put(self, digest: str, sealed: bytes, facts: Document) -> bool:
        """Store a sealed body once under its digest; tell whether it was new.

        Args:
            digest: SHA-256 of the body as fetched, hexadecimal.
            sealed: the compressed body, sealed.
            facts: status, headers that matter, time and masked address of the fetch.
        """
        return bool(await self._evidence.insert([{"_id": digest, "sealed": sealed, **facts}]))
