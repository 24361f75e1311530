"""Addresses without end: calendars, session ids, repeated segments. Each rule is linear. Pure."""

import re
from collections import Counter
from urllib.parse import urlsplit

LONGEST = 1_000
DEEPEST = 16
PARAMETERS = 12
SAME_SHAPE = 500
"""Addresses of one run that differ in their numbers only and led to no article."""
_REPEATED = 3
_DIGITS = re.compile(r"\d+")
_TOKEN = re.compile(r"[0-9a-f]{24,}|[A-Za-z0-9_-]{40,}")
_DAY_WORDS = re.compile(
    r"[/_.?&-](?:calendar|rili|schedule|events?|date|day|month|year|riqi)[/_.?&=-]",
    re.IGNORECASE,
)
REASONS = ("long", "deep", "repeated", "parameters", "calendar", "shape")
"""Why an address is left out."""
SAME_CALENDAR = 24
"""Pages of one calendar: two years of months."""


def trap_of(url: str) -> str:
    """Say why an address leads nowhere by itself; empty when it does not."""
    if len(url) > LONGEST:
        return "long"
    parts = urlsplit(url)
    segments = [part for part in parts.path.split("/") if part]
    if len(segments) > DEEPEST:
        return "deep"
    if max(Counter(segments).values(), default=0) >= _REPEATED:
        return "repeated"
    if parts.query.count("&") >= PARAMETERS:
        return "parameters"
    return ""


def shape_of(url: str) -> str:
    """Return an address with its numbers and tokens taken out: what a generator repeats."""
    return _DIGITS.sub("0", _TOKEN.sub("*", url))


class Traps:
    """Counts, in one run over one target, how many addresses of each shape were met.

    Attributes:
        met: how many addresses were left out, by reason.
    """

    def __init__(self) -> None:
        self.met: Counter[str] = Counter()
        self._shapes: Counter[str] = Counter()

    def lets(self, url: str) -> bool:
        """Tell whether an address may be visited; counts it."""
        reason = trap_of(url) or self._counted(url)
        if reason:
            self.met[reason] += 1
        return not reason

    def bore(self, url: str) -> None:
        """An address of this shape bore an article: its shape is no trap."""
        self._shapes[shape_of(url)] = -SAME_SHAPE

    def _counted(self, url: str) -> str:
        shape = shape_of(url)
        self._shapes[shape] += 1
        if _DAY_WORDS.search(url, url.find("/", 8)):
            return "calendar" if self._shapes[shape] > SAME_CALENDAR else ""
        return "shape" if self._shapes[shape] > SAME_SHAPE else ""
