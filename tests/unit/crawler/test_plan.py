"""The rhythm of a target: news is seen soon, quiet costs little, history is read once."""

from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.crawler.domain.plan import (
    RECENT,
    Known,
    Rhythm,
    Thoroughness,
    is_wanted,
    pass_due,
    passed,
    wait,
)
from shared.contracts.plan import Plan

START = datetime(2021, 1, 4, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RHYTHM = Rhythm(timedelta(minutes=15), DAY)
Changes = list[datetime]


def watch(changes: Changes, until: datetime, newest_on: date | None = None) -> list[datetime]:
    """Look at a target as often as its plan says; return when it was looked at."""
    plan = Plan(target="column-a", host="a.example.cn", next_at=START)
    looks: list[datetime] = []
    while plan.next_at < until:
        now = plan.next_at
        kind = pass_due(plan, now)
        assert kind is not None
        since = looks[-1] if looks else START - timedelta(days=3650)
        changed = any(since < change <= now for change in changes)
        looks.append(now)
        plan = passed(
            plan, kind, now, now, opened=True, changed=changed, newest_on=newest_on, rhythm=RHYTHM
        )
    return looks


def latest(changes: Changes, looks: list[datetime]) -> timedelta:
    """Return how long the change that waited longest was not seen."""
    return max(
        looks[bisect_left(looks, change)] - change for change in changes if change <= looks[-1]
    )


@given(
    phase=st.integers(0, 3599),
    quiet_days=st.integers(0, 60),
    wobble=st.lists(st.integers(-300, 300), min_size=72, max_size=72),
)
@settings(max_examples=60, deadline=None)
def test_a_column_that_changes_hourly_is_seen_within_the_hour(
    phase: int, quiet_days: int, wobble: list[int]
) -> None:
    begin = START + quiet_days * DAY + timedelta(seconds=phase)
    changes = [begin + n * HOUR + timedelta(seconds=late) for n, late in enumerate(wobble)]

    looks = watch(changes, changes[-1] + DAY)

    first_seen = min(look for look in looks if look >= changes[0])
    assert latest([change for change in changes if change > first_seen], looks) <= HOUR


@given(age_days=st.integers(1, 400))
@settings(max_examples=30, deadline=None)
def test_a_quiet_column_costs_four_fetches_a_day_at_most(age_days: int) -> None:
    newest_on = (START - age_days * DAY).date()

    looks = watch([], START + 30 * DAY, newest_on)

    for day in range(2, 30):
        begin = START + day * DAY
        assert sum(begin <= look < begin + DAY for look in looks) <= 4


@given(st.lists(st.integers(1, 20 * 86_400), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_the_wait_stays_between_its_bounds(gaps: list[int]) -> None:
    changes, at = [], START
    for gap in gaps:
        at += timedelta(seconds=gap)
        changes.append(at)

    looks = watch(changes, at + 3 * DAY)

    for sooner, later in pairwise(looks):
        assert RHYTHM.shortest <= later - sooner <= RHYTHM.longest


def test_the_history_is_read_once_and_listings_daily() -> None:
    plan = Plan(target="column-a", host="a.example.cn", next_at=START)
    kinds = []
    for _ in range(40):
        now = plan.next_at
        kind = pass_due(plan, now)
        assert kind is not None
        kinds.append(kind)
        plan = passed(
            plan, kind, now, now, opened=True, changed=True, newest_on=None, rhythm=RHYTHM
        )

    assert kinds[0] is Thoroughness.FULL
    assert Thoroughness.FULL not in kinds[1:]
    days = (plan.next_at - START) // DAY
    assert kinds.count(Thoroughness.DAILY) == days


def test_a_target_is_not_due_before_its_time() -> None:
    plan = Plan(target="column-a", host="a.example.cn", next_at=START)

    assert pass_due(plan, START - timedelta(milliseconds=1)) is None


@pytest.mark.parametrize("kind", Thoroughness)
def test_a_start_page_that_could_not_be_read_counts_for_nothing(kind: Thoroughness) -> None:
    before = Plan(target="column-a", host="a.example.cn", next_at=START)

    after = passed(
        before, kind, START, START, opened=False, changed=False, newest_on=None, rhythm=RHYTHM
    )

    assert (after.full_at, after.daily_at, after.changed_at) == (None, None, None)
    assert after.next_at == START + HOUR


def test_a_pass_that_took_longer_than_the_wait_is_due_when_it_ends() -> None:
    before = Plan(target="column-a", host="a.example.cn", next_at=START)
    end = START + 5 * HOUR

    after = passed(
        before,
        Thoroughness.FULL,
        START,
        end,
        opened=True,
        changed=True,
        newest_on=None,
        rhythm=RHYTHM,
    )

    assert after.next_at == end


def test_without_any_change_the_longest_wait_holds() -> None:
    assert wait(Plan(target="a", host="a", next_at=START), START, RHYTHM) == DAY


LISTING = Known(is_article=False, first_at=None, read_at=START - DAY)
YOUNG = Known(is_article=True, first_at=START - RECENT, read_at=START - DAY)
OLD = Known(is_article=True, first_at=START - RECENT - DAY, read_at=START - DAY)
JUST_READ = Known(is_article=True, first_at=START, read_at=START)
AWAY = Known(is_article=False, first_at=None, read_at=START - DAY, opened=False)


@pytest.mark.parametrize(
    ("kind", "leads_on", "wanted"),
    [
        (Thoroughness.LOOK, True, [None]),
        (Thoroughness.DAILY, True, [None, LISTING, YOUNG, AWAY]),
        (Thoroughness.DAILY, False, [None, YOUNG, AWAY]),
        (Thoroughness.FULL, True, [None, LISTING, YOUNG, OLD, AWAY]),
        (Thoroughness.FULL, False, [None, LISTING, YOUNG, OLD, AWAY]),
    ],
)
def test_each_pass_reads_what_it_is_for(
    kind: Thoroughness, *, leads_on: bool, wanted: list[Known | None]
) -> None:
    every = [None, LISTING, YOUNG, OLD, JUST_READ, AWAY]

    read = [one for one in every if is_wanted(kind, one, START, START, leads_on=leads_on)]

    assert read == wanted
