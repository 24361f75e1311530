"""How much one run does: its bounds, and what it has left."""

import time
from typing import NamedTuple

from services.crawler.connect import Watched
from services.crawler.domain.cursor import Job
from services.crawler.domain.outcome import UNREACHED, FetchOutcome
from services.crawler.domain.plan import Rhythm
from services.crawler.domain.resting import ASKED_TO_WAIT
from shared.contracts.plan import Plan

TROUBLE_LIMIT = 5
"""Failed fetches in a row after which a host is left alone for a while."""
_TROUBLE = UNREACHED | {FetchOutcome.SERVER_ERROR, FetchOutcome.TRUNCATED}


class Pace(NamedTuple):
    """How much one run does."""

    pages: int
    """Most addresses of one run."""
    seconds: float
    """Longest run, real time."""
    pages_per_pass: int
    """Most addresses of one target in one pass; a pass that reaches it says so."""
    rhythm: Rhythm


class Slice:
    """What one run has left to do."""

    def __init__(
        self, pace: Pace, watched: dict[str, Watched], plans: dict[str, Plan], jobs: list[Job]
    ) -> None:
        self.watched = watched
        self.plans = plans
        self.jobs = jobs
        self.parked: list[Job] = []
        """Passes over paused targets, kept as they stand."""
        self.starts: set[str] = set()
        """Start addresses of all targets of the host, paused ones too: others leave them alone."""
        self.aside: list[Job] = []
        """Passes of which only addresses are left that are tried again later."""
        self.visited = 0
        self.troubled = False
        self.struck = False
        """Whether the host was asked and is in trouble; else it only rests still."""
        self.rest_seconds = 0.0
        """Real time for which the host asks to be left alone."""
        self._pages = pace.pages
        self._until = time.monotonic() + pace.seconds
        self._failures = 0

    def goes_on(self) -> bool:
        """Tell whether the run may visit another address."""
        return not self.troubled and self.visited < self._pages and time.monotonic() < self._until

    def count(self, outcome: FetchOutcome, rest_seconds: float) -> None:
        """Count one visit; a host that is in trouble, or asks for less, is left alone.

        Args:
            outcome: of the visit.
            rest_seconds: real time for which the host asks to be left alone.
        """
        self.rest_seconds = rest_seconds
        asked = outcome is not FetchOutcome.RESTING
        self.visited += asked
        self._failures = self._failures + 1 if outcome in _TROUBLE else 0
        busy = outcome in ASKED_TO_WAIT or rest_seconds > 0
        self.troubled = busy or self._failures >= TROUBLE_LIMIT
        self.struck = self.troubled and asked
