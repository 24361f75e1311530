"""What is known of the fetch of a body, as it rests with the evidence."""

from datetime import datetime
from typing import Any

from services.crawler.fetch import Fetched
from shared.sealing import quarter_of

KEPT = ("date", "server", "last-modified", "etag", "content-encoding")
"""Headers that a body is kept with; none of them says anything of a person."""
LONGEST = 500
"""Characters of one of them."""


def facts_of(url: str, fetched: Fetched, now: datetime) -> dict[str, Any]:
    """Return the facts of one fetch.

    Args:
        url: masked address.
        fetched: the answer.
        now: business time of the fetch, UTC.
    """
    given = fetched.headers
    return {
        "url": url,
        "status": fetched.status,
        "content_type": given.get("content-type", "")[:LONGEST],
        "headers": {name: given[name][:LONGEST] for name in KEPT if name in given},
        "fetched_at": now,
        "seal": quarter_of(now),
    }
