from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from services.analyzer.domain.assessing.dates import first_late, limit_end, limit_start
from services.analyzer.domain.assessing.facts import NOTHING, DayFacts, Links, Marked
from services.analyzer.domain.assessing.ledger import (
    KEPT_DAYS,
    Ledger,
    advance,
    begin,
    fold,
    replay_start,
)
from tests.unit.analyzer.assessing.cases import national

FIRST = date(2020, 8, 1)
OBSERVED = national().observed
DAYS = 160


def drawn(seed: int) -> list[tuple[date, DayFacts]]:
    """Draw what was observed on many days: gaps, blanks, old and new dates, dead links."""
    dice = Random(seed)  # noqa: S311 - a test draws the same each time
    days = []
    for n in range(DAYS):
        day = FIRST + timedelta(days=n)
        days.append((day, NOTHING if dice.random() < 0.3 else _facts(dice, day)))
    return days


def _facts(dice: Random, day: date) -> DayFacts:
    def some(letters: str) -> frozenset[str]:
        return frozenset(one for one in letters if dice.random() < 0.5)

    read, dated = dice.random() < 0.7, dice.random() < 0.7
    return DayFacts(
        valid=dice.choice([0, 20, 24]),
        failed=dice.randrange(4),
        failed_hours=dice.randrange(4),
        read=read,
        listed=read and dice.random() < 0.5,
        blank=dice.random() < 0.4,
        items=dice.randrange(3),
        newest_on=day - timedelta(days=dice.randrange(40)) if read and dated else None,
        future_on=day + timedelta(days=1) if read and dice.random() < 0.05 else None,
        marks=Marked(error_report=dice.random() < 0.5) if dice.random() < 0.3 else None,
        links=Links(open=some("xy"), dead=some("yz")) if dice.random() < 0.2 else None,
    )


@settings(deadline=None)
@given(st.integers(0, 10**9), st.integers(60, DAYS - 1))
def test_daily_steps_reach_what_a_replay_reaches(seed: int, until: int) -> None:
    days = drawn(seed)
    last = days[until][0]
    stepped = begin(FIRST)
    for day, one in days[: until + 1]:
        stepped = advance(stepped, day, one, OBSERVED)

    replayed = fold(days, max(replay_start(last), FIRST), last, OBSERVED)

    assert replayed == stepped


@settings(deadline=None)
@given(st.integers(0, 10**9), st.integers(1, DAYS - 1))
def test_days_without_observations_may_be_left_out(seed: int, last: int) -> None:
    days = drawn(seed)
    end = days[last][0]

    with_all = fold(days, FIRST, end, OBSERVED)

    assert fold([day for day in days if day[1] != NOTHING], FIRST, end, OBSERVED) == with_all


def test_a_clock_that_went_back_changes_nothing() -> None:
    ledger = advance(begin(FIRST), FIRST, DayFacts(valid=20), OBSERVED)

    assert advance(ledger, FIRST, DayFacts(valid=20), OBSERVED) is ledger
    assert advance(ledger, FIRST - timedelta(days=1), DayFacts(valid=9), OBSERVED) is ledger


def test_a_jump_of_the_clock_forgets_what_is_too_old() -> None:
    ledger = advance(begin(FIRST), FIRST, DayFacts(valid=20, read=True), OBSERVED)

    after = advance(ledger, FIRST + timedelta(days=KEPT_DAYS), NOTHING, OBSERVED)

    assert after == Ledger(on=FIRST + timedelta(days=KEPT_DAYS), best=20, home=False, listing=True)


def test_probes_of_two_quarters_never_add_up() -> None:
    edge = date(2020, 10, 1)
    days = [(edge + timedelta(days=n - 4), DayFacts(valid=20)) for n in range(8)]

    assert fold(days, edge - timedelta(days=10), edge + timedelta(days=3), OBSERVED).best == 80


@settings(deadline=None)
@given(
    st.dates(date(2019, 1, 1), date(2025, 12, 31)),
    st.integers(0, 40),
    st.integers(0, 14),
)
def test_the_end_of_a_limit_is_its_last_day(day: date, days: int, months: int) -> None:
    end = limit_end(day, days=days, months=months)

    assert limit_start(end, days=days, months=months) <= day
    assert limit_start(first_late(day, days=days, months=months), days=days, months=months) > day
