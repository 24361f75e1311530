"""What the registry said on a day, as it was known on another."""

from datetime import UTC, date, datetime

import pytest

from shared.contracts.life import Life, LifeAction, in_force, life_of
from shared.contracts.target import Target, TargetStatus
from tests.factories import make_target


def at(month: int, day: int, year: int = 2020) -> datetime:
    return datetime(year, month, day, 4, tzinfo=UTC)


def told(*changes: tuple[datetime, dict[str, object]]) -> tuple[Life, ...]:
    """Record a target and then change it, step by step."""
    lives: list[Life] = []
    before: Target | None = None
    for version, (moment, change) in enumerate(changes, start=1):
        base = before or make_target(opened_on=None)
        after = base.model_copy(update={**change, "version": version})
        lives.append(life_of(before, after, moment))
        before = after
    return tuple(lives)


def test_the_first_record_holds_for_all_the_time_before_it_was_written() -> None:
    lives = told((at(12, 14), {}))

    assert in_force(lives, date(2019, 1, 1)) == lives[0].target


def test_a_new_name_holds_from_the_day_it_was_recorded() -> None:
    lives = told((at(1, 5), {"name": "旧名"}), (at(11, 3), {"name": "新名"}))

    names = [in_force(lives, day) for day in (date(2020, 11, 2), date(2020, 11, 3))]

    assert [target.name for target in names if target] == ["旧名", "新名"]


def test_an_end_holds_from_its_own_day_however_late_it_was_recorded() -> None:
    closed = {"status": TargetStatus.CLOSED, "closed_on": date(2020, 12, 1)}
    lives = told((at(1, 5), {}), (at(2, 20, 2021), closed))

    before, after = in_force(lives, date(2020, 11, 30)), in_force(lives, date(2020, 12, 1))

    assert before is not None
    assert after is not None
    assert (before.status, after.status) == (TargetStatus.RUNNING, TargetStatus.CLOSED)


def test_what_was_recorded_later_was_not_known() -> None:
    closed = {"status": TargetStatus.CLOSED, "closed_on": date(2020, 12, 1)}
    lives = told((at(1, 5), {}), (at(2, 20, 2021), closed))

    known = in_force(lives, date(2020, 12, 31), at(1, 30, 2021))

    assert known is not None
    assert known.status is TargetStatus.RUNNING
    assert in_force(lives, date(2020, 12, 31), at(1, 4)) is None


def test_an_exemption_ends_when_the_target_resumes() -> None:
    lives = told(
        (at(1, 5), {}),
        (at(3, 1), {"status": TargetStatus.EXEMPT}),
        (at(4, 1), {"status": TargetStatus.RUNNING}),
        (at(9, 1), {"opened_on": date(2018, 5, 1)}),
    )

    days = (date(2020, 2, 1), date(2020, 3, 15), date(2020, 4, 1), date(2020, 10, 1))
    states = [target.status for day in days if (target := in_force(lives, day))]

    assert [str(state) for state in states] == ["running", "exempt", "running", "running"]
    first = in_force(lives, days[0])
    assert first is not None
    assert first.opened_on == date(2018, 5, 1), "a corrected day of opening holds always"


def test_a_target_that_was_reopened_stays_closed_in_between() -> None:
    lives = told(
        (at(1, 5), {}),
        (at(6, 2), {"status": TargetStatus.CLOSED, "closed_on": date(2020, 6, 1)}),
        (at(8, 1), {"status": TargetStatus.RUNNING, "closed_on": None}),
    )

    days = (date(2020, 5, 31), date(2020, 7, 1), date(2020, 8, 1))

    assert [target.closed_on for day in days if (target := in_force(lives, day)) is not None] == [
        None,
        date(2020, 6, 1),
        None,
    ]


@pytest.mark.parametrize(
    ("change", "action"),
    [
        ({"status": TargetStatus.EXEMPT}, LifeAction.EXEMPTED),
        ({"status": TargetStatus.CLOSED, "closed_on": date(2020, 6, 1)}, LifeAction.CLOSED),
        ({"status": TargetStatus.MIGRATED}, LifeAction.MIGRATED),
        ({"deregistered_on": date(2020, 6, 1)}, LifeAction.DEREGISTERED),
        ({"name": "新名"}, LifeAction.CHANGED),
    ],
)
def test_a_step_is_named_after_what_happened(change: dict[str, object], action: LifeAction) -> None:
    assert [life.action for life in told((at(1, 5), {}), (at(7, 1), change))] == [
        LifeAction.OPENED,
        action,
    ]
