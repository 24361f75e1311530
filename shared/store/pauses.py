"""Pauses at rest: what the crawler leaves alone. Written by the crawler."""

from shared import outbox
from shared.contracts.audit import AuditRecorded
from shared.store.collection import Collection, Document

EVERYTHING = "all"
MOST = 10_000


def of_unit(unit: str) -> str:
    """Return the key of all targets of a unit."""
    return f"unit-{unit}"


def of_target(target: str) -> str:
    """Return the key of one target."""
    return f"target-{target}"


class PauseStore:
    """Keeps one document for everything that was ever paused."""

    def __init__(self, collection: Collection) -> None:
        self._pauses = collection

    async def in_force(self) -> frozenset[str]:
        """Return the keys of all that is paused now."""
        return frozenset(str(document["_id"]) for document in await self._paused())

    async def listed(self) -> list[dict[str, str]]:
        """Return what is paused now, by whom, since when and why."""
        return [
            {
                "about": str(document["_id"]),
                "actor": str(document["actor"]),
                "at": str(document["at"].isoformat()),
                "reason": str(document["reason"]),
            }
            for document in await self._paused()
        ]

    async def put(self, key: str, *, paused: bool, request: str, audit: AuditRecorded) -> bool:
        """Pause or resume, with its audit in the same write; tell whether it changed anything."""
        change: Document = {
            "paused": paused,
            "request": request,
            "actor": audit.actor,
            "at": audit.occurred_at,
            "reason": audit.reason,
        }
        if paused and await self._pauses.insert([{"_id": key, **change, **outbox.fields(audit)}]):
            return True
        return await self._pauses.update(
            key, change, where={"paused": not paused}, pending=outbox.items(audit)
        )

    async def _paused(self) -> list[Document]:
        return await self._pauses.find({"paused": True}, limit=MOST)
