"""A province over a day, at high speed: the real rules of time around a clock that fetches move.

The figures are those of a province's report: 561 websites, 5,717 accounts; each website has ten
columns here, and accounts are read through sixty listings.
"""

import heapq
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from services.crawler.domain.cursor import Cursor, jobs_now
from services.crawler.domain.plan import Rhythm, next_run, passed
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
        hours = chance.choices((1, 24, 24 * 7, 24 * 60), (2, 20, 40, 38))[0]
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


def a_day(province: Province) -> Iterator[tuple[str, timedelta, timedelta]]:
    """Let the workers take runs for a day; yield target, its interval, and how late it was."""
    free = [START] * WORKERS
    due = [
        (min(province.plans[target.id].next_at for target in targets), host)
        for host, targets in province.targets.items()
    ]
    heapq.heapify(due)
    while due and due[0][0] < START + DAY:
        next_at, host = heapq.heappop(due)
        now = max(heapq.heappop(free), next_at)
        end, late = run(province, host, now)
        yield from late
        heapq.heappush(free, end)
        plans = [province.plans[target.id] for target in province.targets[host]]
        heapq.heappush(due, (next_run(plans, end, RHYTHM), host))


def run(
    province: Province, host: str, now: datetime
) -> tuple[datetime, list[tuple[str, timedelta, timedelta]]]:
    """Take one run on a host: a minute at most."""
    targets, late, end = province.targets[host], [], now + timedelta(minutes=1)
    for job in jobs_now(Cursor(), targets, province.plans, now, limit=200):
        if now >= end:
            break
        plan = province.plans[job.target]
        assert plan.looked_at is not None
        late.append((job.target, plan.next_at - plan.looked_at, now - plan.next_at))
        period = province.period[job.target]
        changed = (now - START) // period != (plan.looked_at - START) // period
        now += FETCH * (2 if changed else 1)
        province.plans[job.target] = passed(
            plan,
            job.kind,
            now,
            now,
            opened=True,
            changed=changed,
            newest_on=None,
            rhythm=RHYTHM,
        )
    return now, late


def test_no_target_waits_longer_than_its_interval() -> None:
    seen: Counter[str] = Counter()

    for target, interval, late in a_day(province := Province()):
        assert late <= max(interval, RHYTHM.shortest), target
        seen[target] += 1

    everything = {target.id for targets in province.targets.values() for target in targets}
    assert len(everything) == SITES * (COLUMNS + 1) + ACCOUNTS
    assert set(seen) == everything


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
