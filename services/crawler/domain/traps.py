"""Addresses without end: calendars, session ids, repeated segments. Each rule is linear. Pure."""

import re
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

LONGEST = 1_000
DEEPEST = 16
PARAMETERS = 12
SAME_SHAPE = 500
"""Addresses of one pass that differ in their numbers only, beyond one for each article."""
_REPEATED = 3
_BEFORE_PATH = 3
"""Parts of an address before its path: scheme, nothing, host."""
_DIGITS = re.compile(r"\d+")
_TOKEN = re.compile(r"[0-9a-f]{24,}|[A-Za-z0-9_-]{40,}")
_DAY_WORDS = re.compile(
    r"[/_.?&-](?:calendar|rili|schedule|events?|date|day|month|year|riqi)[/_.?&=-]",
    re.IGNORECASE,
)
_SHAPES_KEPT = 500
REASONS = ("long", "deep", "repeated", "parameters", "calendar", "shape")
"""Why an address is left out."""
SAME_CALENDAR = 24
"""Pages of one calendar: two years of months."""


def trap_of(url: str) -> str:
    """Say why a canonical address leads nowhere by itself; empty when it does not."""
    if len(url) > LONGEST:
        return "long"
    path, _, query = url.partition("?")
    segments = [part for part in path.split("/")[_BEFORE_PATH:] if part]
    if len(segments) > DEEPEST:
        return "deep"
    again = len(segments) - len(set(segments))
    if again > 1 and max(Counter(segments).values()) >= _REPEATED:
        return "repeated"
    if query.count("&") >= PARAMETERS:
        return "parameters"
    return ""


def shape_of(url: str) -> str:
    """Return an address with its numbers and tokens taken out: what a generator repeats."""
    return _DIGITS.sub("0", _TOKEN.sub("*", url))


class Traps:
    """Counts, in one pass over one target, how many addresses of each shape were met.

    A pass takes many runs, each of which is shorter than a trap: the counts travel with it.

    Args:
        shapes: what `shapes` told at the end of the run before.
        led: likewise.

    Attributes:
        met: how many addresses were left out in this run, by reason.
        led: how many articles the pass was led to: its listings may be as many more.
    """

    def __init__(self, shapes: Mapping[str, int] = MappingProxyType({}), led: int = 0) -> None:
        self.met: Counter[str] = Counter()
        self.led = led
        self._shapes: Counter[str] = Counter(shapes)

    def shapes(self) -> dict[str, int]:
        """Return the counts that are worth keeping for the next run: a bounded number of them."""
        telling = {one: n for one, n in self._shapes.most_common(_SHAPES_KEPT) if n > 0}
        bearing = [one for one, number in self._shapes.items() if number < 0][:_SHAPES_KEPT]
        return telling | {one: self._shapes[one] for one in bearing}

    def lets(self, url: str) -> bool:
        """Tell whether an address may be visited; counts it."""
        reason = trap_of(url) or self._counted(url)
        if reason:
            self.met[reason] += 1
        return not reason

    def bore(self, url: str) -> None:
        """An address of this shape bore an article: its shape is no trap."""
        self._shapes[shape_of(url)] = -SAME_SHAPE
        self.led += 1

    def _counted(self, url: str) -> str:
        shape = shape_of(url)
        self._shapes[shape] += 1
        if _DAY_WORDS.search(url, url.find("/", 8)):
            return "calendar" if self._shapes[shape] > SAME_CALENDAR else ""
        return "shape" if self._shapes[shape] - self.led > SAME_SHAPE else ""
