"""Files that units sent as proof. Written by the notifier; bodies rest sealed."""

from shared import outbox
from shared.contracts.base import Event
from shared.contracts.token import Upload
from shared.store.collection import Collection
from shared.store.mapping import from_document, to_document


class UploadStore:
    """Reads and writes uploads."""

    def __init__(self, collection: Collection) -> None:
        self._uploads = collection

    async def put(self, upload: Upload, sealed: bytes) -> bool:
        """Store a file once; tell whether it was new."""
        document = to_document(upload, upload.id, sealed=sealed, **outbox.fields())
        return bool(await self._uploads.insert([document]))

    async def note(self, upload: str, *events: Event) -> bool:
        """Let events about a file be published; tell whether there is such a file."""
        return await self._uploads.update(upload, {}, where={}, pending=outbox.items(*events))

    async def get(self, upload: str) -> tuple[Upload, bytes] | None:
        """Return a file with its sealed body, or None."""
        document = await self._uploads.get(upload)
        return (from_document(Upload, document), bytes(document["sealed"])) if document else None

    async def of_order(self, order: str, *, unit: str = "", limit: int) -> list[Upload]:
        """Return the files of one order; with `unit` only those that it sent."""
        where = {"order": order, **({"unit": unit} if unit else {})}
        documents = await self._uploads.find(where, limit=limit)
        return [from_document(Upload, document) for document in documents]
