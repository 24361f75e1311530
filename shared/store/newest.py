"""The newest datum of a collection, found in growing windows: a limit alone bounds no store."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from shared.store.collection import Collection

WINDOWS = tuple(timedelta(hours=hours) for hours in (1, 24, 8 * 24, 40 * 24))


async def newest(
    collection: Collection, field: str, now: datetime, where: Mapping[str, Any] | None = None
) -> datetime | None:
    """Return the latest moment that a field holds, None when it is older than 40 days.

    Args:
        collection: with an index that leads to `field`.
        field: holds moments.
        now: upper bound.
        where: further conditions.
    """
    for window in WINDOWS:
        bounds = {**(where or {}), field: {"$gt": now - window, "$lte": now}}
        documents = await collection.find(bounds, limit=1, order=field, descending=True)
        if documents:
            moment: datetime = documents[0][field]
            return moment
    return None
