"""Where the crawl of one host stands between two runs. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date

from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.crawler.domain.frontier import Step
from services.crawler.domain.marking import PageMarks
from services.crawler.domain.plan import Thoroughness, pass_due
from shared.contracts.plan import Plan
from shared.contracts.target import Target

_ORDER = {Thoroughness.LOOK: 0, Thoroughness.DAILY: 1, Thoroughness.FULL: 2}
"""A back-check of years waits for what is new elsewhere on the host, and never the other way."""


class Job(BaseModel):
    """One pass over one target, as far as it has come."""

    target: str
    kind: Thoroughness
    begun_at: AwareDatetime
    steps: tuple[Step, ...] | None = None
    """Addresses that wait; None before the first."""
    seen: tuple[str, ...] = ()
    left: int
    """Addresses that the pass may still visit."""
    opened: bool = False
    """Whether the start page could be read."""
    changed: bool = False
    """Whether anything was new."""
    newest_on: date | None = None
    """Newest day that the start page shows."""
    found: PageMarks | None = None
    """Marks of the start page; None when they are not looked for, or it could not be read."""
    article_tags: tuple[str, ...] | None = None
    """Page tags that all articles carried which were read; None before the first."""
    missing_at: AwareDatetime | None = None
    """When the target was read last, before this pass: what is new did not stand there then."""
    shapes: dict[str, int] = {}
    """Addresses met, by shape, as far as that tells a trap."""
    led: int = 0
    """Articles that it was led to."""
    alias: str = ""
    """Another name of the target's site, to which its start page leads."""
    again_at: AwareDatetime | None = None
    """Business time from which addresses that failed are tried again; None when others wait."""


class Cursor(BaseModel):
    """The passes of one host that are not finished."""

    jobs: tuple[Job, ...] = ()

    model_config = ConfigDict(frozen=True)


def jobs_now(
    cursor: Cursor,
    targets: Iterable[Target],
    plans: Mapping[str, Plan],
    now: AwareDatetime,
    *,
    limit: int,
) -> list[Job]:
    """Return what a run has to do: what was begun, and what has become due; short passes first.

    Args:
        cursor: where the last run has left off.
        targets: those that are watched on the host, columns first.
        plans: of these targets.
        now: business time.
        limit: most addresses of one pass.
    """
    watched = list(targets)
    begun = {job.target: job for job in cursor.jobs}
    jobs = []
    for target in watched:
        kind = pass_due(plans[target.id], now)
        if job := begun.get(target.id):
            jobs.append(job)
        elif kind:
            read_at = plans[target.id].read_at
            jobs.append(
                Job(target=target.id, kind=kind, begun_at=now, left=limit, missing_at=read_at)
            )
    return sorted(jobs, key=lambda job: _ORDER[job.kind])
