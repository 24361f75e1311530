"""Daily jobs that are done: `_id` is the job and its day, so none is done twice."""

from datetime import date, datetime, timedelta

from shared.store.collection import Collection

LOOK_BACK = timedelta(days=400)
MOST = 1_000


class JobStore:
    """Remembers what one service's timers have finished."""

    def __init__(self, collection: Collection) -> None:
        self._jobs = collection

    async def is_done(self, job: str, of: str) -> bool:
        """Tell whether a job was finished for a day or a quarter."""
        return await self._jobs.get(f"{job}:{of}") is not None

    async def last_day(self, job: str, before: date) -> date | None:
        """Return the last day, not after `before`, for which a daily job was finished."""
        bounds = {"$gte": f"{job}:{before - LOOK_BACK}", "$lte": f"{job}:{before}"}
        documents = await self._jobs.find({"_id": bounds}, limit=1, descending=True)
        return date.fromisoformat(str(documents[0]["_id"]).partition(":")[2]) if documents else None

    async def days(self, job: str, first: date, last: date) -> list[date]:
        """Return the days, both included, for which a daily job was finished."""
        bounds = {"$gte": f"{job}:{first}", "$lte": f"{job}:{last}"}
        documents = await self._jobs.find({"_id": bounds}, limit=MOST)
        return [date.fromisoformat(str(one["_id"]).partition(":")[2]) for one in documents]

    async def finished_at(self, job: str, of: str) -> datetime | None:
        """Return when a job was finished for a day or a quarter, UTC; None while it is not."""
        document = await self._jobs.get(f"{job}:{of}")
        return document["at"] if document else None

    async def finish(self, job: str, of: str, now: datetime) -> None:
        """Record that a job is finished."""
        await self._jobs.insert([{"_id": f"{job}:{of}", "at": now}])
