"""The demo's week passes as fast as the machine can probe; a loss that is over slows nothing."""

from itertools import pairwise

from xuncha.demo.week import FASTEST, LEG, SLOWEST, Pace


def rates(pace: Pace, legs: int, missed: float = 0.0, start: float = 0.0) -> list[float]:
    found = []
    for leg in range(1, legs + 1):
        hours = start + leg * LEG
        pace.look(hours, round(start + leg * (LEG - missed)))
        found.append(pace.rate)
    return found


def test_it_speeds_up_while_nothing_is_missed() -> None:
    assert rates(Pace(), 8)[-1] == FASTEST


def test_it_is_not_judged_before_a_leg_is_over() -> None:
    pace = Pace()
    pace.look(LEG / 2, 2)
    assert pace.rate == SLOWEST


def test_it_slows_down_while_probes_are_missed() -> None:
    pace = Pace()
    rates(pace, 8)
    assert rates(pace, 5, missed=3, start=8 * LEG)[-1] == SLOWEST


def test_what_was_missed_does_not_slow_the_rest_down() -> None:
    pace = Pace()
    rates(pace, 4, missed=3)
    found = rates(pace, 4, start=4 * LEG)
    assert all(before <= after for before, after in pairwise(found))
