"""A province over a day, at high speed: the real rules of time around a clock that fetches move.

The figures are those of a province's report: 561 websites, 5,717 accounts; each website has ten
columns here, and accounts are read through sixty listings.
"""

import heapq
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from services.crawler.domain.cursor import Cursor, jobs_now
from services.crawler.domain.plan import RECENT, Rhythm, Thoroughness, next_run, passed
from services.crawler.domain.probing import next_probe
from shared.contracts.plan import Plan
from shared.contracts.target import Target, TargetKind
from tests.factories import make_target

START = datetime(2021, 1, 4, tzinfo=UTC)
DAY = timedelta(days=1)
RHYTHM = Rhythm(timedelta(minutes=15), DAY)
SITES, ACCOUNTS, COLUMNS, PLATFORMS = 561, 5_717, 10, 60
WORKERS = 16
"""Two replicas of eight."""
PROBES_A_SECOND = 64 / 15.0
"""One replica, when every batch of 64 waits for a site that does not answer."""
FETCH = timedelta(seconds=1.0)
"""One page and the pause after it."""
HOUR, QUIET = timedelta(hours=1), timedelta(days=60)
"""Between two articles of a busy target, and of a quiet one."""


class Look(NamedTuple):
    """One look at one target."""

    target: str
    interval: timedelta
    """For which it was to be left alone."""
    late: timedelta
    """How long it waited beyond that."""
    fetches: int
    unseen: timedelta
    """How long the oldest article stood there that this look was the first to see."""


class Province:
    """Hosts, their targets, and how often something is new on each."""

    def __init__(self) -> None:
        chance = random.Random(2021)  # noqa: S311 - how often a column changes is no secret
        self.targets: dict[str, list[Target]] = {}
        self.plans: dict[str, Plan] = {}
        self.period: dict[str, timedelta] = {}
        for site in range(SITES):
            for number in range(COLUMNS):
                self._add(f"site-{site}", TargetKind.COLUMN, f"site-{site}-{number}", chance)
            self._add(f"site-{site}", TargetKind.WEBSITE, f"site-{site}", chance)
        for number in range(ACCOUNTS):
            platform = f"platform-{number % PLATFORMS}"
            self._add(platform, TargetKind.ACCOUNT, f"account-{number}", chance)

    def _add(self, host: str, kind: TargetKind, key: str, chance: random.Random) -> None:
        hours = chance.choices((1, 24, 24 * 7, QUIET // HOUR), (2, 20, 40, 38))[0]
        self.targets.setdefault(host, []).append(make_target(id=key, kind=kind))
        self.period[key] = timedelta(hours=hours)
        seen = START - chance.random() * self.period[key]
        self.plans[key] = Plan(
            target=key,
            host=host,
            next_at=START + chance.random() * timedelta(hours=1),
            looked_at=START,
            full_at=START - 30 * DAY,
            daily_at=START - chance.random() * DAY,
            changed_at=seen,
        )


def a_day(province: Province) -> Iterator[Look]:
    """Let the workers take runs for a day."""
    free = [START] * WORKERS
    due = [
        (min(province.plans[target.id].next_at for target in targets), host)
        for host, targets in province.targets.items()
    ]
    heapq.heapify(due)
    while due and due[0][0] < START + DAY:
        next_at, host = heapq.heappop(due)
        now = max(heapq.heappop(free), next_at)
        end, looks = run(province, host, now)
        yield from looks
        heapq.heappush(free, end)
        plans = [province.plans[target.id] for target in province.targets[host]]
        heapq.heappush(due, (next_run(plans, end, RHYTHM), host))


def run(province: Province, host: str, now: datetime) -> tuple[datetime, list[Look]]:
    """Take one run on a host: a minute at most."""
    targets, looks, end = province.targets[host], [], now + timedelta(minutes=1)
    for job in jobs_now(Cursor(), targets, province.plans, now, limit=200):
        if now >= end:
            break
        plan = province.plans[job.target]
        assert plan.looked_at is not None
        period = province.period[job.target]
        before, latest = ((at - START) // period for at in (plan.looked_at, now))
        fetches = 1 + latest - before
        if job.kind is Thoroughness.DAILY:  # articles of a week are read again
            fetches += RECENT // period
        unseen = now - (START + (before + 1) * period)
        looks.append(
            Look(job.target, plan.next_at - plan.looked_at, now - plan.next_at, fetches, unseen)
        )
        province.plans[job.target] = passed(
            plan,
            job.kind,
            now,
            now + FETCH * fetches,
            opened=True,
            changed=latest > before,
            newest_on=None,
            rhythm=RHYTHM,
        )
        now += FETCH * fetches
    return now, looks


def _since(plan: Plan) -> timedelta:
    """Return for how long nothing has changed when the day begins."""
    assert plan.changed_at is not None
    return START - plan.changed_at


def test_no_target_waits_longer_than_its_interval_and_each_is_seen_as_often_as_it_changes() -> None:
    province = Province()
    rested = {key for key, plan in province.plans.items() if _since(plan) >= DAY / 2}
    looks = list(a_day(province))

    every = {target.id for targets in province.targets.values() for target in targets}
    assert len(every) == SITES * (COLUMNS + 1) + ACCOUNTS
    assert {look.target for look in looks} == every
    assert all(look.late <= max(look.interval, RHYTHM.shortest) for look in looks)

    busy = [look.unseen for look in looks if province.period[look.target] == HOUR]
    assert len(busy) > 24 * 100
    assert max(busy) <= HOUR

    cost = Counter[str]()
    for look in looks:
        cost[look.target] += look.fetches
    quiet = [cost[key] for key in rested if province.period[key] == QUIET]
    assert len(quiet) > 1_000
    assert max(quiet) <= 4


def test_every_site_is_probed_twenty_times_a_day_and_more() -> None:
    interval, probes = timedelta(hours=1), Counter[int]()
    due = [(START, site) for site in range(SITES)]
    free = START
    while due[0][0] < START + DAY:
        slot, site = heapq.heappop(due)
        free = max(free, slot) + timedelta(seconds=1 / PROBES_A_SECOND)
        probes[site] += 1
        heapq.heappush(due, (next_probe(slot, free, interval), site))

    assert len(probes) == SITES
    assert min(probes.values()) >= 20
