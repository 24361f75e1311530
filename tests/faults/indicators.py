"""Which indicators must have failed: told from what was seen of sites that never change."""

from collections.abc import Iterator
from datetime import date, timedelta

from services.analyzer.domain.assessing.dates import Quarter
from shared.store.database import Database
from tests.faults.settling import EVERY

FRESH_DAYS = 14
"""So long a look at a page says something of it; by the profile."""
MARGIN_DAYS = 3
"""The newest days may still wait for facts that come late."""
FAILING = {"marks": "interaction.enquiry_channel", "listings": "freshness.home"}
"""No site has a form for enquiries, or a dated item on its home page."""

Failure = tuple[str, str, tuple[int, int]]
"""Target, rule and quarter."""


async def owed(database: Database) -> frozenset[Failure]:
    """Return the failures that the days which were assessed must have shown."""
    jobs = await database.collection("analyzer_jobs").find({}, limit=EVERY)
    done = [
        day for job, _, day in (str(row["_id"]).partition(":") for row in jobs) if job == "assess"
    ]
    if not done:
        return frozenset()
    last = date.fromisoformat(max(done)) - timedelta(days=MARGIN_DAYS)
    found: set[Failure] = set()
    for name, rule in FAILING.items():
        for row in await database.collection(name).find({}, limit=EVERY):
            target, _, day = str(row["_id"]).rpartition(":")
            if target.startswith("site-") and _was_read(row):
                found |= {(target, rule, one) for one in quarters(date.fromisoformat(day), last)}
    return frozenset(found)


def quarters(seen: date, last: date) -> Iterator[Quarter]:
    """Yield the quarters in which a look at a page still counts, up to the last day."""
    end = min(seen + timedelta(days=FRESH_DAYS), last)
    if seen <= end:
        yield from {Quarter.of(seen), Quarter.of(end)}


def _was_read(row: dict[str, object]) -> bool:
    minutes = row.get("minutes")
    if not isinstance(minutes, dict):
        return True  # marks: one look a day
    return any(look["outcome"] == "read" for look in minutes.values())
