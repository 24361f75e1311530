"""One run: a slice of the work on one host, after which the host is due again or rests.

Within a run everything is written down after a few pages: a run that is killed is taken up by any
replica where it was written down last, and what was visited since costs one conditional request.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
import zstandard

from services.crawler.connect import Connect, Watched
from services.crawler.domain.address import canonical
from services.crawler.domain.cursor import Cursor, jobs_now
from services.crawler.domain.linking import AGAIN
from services.crawler.domain.plan import next_run, passed
from services.crawler.domain.resting import rest
from services.crawler.metrics import CrawlerMetrics
from services.crawler.pace import Pace, Slice
from services.crawler.passes import Passes
from services.crawler.pauses import Pauses
from services.crawler.work import Pass
from shared.clock import Clock
from shared.contracts.plan import Plan
from shared.contracts.target import Target, TargetKind
from shared.failpoints import Failpoint, reach
from shared.sealing import quarter_of
from shared.store.cursors import CursorStore, SealedCursor
from shared.store.plans import PlanStore
from shared.store.runs import Run, RunStore
from shared.store.targets import TargetReader
from shared.vault import Vault

log = structlog.get_logger()

SAVE_EVERY = 50
"""Pages after which a run writes down where it stands."""


class Shelf(NamedTuple):
    """Where the schedule rests."""

    runs: RunStore
    plans: PlanStore
    cursors: CursorStore
    targets: TargetReader
    connect: Connect
    """Knows the accounts whose posts are read."""
    vault: Vault
    """Seals cursors."""


class Slices:
    """Takes runs, one slice of work each.

    Args:
        passes: the work itself.
        shelf: where the schedule rests.
        pauses: what must be left alone.
        clock: business time.
        metrics: counts.
        pace: how much and how fast.
    """

    def __init__(
        self,
        passes: Passes,
        shelf: Shelf,
        pauses: Pauses,
        clock: Clock,
        metrics: CrawlerMetrics,
        pace: Pace,
    ) -> None:
        self._passes = passes
        self._shelf = shelf
        self._pauses = pauses
        self._clock = clock
        self._metrics = metrics
        self._pace = pace

    async def run(self, run: Run) -> int:
        """Do a slice of what is due on a host, then record it; return how many were visited."""
        begun = self._clock.now()
        self._metrics.waited.labels("crawl").observe(max((begun - run.next_at).total_seconds(), 0))
        running = await self._watched(run.host)
        paused = await self._pauses.among([one.target for one in running])
        watched = {one.target.id: one for one in running if one.target.id not in paused}
        targets = [one.target for one in watched.values()]
        plans, cursor = await self._plans(run.host, targets, begun), await self._cursor(run)
        jobs = jobs_now(cursor, targets, plans, begun, limit=self._pace.pages_per_pass)
        ready = [job for job in jobs if job.again_at is None or job.again_at <= begun]
        slice_ = Slice(self._pace, watched, plans, ready)
        slice_.aside = [job for job in jobs if job.again_at and job.again_at > begun]
        slice_.parked = [job for job in cursor.jobs if job.target in paused]
        slice_.starts = {canonical(one.target.url, "") for one in running}
        await self._work(run, slice_)
        await self._follow_links(slice_)
        await self._record(run, slice_)
        return slice_.visited

    async def _work(self, run: Run, slice_: Slice) -> None:
        while slice_.jobs and slice_.goes_on():
            job = slice_.jobs[0]
            work = await self._passes.open(job, slice_.watched[job.target], slice_.starts)
            async with work.behind:
                done = await self._advance(run, slice_, work)
            self._count(work)
            if not done:
                slice_.jobs[0] = work.so_far()
                return
            if failed := work.frontier.failed:
                tries = min(step.tries for step in failed)
                again_at = self._clock.now() + rest(max(tries - 1, 0))
                slice_.jobs.pop(0)
                slice_.aside.append(work.so_far().model_copy(update={"again_at": again_at}))
            else:
                await self._finish(slice_, work)

    async def _advance(self, run: Run, slice_: Slice, work: Pass) -> bool:
        """Take steps until the pass is done (True) or the slice ends (False)."""
        while slice_.goes_on():
            if await self._pauses.holds(work.target):
                return False
            if (step := work.frontier.next()) is None:
                return True
            look = await self._passes.step(work, step)
            slice_.count(look.fetched.outcome, look.rest_seconds)
            del look  # its page is not held while the next one is waited for
            if slice_.visited % SAVE_EVERY == 0:
                await work.behind.done()
                slice_.jobs[0] = work.so_far()
                await self._save(run, slice_)
        return not work.frontier.goes_on

    def _count(self, work: Pass) -> None:
        """Count what a pass has left out or put back in this run."""
        if work.capped:
            self._metrics.capped.labels("sitemaps").inc()
        for why, number in work.frontier.traps.met.items():
            self._metrics.left_out.labels(why).inc(number)
        self._metrics.put_back.inc(len(work.frontier.failed))

    async def _finish(self, slice_: Slice, work: Pass) -> None:
        capped = not work.frontier.limit and bool(work.frontier.waiting)
        if capped:
            log.warning("pass.capped", target=work.target.id, left=len(work.frontier.waiting))
            self._metrics.capped.labels("pages").inc()
        await self._passes.close(work)
        slice_.jobs.pop(0)
        plan = passed(
            slice_.plans[work.target.id],
            work.job.kind,
            work.job.begun_at,
            self._clock.now(),
            opened=work.job.opened,
            changed=work.job.changed,
            newest_on=work.job.newest_on,
            rhythm=self._pace.rhythm,
            whole=not capped,
        )
        slice_.plans[work.target.id] = plan
        await self._shelf.plans.put([plan])
        self._metrics.passes.labels(work.job.kind).inc()

    async def _follow_links(self, slice_: Slice) -> None:
        """Spend what is left of the run on links that are due; they belong to websites."""
        for target in (one.target for one in slice_.watched.values()):
            plan, now = slice_.plans[target.id], self._clock.now()
            due = plan.full_at is not None and (plan.links_at is None or plan.links_at <= now)
            if not _has_links(target) or slice_.jobs or not due or not slice_.goes_on():
                continue
            more = await self._passes.follow_links(target)
            plan = plan.model_copy(update={"links_at": now if more else now + AGAIN})
            slice_.plans[target.id] = plan
            await self._shelf.plans.put([plan])

    async def _record(self, run: Run, slice_: Slice) -> None:
        """Move the host on: due again at once when work is left, else when its next target is."""
        await self._save(run, slice_)
        now = self._clock.now()
        update = {
            "next_at": max(self._next(run, slice_, now), run.next_at + timedelta(milliseconds=1)),
            "recorded_at": now,
            "pages": slice_.visited,
            "strikes": _strikes(run, slice_),
        }
        reach(Failpoint.CRAWLER_BEFORE_RECORD)
        after = run.model_copy(update=update)
        moved = await self._shelf.runs.record(after, slot=run.next_at)
        log.info(
            "run.recorded",
            host=run.host,
            pages=slice_.visited,
            left=len(slice_.jobs),
            failed=len(slice_.aside),
            strikes=after.strikes,
            moved=moved,
        )

    def _next(self, run: Run, slice_: Slice, now: datetime) -> datetime:
        if slice_.troubled:
            self._metrics.rests.inc()
            return now + rest(run.strikes if slice_.struck else 0, slice_.rest_seconds)
        if slice_.jobs:
            return now
        again = {job.target: job.again_at for job in slice_.aside if job.again_at}
        plans = [plan for plan in slice_.plans.values() if plan.target not in again]
        return min([next_run(plans, now, self._pace.rhythm), *again.values()])

    async def _watched(self, host: str) -> list[Watched]:
        """Return what runs on a host: columns, then websites, then accounts that are read there."""
        found = await self._shelf.targets.running_on(host)
        sites = [Watched(target) for target in found if target.kind is not TargetKind.ACCOUNT]
        return sites + await self._shelf.connect.on_host(host)

    async def _plans(self, host: str, targets: list[Target], now: datetime) -> dict[str, Plan]:
        known = await self._shelf.plans.of_host(host)
        return {
            target.id: known.get(target.id) or Plan(target=target.id, host=host, next_at=now)
            for target in targets
        }

    async def _cursor(self, run: Run) -> Cursor:
        rests = await self._shelf.cursors.get(run.id)
        if rests is None:
            return Cursor()
        packed = await self._shelf.vault.opened(rests.blob, rests.seal, f"cursor:{run.id}")
        return Cursor.model_validate_json(zstandard.decompress(packed))

    async def _save(self, run: Run, slice_: Slice) -> None:
        jobs = (*slice_.jobs, *slice_.aside, *slice_.parked)
        if not jobs:
            await self._shelf.cursors.drop(run.id)
            return
        now = self._clock.now()
        packed = zstandard.compress(Cursor(jobs=jobs).model_dump_json().encode())
        name = quarter_of(now)
        sealed = SealedCursor(name, await self._shelf.vault.seal(packed, name, f"cursor:{run.id}"))
        await self._shelf.cursors.put(run.id, sealed, now)


def _has_links(target: Target) -> bool:
    """Tell whether links are followed for a target: those of a column are its website's."""
    return not target.parent and target.kind is not TargetKind.ACCOUNT


def _strikes(run: Run, slice_: Slice) -> int:
    """Count the runs in a row that found the host in trouble."""
    return run.strikes + slice_.struck if slice_.troubled else 0
