"""The demo's week passes as fast as the machine can probe, and no loss at its start holds it up."""

from xuncha.demo.week import FASTEST, SLOWEST, Pace


def looked(pace: Pace, hours: float, probes: int, times: int = 40) -> float:
    for _ in range(times):
        pace.look(hours, probes)
    return pace.rate


def test_it_speeds_up_while_nothing_is_missed() -> None:
    pace = Pace()
    assert pace.rate == SLOWEST
    assert looked(pace, 24, 24) == FASTEST


def test_it_slows_down_while_too_much_is_missed() -> None:
    pace = Pace()
    assert looked(pace, 24, 24) == FASTEST
    assert looked(pace, 40, 34, times=5) < FASTEST
    assert looked(pace, 40, 40) == FASTEST


def test_what_was_lost_at_the_beginning_does_not_hold_up_the_rest() -> None:
    pace = Pace()
    assert looked(pace, 20, 10, times=1) == SLOWEST
    assert looked(pace, 40, 30) == FASTEST


def test_more_than_the_indicators_bear_is_not_put_up_with() -> None:
    pace = Pace()
    assert looked(pace, 60, 30) == SLOWEST
