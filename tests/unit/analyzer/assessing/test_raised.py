from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from services.analyzer.domain.assessing.episodes import Episode, episodes, raised
from services.analyzer.domain.assessing.inspections import draw
from services.analyzer.domain.assessing.nearing import enquiries_near, near
from services.analyzer.domain.assessing.verdict import measured
from shared.contracts.enquiry import Enquiry
from shared.contracts.finding import Decision, Effect, Finding
from shared.dates import written
from tests.factories import NOW
from tests.unit.analyzer.assessing.cases import (
    DAY,
    account,
    column,
    item,
    make_case,
    national,
    probed,
    seen,
    week,
    with_items,
)

WV2 = with_items(item("WV2"))


def stepped(
    bad_days: list[bool], before: Mapping[str, Episode]
) -> tuple[Mapping[str, Episode], list[Finding]]:
    """Judge one site day after day; each bad week ends on a bad day."""
    found: list[Finding] = []
    current = dict(before)
    for n, bad in enumerate(bad_days):
        day = date(2020, 10, 5) + timedelta(days=n)
        ledger = week([probed(24, 24 if bad else 0)] * 7, day)
        case = make_case(ledger=ledger, day=day, profile=WV2)
        judged = measured(case, {})
        current = dict(episodes(case, judged, current))
        found += raised(case, judged, current, NOW)
    return current, found


def test_an_episode_is_one_finding_however_long_it_lasts() -> None:
    _, found = stepped([True] * 5, {})

    assert len({one.id for one in found}) == 1
    assert found[0].found_on == date(2020, 10, 5)
    assert (found[0].effect, found[0].decision) == (Effect.VETO, Decision.SUSPECTED)


@pytest.mark.parametrize(("quiet", "count"), [(1, 1), (3, 1), (4, 2), (9, 2)])
def test_a_short_recovery_begins_no_second_episode(quiet: int, count: int) -> None:
    _, found = stepped([True] + [False] * quiet + [True], {})

    assert len({one.id for one in found}) == count


def judged_on(
    day: date, *, bad: bool | None, before: Mapping[str, Episode]
) -> tuple[Mapping[str, Episode], list[Finding]]:
    """Judge one site on one day; None: it was hardly looked at."""
    days = [probed(3, 0) if bad is None else probed(24, 24 if bad else 0)] * 7
    case = make_case(ledger=week(days, day), day=day, profile=WV2)
    judged = measured(case, {})
    current = episodes(case, judged, before)
    return current, raised(case, judged, current, NOW)


@pytest.mark.parametrize("judged_meanwhile", [True, False], ids=["unseen", "not judged"])
def test_days_on_which_nothing_was_seen_end_no_episode(judged_meanwhile: bool) -> None:
    first, later = date(2020, 10, 12), date(2020, 10, 30)
    current, found = judged_on(first, bad=True, before={})
    for n in range(1, 18) if judged_meanwhile else ():
        current, nothing = judged_on(first + timedelta(days=n), bad=None, before=current)
        assert nothing == []

    _, again = judged_on(later, bad=True, before=current)

    assert [one.id for one in again] == [one.id for one in found]


def test_a_new_quarter_names_what_still_fails_again() -> None:
    target, ledger = column(1, newest=date(2020, 9, 1), day=date(2020, 9, 30))
    ids = set()
    for day in (date(2020, 9, 29), date(2020, 9, 30), date(2020, 10, 1), date(2020, 10, 2)):
        case = make_case(target, ledger=seen(date(2020, 9, 1), day), day=day)
        judged = measured(case, {})
        ids |= {one.id for one in raised(case, judged, episodes(case, judged, {}), NOW)}

    assert len(ids) == 2
    assert ledger.newest_on == date(2020, 9, 1)


def test_an_item_that_only_tells_raises_nothing() -> None:
    case = make_case(
        profile=with_items(item("WV2", raises=False)), ledger=week([probed(24, 24)] * 7)
    )
    judged = measured(case, {})

    assert raised(case, judged, episodes(case, judged, {}), NOW) == []


@pytest.mark.parametrize(
    ("newest", "left"),
    [
        pytest.param(DAY - timedelta(days=9), None, id="five days left"),
        pytest.param(DAY - timedelta(days=10), 3, id="three days left, the day after"),
        pytest.param(DAY - timedelta(days=13), 0, id="today is the last day"),
        pytest.param(DAY - timedelta(days=14), None, id="past it: a defect, no warning"),
    ],
)
def test_a_warning_comes_three_days_before_the_limit(newest: date, left: int | None) -> None:
    today = DAY + timedelta(days=1)
    warned = [
        near(make_case(account(), ledger=seen(newest)), today),
        near(make_case(column(1).target, ledger=seen(newest)), today),
    ]

    assert [one and one.days_left for one in warned] == [left, left]
    for one in warned:
        assert one is None or f"（{written(newest)}）起" in one.explained
        assert one is None or f"{written(one.limit_on)}为最后一天" in one.explained


def test_a_limit_is_warned_of_once_for_each_step_of_its_ladder() -> None:
    """Three days before, again with one day left; a new limit begins anew."""
    case = make_case(account(), ledger=seen(DAY - timedelta(days=11)))
    warned = [near(case, DAY + timedelta(days=n)) for n in range(4)]

    told = [(one.step, one.days_left) for one in warned if one]
    assert told == [(1, 3), (1, 2), (2, 1), (2, 0)]
    assert len({one.id for one in warned if one}) == 2
    assert warned[0] is not None
    assert "还有3天" in warned[0].text
    quiet = with_items(*national().items, warn_again=())
    case = make_case(account(), ledger=seen(DAY - timedelta(days=13)), profile=quiet)
    assert [one.step for one in [near(case, DAY)] if one] == [1]


@pytest.mark.parametrize(
    ("due", "closed", "count"),
    [
        (DAY + timedelta(days=4), None, 0),
        (DAY + timedelta(days=3), None, 1),
        (DAY, None, 1),
        (DAY - timedelta(days=1), None, 0),
        (DAY, DAY, 0),
        (None, None, 0),
    ],
)
def test_an_open_enquiry_near_its_due_date_is_warned_of(
    due: date | None, closed: date | None, count: int
) -> None:
    one = Enquiry(id="e-1", unit="u", received_on=DAY, due_on=due, closed_on=closed)

    assert len(list(enquiries_near([one], national(), DAY))) == count


def test_a_warning_of_an_enquiry_says_how_its_day_was_counted() -> None:
    counted = Enquiry(
        id="e-1", unit="u", received_on=DAY, due_on=DAY, due_explained="自收到之日起算。"
    )
    given = counted.model_copy(update={"id": "e-2", "due_explained": ""})

    told = [one.explained for one in enquiries_near([counted, given], national(), DAY)]

    assert told == ["自收到之日起算。", f"登记的办理期限为{written(DAY)}。"]


def test_a_sample_can_be_drawn_again_and_hardly_changes_with_one_more() -> None:
    population = [f"guide-{n}" for n in range(50)]

    drawn = draw(population, 10, "2020Q4/site-a/WV6.b")

    assert drawn == draw(reversed(population), 10, "2020Q4/site-a/WV6.b")
    assert drawn != draw(population, 10, "2021Q1/site-a/WV6.b")
    assert len(set(drawn) - set(draw([*population, "one more"], 10, "2020Q4/site-a/WV6.b"))) <= 1
    assert draw(population[:3], 10, "s") != ()
