"""The outbox: a change and its event are one write, and the event is relayed afterwards.

A change made by a person, a timer or an import stores its events in `pending` of the same
document. A relay publishes and clears them, at once when nudged, every few seconds otherwise; a
crash anywhere repeats an event under its id.
"""

import asyncio
from collections.abc import Sequence

import structlog

from shared.contracts.base import Event
from shared.errors import PermanentError, TransientError
from shared.failpoints import Failpoint, reach
from shared.metrics import OutboxMetrics
from shared.publisher import Publisher
from shared.store.collection import Collection, Document

BUCKET = 200
log = structlog.get_logger()


def items(*events: Event) -> list[Document]:
    """Write events as the outbox keeps them."""
    return [
        {"id": event.msg_id, "subject": event.subject, "body": event.body()} for event in events
    ]


def fields(*events: Event) -> Document:
    """Return the fields by which a new document starts with `events` in its outbox."""
    return {"waiting": bool(events), "pending": items(*events)}


class Outbox:
    """Relays the pending events of one service's collections.

    Args:
        collections: those whose documents may hold pending events.
        publisher: of the service.
        metrics: counts what was relayed.
        every_seconds: longest wait between two looks, real time.
    """

    def __init__(
        self,
        collections: Sequence[Collection],
        publisher: Publisher,
        metrics: OutboxMetrics,
        every_seconds: float,
    ) -> None:
        self._collections = collections
        self._publisher = publisher
        self._metrics = metrics
        self._every_seconds = every_seconds
        self._nudged = asyncio.Event()

    def nudge(self) -> None:
        """Relay now: something was just put in."""
        self._nudged.set()

    async def run(self) -> None:
        """Relay for ever; an outage only delays."""
        while True:
            self._nudged.clear()
            try:
                await self.relay()
            except TransientError as error:
                log.warning("outbox.delayed", reason=str(error))
            try:
                await asyncio.wait_for(self._nudged.wait(), self._every_seconds)
            except TimeoutError:
                continue

    async def relay(self) -> int:
        """Publish and clear everything that waits; return how many events left.

        An event that the broker refuses for good stays, is logged each time, and holds up no other.
        """
        relayed = 0
        for collection in self._collections:
            after = ""
            while True:
                where = {"waiting": True, "_id": {"$gt": after}}
                documents = await collection.find(where, limit=BUCKET)
                if documents:
                    relayed += await self._relay_all(collection, documents)
                if len(documents) < BUCKET:
                    break
                after = str(documents[-1]["_id"])
        return relayed

    async def _relay_all(self, collection: Collection, documents: Sequence[Document]) -> int:
        """Publish what waits in these documents at once; each document's own events in order.

        What left is cleared even where others met an outage, which is raised afterwards.
        """
        results = await asyncio.gather(
            *(self._publish(document) for document in documents), return_exceptions=True
        )
        reach(Failpoint.SHARED_AFTER_RELAY)
        left = {
            str(document["_id"]): [item["id"] for item in document.get("pending", [])]
            for document, result in zip(documents, results, strict=True)
            if result is True
        }
        await collection.drop_pending(left)
        relayed = sum(len(ids) for ids in left.values())
        self._metrics.relayed.inc(relayed)
        for result in results:
            if isinstance(result, BaseException):
                raise result
        return relayed

    async def _publish(self, document: Document) -> bool:
        try:
            for item in document.get("pending", []):
                await self._publisher.send(item["subject"], item["body"], item["id"])
        except PermanentError as error:
            log.error("outbox.refused", document=document["_id"], reason=str(error))  # noqa: TRY400 - the text says it
            return False
        return True
