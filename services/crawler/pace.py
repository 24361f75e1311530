"""How much one run does: its bounds, and what it has left."""

import time
from typing import NamedTuple

from services.crawler.domain.cursor import Job
from services.crawler.domain.outcome import UNREACHED, FetchOutcome
from services.crawler.domain.plan import Rhythm
from shared.contracts.plan import Plan
from shared.contracts.target import Target

TROUBLE_LIMIT = 5
"""Failed fetches in a row after which a host is left alone for a while."""
_TROUBLE = UNREACHED | {FetchOutcome.SERVER_ERROR, FetchOutcome.TRUNCATED}
_BUSY = FetchOutcome.TOO_MANY


class Pace(NamedTuple):
    """How much one run does, and how a host is spared."""

    delay_seconds: float
    """Real time between two fetches."""
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
        self, pace: Pace, targets: dict[str, Target], plans: dict[str, Plan], jobs: list[Job]
    ) -> None:
        self.targets = targets
        self.plans = plans
        self.jobs = jobs
        self.parked: list[Job] = []
        """Passes over paused targets, kept as they stand."""
        self.visited = 0
        self.troubled = False
        self._pages = pace.pages
        self._until = time.monotonic() + pace.seconds
        self._failures = 0

    def goes_on(self) -> bool:
        """Tell whether the run may visit another address."""
        return not self.troubled and self.visited < self._pages and time.monotonic() < self._until

    def count(self, outcome: FetchOutcome) -> None:
        """Count one visit; a host that is in trouble, or asks for less, is left alone."""
        self.visited += 1
        self._failures = self._failures + 1 if outcome in _TROUBLE else 0
        self.troubled = outcome is _BUSY or self._failures >= TROUBLE_LIMIT
