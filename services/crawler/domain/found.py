"""How an article was found. Pure."""

from datetime import datetime
from typing import NamedTuple

from shared.contracts.connector import CRAWLED, Origin


class Found(NamedTuple):
    """How an article was found."""

    origin: Origin = CRAWLED
    missing_at: datetime | None = None
    """When its column did not have it, if that is known."""


class Past(NamedTuple):
    """What is known of an article from before it was found at an address."""

    missing_at: datetime | None = None
    """When its column did not have it."""
    stood_at: datetime | None = None
    """When it was first read at another address."""


FOUND = Found()
