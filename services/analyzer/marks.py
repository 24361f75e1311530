"""What the daily job remembers."""

from typing import NamedTuple

from shared.store.coverage import CoverageStore
from shared.store.jobs import JobStore
from shared.store.standings import StandingStore

JOB = "assess"
"""Of the daily job, as `jobs` names it."""
BEGUN = "assess-begun"
"""Written before a day's facts are read: what is heard of the day from then on is late."""


class Marks(NamedTuple):
    """Which days are done, and whose facts came late."""

    jobs: JobStore
    standings: StandingStore
    coverage: CoverageStore
