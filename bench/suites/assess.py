"""The daily assessment of a province: only what changed, against a replay of the whole quarter.

Observations are made up and kept in memory, summed up by day as the analyzer sums them up; the
store is left out of both sides. One core. Times are of the domain: ledgers, judging, folding.
"""

import os
import resource
import statistics
import time
from collections.abc import Mapping
from datetime import date, timedelta
from importlib.resources import files
from random import Random

from bench.measure import Result, row
from services.analyzer.domain.assessing.case import Registry
from services.analyzer.domain.assessing.daily import Judged, Roster, Standing, judge, roster, step
from services.analyzer.domain.assessing.facts import NOTHING, DayFacts
from services.analyzer.domain.assessing.ledger import begin
from services.analyzer.domain.assessing.library import Library
from services.analyzer.domain.assessing.verdict import assess
from services.analyzer.domain.rules import RULES
from shared.contracts.assessment import Verdict
from shared.contracts.profile import Profile
from shared.contracts.target import Target, TargetKind

SITES = int(os.environ.get("BENCH_SITES", "561"))
ACCOUNTS = int(os.environ.get("BENCH_ACCOUNTS", "5717"))
COLUMNS, DAYS = 40, 90
FIRST = date(2020, 10, 1)
LAST = FIRST + timedelta(days=DAYS - 1)
ROUNDS = 5
CLASSES = ("动态要闻", "通知公告", "政策文件", "政策解读", "人事", "数据发布")
Days = list[dict[str, DayFacts]]


def run() -> Result:
    """Measure one day, a whole quarter, and a what-if."""
    known, days = _province()
    library = _library()
    national, city = (library.profile(name, LAST) for name in ("national-2019", "example-city"))
    full, before, standings = _quarter(known, days, national)
    spent, touched, differing = [], [], 0
    for _ in range(ROUNDS):
        after = dict(before)
        begun = time.perf_counter()
        judged = _step(known, after, days[-1], LAST, national)
        for one in judged:
            assess(one.case, one.measured, ())
        spent.append(time.perf_counter() - begun)
        touched.append(float(len(judged)))
        differing += after != standings
    what_if, _, other = _quarter(known, days, city)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    verdicts = [_verdicts(known, *one) for one in ((standings, national), (other, city))]
    changed = sum(verdicts[0][key] != said for key, said in verdicts[1].items())
    return Result(
        rows=[
            row("day_incremental", spent, "s"),
            row("quarter_replayed", [full], "s"),
            row("what_if_quarter", [what_if], "s"),
            row("targets_judged_a_day", touched, "targets"),
            row("rss_mib", [memory], "MiB"),
            row("rounds_that_differ", [float(differing)], "rounds"),
        ],
        ratios={"incremental_vs_full": full / statistics.median(spent)},
        notes=[
            f"{SITES} websites with {COLUMNS} columns each, {ACCOUNTS} accounts, {DAYS} days.",
            f"The what-if profile judges {changed} targets differently.",
            "One core; observations in memory on both sides, the store is not part of it.",
            "The quarter is replayed once, the day five times from what stood before it.",
        ],
    )


def _quarter(
    known: Roster, days: Days, profile: Profile
) -> tuple[float, dict[str, Standing], dict[str, Standing]]:
    """Replay a quarter; return seconds, and where all stood before and after its last day."""
    begun = time.perf_counter()
    standings = {key: Standing(begin(FIRST)) for key in known.targets}
    before: dict[str, Standing] = {}
    judged: list[Judged] = []
    for n, facts in enumerate(days):
        if n == len(days) - 1:
            before = dict(standings)
        judged = _step(known, standings, facts, FIRST + timedelta(days=n), profile)
    for one in judged:
        assess(one.case, one.measured, ())
    return time.perf_counter() - begun, before, standings


def _province() -> tuple[Roster, Days]:
    targets = [
        Target(
            id=f"site-{n}",
            kind=TargetKind.WEBSITE,
            name=f"示例{n}人民政府门户网站",
            unit=f"unit-{n}",
            url=f"http://www.example{n}.gov.cn/",
        )
        for n in range(SITES)
    ]
    targets += [
        Target(
            id=f"column-{n}-{c}",
            kind=TargetKind.COLUMN,
            name=f"栏目{c}",
            unit=f"unit-{n}",
            parent=f"site-{n}",
            columns_class=CLASSES[c % len(CLASSES)],
        )
        for n in range(SITES)
        for c in range(COLUMNS)
    ]
    targets += [
        Target(
            id=f"account-{n}",
            kind=TargetKind.ACCOUNT,
            name=f"账号{n}",
            unit=f"unit-{n % SITES}",
            platform="wechat",
        )
        for n in range(ACCOUNTS)
    ]
    return roster(targets, Registry(), (), LAST), _observed(targets)


def _observed(targets: list[Target]) -> Days:
    """Make up what 90 days showed: every target is looked at daily, one in ten has news."""
    dice = Random(2020)  # noqa: S311 - the same province each time
    shared: dict[DayFacts, DayFacts] = {}
    newest = {one.id: FIRST - timedelta(days=dice.randrange(20)) for one in targets}
    lively = {one.id: dice.random() < 0.97 for one in targets}  # noqa: PLR2004
    days: Days = []
    for n in range(DAYS):
        day, facts = FIRST + timedelta(days=n), dict[str, DayFacts]()
        for one in targets:
            if lively[one.id] and dice.random() < 0.1:  # noqa: PLR2004
                newest[one.id] = day
            site = one.kind is TargetKind.WEBSITE
            failed = int(site and dice.random() < 0.1)  # noqa: PLR2004
            seen = DayFacts(
                valid=24 * site,
                failed=failed,
                failed_hours=failed,
                read=True,
                listed=True,
                items=20,
                newest_on=newest[one.id],
            )
            facts[one.id] = shared.setdefault(seen, seen)
        days.append(facts)
    return days


def _library() -> Library:
    folder = files("services.analyzer") / "profiles"
    texts = {one.name: one.read_text("utf-8") for one in folder.iterdir() if "yaml" in one.name}
    # the example city's rules begin in 2021: let them begin a year earlier
    texts["example-city.yaml"] = texts["example-city.yaml"].replace("2021-01-01", "2020-01-01")
    return Library(texts, RULES)


def _step(
    known: Roster,
    standings: dict[str, Standing],
    facts: Mapping[str, DayFacts],
    day: date,
    profile: Profile,
) -> list[Judged]:
    due = step(known, standings, facts or {"": NOTHING}, day, profile)
    judged = list(judge(known, standings, due, profile, {}))
    for one in judged:
        standings[one.case.target.id] = one.standing
    return judged


def _verdicts(
    known: Roster, standings: dict[str, Standing], profile: Profile
) -> dict[str, Verdict]:
    """Judge everything as it stands, to compare; measured failures count as confirmed."""
    return {
        one.case.target.id: Verdict.VIOLATING
        if any(
            found.verdict is Verdict.VIOLATING and item.part == "veto"
            for item, found in one.measured
        )
        else assess(one.case, one.measured, ()).verdict
        for one in judge(known, standings, known.targets, profile, {})
    }
