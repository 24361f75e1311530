"""A host in trouble rests longer and longer; an address that fails is tried a few times more."""

from datetime import timedelta

import pytest

from services.crawler.domain.cursor import Job
from services.crawler.domain.frontier import Frontier, Step
from services.crawler.domain.outcome import FetchOutcome
from services.crawler.domain.plan import Rhythm, Thoroughness
from services.crawler.domain.resting import TRIES, is_worth_a_try, rest
from services.crawler.pace import TROUBLE_LIMIT, Pace, Slice
from shared.contracts.target import TargetKind
from tests.factories import NOW

MINUTE = timedelta(minutes=1)
PACE = Pace(200, 60.0, 1_000, Rhythm(15 * MINUTE, timedelta(days=1)))


def a_slice() -> Slice:
    return Slice(PACE, {}, {}, [])


def test_the_rest_doubles_up_to_an_hour_and_never_falls_short_of_what_was_asked() -> None:
    assert [rest(strikes) // MINUTE for strikes in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert rest(10_000) == timedelta(hours=1)
    assert rest(0, 600.0) == 10 * MINUTE
    assert rest(4, 600.0) == 16 * MINUTE


@pytest.mark.parametrize(
    ("outcome", "again"),
    [
        (FetchOutcome.SERVER_ERROR, True),
        (FetchOutcome.DEADLINE, True),
        (FetchOutcome.CONNECT_FAILED, True),
        (FetchOutcome.TOO_MANY, True),
        (FetchOutcome.ROBOTS_UNREACHABLE, True),
        (FetchOutcome.OK, False),
        (FetchOutcome.NOT_FOUND, False),
        (FetchOutcome.ROBOTS, False),
        (FetchOutcome.REFUSED, False),
    ],
)
def test_what_may_pass_is_tried_again_so_many_times(outcome: FetchOutcome, again: bool) -> None:
    assert is_worth_a_try(outcome, 0) is again
    assert is_worth_a_try(outcome, TRIES - 2) is again
    assert not is_worth_a_try(outcome, TRIES - 1)


def test_an_address_whose_host_rests_loses_no_try() -> None:
    assert is_worth_a_try(FetchOutcome.RESTING, 1_000)


def test_an_address_that_failed_waits_for_a_later_run_and_costs_nothing_of_the_cap() -> None:
    frontier = Frontier("http://a.cn/", TargetKind.COLUMN, set(), 2, [Step("http://a.cn/1", 1)])
    step = frontier.next()
    assert step == Step("http://a.cn/1", 1)

    frontier.again(step, asked=True)

    assert frontier.next() is None
    assert not frontier.goes_on
    assert (frontier.waiting, frontier.limit) == ((Step("http://a.cn/1", 1, 1),), 2)


def test_a_cursor_keeps_how_often_an_address_was_tried_and_reads_those_that_did_not_say() -> None:
    job = Job(
        target="a",
        kind=Thoroughness.LOOK,
        begun_at=NOW,
        left=5,
        steps=(Step("http://a.cn/1", 1, 3),),
        again_at=NOW + MINUTE,
    )
    assert Job.model_validate_json(job.model_dump_json()) == job

    older = job.model_dump(mode="json") | {"steps": [["http://a.cn/1", 1]]}
    assert Job.model_validate(older).steps == (Step("http://a.cn/1", 1, 0),)


def test_a_run_ends_after_so_many_failures_in_a_row() -> None:
    run = a_slice()
    for _ in range(TROUBLE_LIMIT - 1):
        run.count(FetchOutcome.CONNECT_TIMEOUT, 0.0)
    run.count(FetchOutcome.OK, 0.0)
    for _ in range(TROUBLE_LIMIT - 1):
        run.count(FetchOutcome.SERVER_ERROR, 0.0)
    assert run.goes_on()

    run.count(FetchOutcome.DEADLINE, 0.0)

    assert not run.goes_on()
    assert run.struck


@pytest.mark.parametrize(
    ("outcome", "seconds"),
    [
        (FetchOutcome.TOO_MANY, 60.0),
        (FetchOutcome.ROBOTS_UNREACHABLE, 0.0),
        (FetchOutcome.SERVER_ERROR, 120.0),
    ],
)
def test_a_host_that_asks_for_rest_gets_it_at_once(outcome: FetchOutcome, seconds: float) -> None:
    run = a_slice()
    run.count(outcome, seconds)
    assert not run.goes_on()
    assert (run.struck, run.rest_seconds) == (True, seconds)


def test_a_host_that_was_not_asked_gets_no_blame() -> None:
    run = a_slice()
    run.count(FetchOutcome.RESTING, 42.0)
    assert not run.goes_on()
    assert (run.struck, run.visited, run.rest_seconds) == (False, 0, 42.0)
