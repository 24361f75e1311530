"""What the daily job remembers."""

from typing import NamedTuple

from shared.store.jobs import JobStore
from shared.store.standings import StandingStore

JOB = "assess"
"""Of the daily job, as `jobs` names it."""


class Marks(NamedTuple):
    """Which days are done, and whose facts came late."""

    jobs: JobStore
    standings: StandingStore
