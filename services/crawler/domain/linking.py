"""What following a link says: open, dead or nothing yet; whether its place changed hands. Pure.

One failure says nothing: servers rest, networks break, monitors are shut out. A link is dead after
failures at different hours of the day; whatever only keeps the monitor out says nothing for good.
"""

from datetime import datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from services.crawler.domain.outcome import UNREACHED, FetchOutcome
from shared.contracts.observation import LinkOutcome

DEAD_TRIES = 3
"""Failures in a row after which a link is dead."""
AGAIN = timedelta(hours=5)
"""Wait after a failure; no divisor of a day, so that the next try falls on another hour."""
OPEN_AGAIN = timedelta(days=7)
IMAGE_AGAIN = timedelta(days=28)
"""Images are many, and change with their page."""
DEAD_AGAIN = timedelta(hours=29)
_READ = frozenset({FetchOutcome.OK, FetchOutcome.NOT_MODIFIED})
_OPENS = _READ | {FetchOutcome.NOT_HTML, FetchOutcome.TRUNCATED}
_FAILS = UNREACHED | {
    FetchOutcome.NOT_FOUND,
    FetchOutcome.GONE,
    FetchOutcome.SERVER_ERROR,
    FetchOutcome.PROTOCOL_ERROR,
    FetchOutcome.ENCODING_ERROR,
    FetchOutcome.REDIRECTS,
}
_BITS = 64
_FOREIGN_BITS = 22
"""Unrelated texts differ in 32 of 64 bits, give or take 4; a page that was edited in far fewer."""
_LONGEST = 4_000
_SHORTEST = 2


class Followed(NamedTuple):
    """What one look at a link says."""

    outcome: LinkOutcome
    failures: int
    """Failures in a row, this one included."""
    next_at: datetime


def follow(
    fetch: FetchOutcome, failures: int, now: datetime, *, online: bool, image: bool = False
) -> Followed:
    """Judge one look at a link.

    Args:
        fetch: how the fetch ended.
        failures: failures in a row before it.
        now: business time.
        online: whether our own network worked; an outage of ours counts for nothing.
        image: whether it is an image of its page.
    """
    if fetch in _OPENS:
        return Followed(LinkOutcome.OPEN, 0, now + (IMAGE_AGAIN if image else OPEN_AGAIN))
    if fetch not in _FAILS or not online:
        return Followed(LinkOutcome.UNVERIFIED, failures, now + (AGAIN if failures else DEAD_AGAIN))
    failures += 1
    if failures < DEAD_TRIES:
        return Followed(LinkOutcome.UNVERIFIED, failures, now + AGAIN)
    return Followed(LinkOutcome.DEAD, failures, now + DEAD_AGAIN)


def fingerprint(title: str, text: str) -> str:
    """Compute what a page is recognised by: 16 digits of its title, 16 of its text.

    Pages that have much in common get fingerprints that differ in few bits. Empty when there is
    nothing to go by.
    """
    if len(title.strip()) < _SHORTEST and len(text.strip()) < _SHORTEST:
        return ""
    return f"{_similar(title):016x}{_similar(text[:_LONGEST]):016x}"


def is_foreign(first: str, now: str) -> bool:
    """Tell whether a page has nothing in common with what was seen first, in title and text."""
    if not first or not now:
        return False
    pairs = ((first[:16], now[:16]), (first[16:], now[16:]))
    return all((int(one, 16) ^ int(other, 16)).bit_count() >= _FOREIGN_BITS for one, other in pairs)


def gist(html: str) -> tuple[str, str]:
    """Return title and text of a page, as far as a fingerprint needs them."""
    tree = LexborHTMLParser(html)
    title = tree.css_first("title")
    tree.strip_tags(["script", "style", "noscript", "template"])
    return title.text() if title else "", tree.body.text() if tree.body else ""


def _similar(text: str) -> int:
    """Compute a similarity hash over pairs of characters (Charikar 2002)."""
    letters = "".join(text.split())
    weights = [0] * _BITS
    for at in range(max(len(letters) - 1, 1)):
        digest = int.from_bytes(blake2b(letters[at : at + 2].encode(), digest_size=8).digest())
        for bit in range(_BITS):
            weights[bit] += 1 if digest >> bit & 1 else -1
    return sum(1 << bit for bit, weight in enumerate(weights) if weight > 0)
