from datetime import date, timedelta

import pytest

from services.analyzer.domain.assessing.case import Case
from shared.contracts.assessment import Verdict
from tests.factories import make_target
from tests.unit.analyzer.assessing.cases import (
    DAY,
    account,
    column,
    ledger,
    library,
    listed,
    make_case,
    run,
    seen,
)

OK, BAD, UNSEEN = Verdict.COMPLIANT, Verdict.VIOLATING, Verdict.NOT_OBSERVED


def back(days: int, day: date = DAY) -> date:
    return day - timedelta(days=days)


@pytest.mark.parametrize(("days", "verdict"), [(13, OK), (14, OK), (15, BAD)])
def test_a_home_page_fails_after_two_weeks_and_not_on_the_day_itself(
    days: int, verdict: Verdict
) -> None:
    assert run(make_case(ledger=seen(back(days))), "WV3").verdict is verdict


def test_a_home_page_without_dates_counts_as_not_updated() -> None:
    assert run(make_case(ledger=seen(None)), "WV3").verdict is BAD


def test_a_navigation_page_is_judged_by_what_lies_below_it() -> None:
    site = make_target(navigation_only=True)
    case = make_case(site, ledger=seen(back(40)), columns=(column(1, newest=back(2)),))

    assert run(case, "WV3").verdict is OK
    assert run(make_case(site, ledger=seen(back(40))), "WV3").verdict is BAD


def test_what_was_seen_once_is_judged_on_the_day_it_was_seen() -> None:
    case = make_case(ledger=ledger({back(10): listed(back(20))}))

    assert run(case, "WV3").verdict is OK
    assert run(make_case(ledger=ledger({back(15): listed(back(40))})), "WV3").verdict is UNSEEN


def columns(bad: int, good: int, kind: str = "动态要闻", days: int = 15) -> Case:
    stale = [column(n, kind, newest=back(days)) for n in range(bad)]
    fresh = [column(100 + n, kind, newest=back(1)) for n in range(good)]
    return make_case(columns=(*stale, *fresh))


@pytest.mark.parametrize(("bad", "verdict"), [(4, OK), (5, BAD), (6, BAD)])
def test_five_stale_columns_fail(bad: int, verdict: Verdict) -> None:
    assert run(columns(bad, 10), "WV4.a").verdict is verdict


@pytest.mark.parametrize(("bad", "verdict"), [(9, OK), (10, BAD)])
def test_ten_overdue_columns_fail(bad: int, verdict: Verdict) -> None:
    assert run(columns(bad, 10), "WV4.b").verdict is verdict


def test_both_classes_of_the_first_count_add_up() -> None:
    news = [column(n, "动态要闻", newest=back(15)) for n in range(3)]
    notices = [column(10 + n, "通知公告", newest=date(2020, 6, 19)) for n in range(2)]

    assert run(make_case(columns=(*news, *notices)), "WV4.a").verdict is BAD
    assert run(make_case(columns=(*news, notices[0])), "WV4.a").verdict is OK


def test_a_column_that_nobody_could_read_leaves_the_count_open() -> None:
    unread = column(99)
    case = columns(4, 10)

    assert run(make_case(columns=(*case.columns, unread)), "WV4.a").verdict is UNSEEN
    assert run(make_case(columns=(*columns(5, 5).columns, unread)), "WV4.a").verdict is BAD


@pytest.mark.parametrize(
    ("kind", "newest", "verdict"),
    [
        pytest.param("动态要闻", back(14), OK, id="news on the boundary"),
        pytest.param("动态要闻", back(15), BAD, id="news past it"),
        pytest.param("通知公告", date(2020, 6, 20), OK, id="six calendar months"),
        pytest.param("通知公告", date(2020, 6, 19), BAD, id="six months and a day"),
        pytest.param("人事", date(2019, 12, 20), OK, id="a year"),
        pytest.param("人事", date(2019, 12, 19), BAD, id="a year and a day"),
        pytest.param("历史专题", date(2010, 1, 1), OK, id="finished by its nature"),
        pytest.param("没有这一类", date(2010, 1, 1), OK, id="no limit set"),
        pytest.param("动态要闻", None, BAD, id="undated"),
    ],
)
def test_a_column_is_judged_by_its_class(kind: str, newest: date | None, verdict: Verdict) -> None:
    target, ledger_ = column(1, kind, newest=newest)

    assert run(make_case(target, ledger=ledger_), "PB2").verdict is verdict


def test_six_months_before_a_leap_day_and_after_a_short_month() -> None:
    day = date(2020, 8, 31)
    target, ledger_ = column(1, "通知公告", newest=date(2020, 2, 29), day=day)
    assert run(make_case(target, ledger=ledger_, day=day), "PB2").verdict is OK

    target, ledger_ = column(1, "通知公告", newest=date(2020, 2, 28), day=day)
    assert run(make_case(target, ledger=ledger_, day=day), "PB2").verdict is BAD


def test_one_blank_reading_makes_no_blank_column() -> None:
    target = column(1).target
    once = ledger({back(1): listed(back(2)), DAY: listed(None, blank=True)})
    twice = ledger({back(1): listed(None, blank=True), DAY: listed(None, blank=True)})

    assert run(make_case(target, ledger=once), "PB3").verdict is OK
    assert run(make_case(target, ledger=twice), "PB3").verdict is BAD
    assert run(make_case(target), "PB3").verdict is UNSEEN


@pytest.mark.parametrize(("bad", "verdict"), [(4, OK), (5, BAD)])
def test_five_blank_columns_fail(bad: int, verdict: Verdict) -> None:
    twice = ledger({back(1): listed(None, blank=True), DAY: listed(None, blank=True)})
    blank = [column(n)._replace(ledger=twice) for n in range(bad)]

    assert run(make_case(columns=(*blank, column(9, newest=DAY))), "WV4.c").verdict is verdict


@pytest.mark.parametrize(
    ("days", "nation", "city"),
    [(7, OK, OK), (10, OK, OK), (11, OK, BAD), (14, OK, BAD), (15, BAD, BAD)],
)
def test_an_account_is_judged_by_the_nation_or_by_its_city(
    days: int, nation: Verdict, city: Verdict
) -> None:
    local = library().profile("example-city", date(2021, 3, 1))

    assert run(make_case(account(), ledger=seen(back(days))), "MV2.a").verdict is nation
    case = make_case(account(), ledger=seen(back(days)), profile=local)
    assert run(case, "MV2.a").verdict is city


@pytest.mark.parametrize(("newest", "verdict"), [(date(2020, 9, 20), OK), (date(2020, 9, 19), BAD)])
def test_a_zombie_is_three_months_old(newest: date, verdict: Verdict) -> None:
    assert run(make_case(account(), ledger=seen(newest)), "PB4").verdict is verdict


def test_an_account_that_nobody_looked_at_is_not_judged() -> None:
    assert run(make_case(account()), "MV2.a").verdict is UNSEEN


@pytest.mark.parametrize(("days", "verdict"), [(2, BAD), (3, OK), (4, OK)])
def test_three_days_a_week(days: int, verdict: Verdict) -> None:
    local = library().profile("example-city", date(2021, 3, 1))
    looks = {back(n): listed(back(n) if n < days else back(30)) for n in range(7)}

    case = make_case(account(), ledger=ledger(looks), profile=local)

    assert run(case, "MX1").verdict is verdict


def test_three_days_a_week_needs_a_look_on_each_day() -> None:
    local = library().profile("example-city", date(2021, 3, 1))

    assert run(make_case(account(), ledger=seen(DAY), profile=local), "MX1").verdict is UNSEEN


def test_dates_in_the_future_and_late_appearances_are_suspected() -> None:
    daily = {back(2): listed(back(9)), back(1): listed(back(9)), DAY: listed(back(3))}
    late = make_case(ledger=ledger(daily))
    fresh = make_case(ledger=ledger({**daily, DAY: listed(back(2))}))
    future = make_case(
        ledger=ledger({DAY: listed(back(1))._replace(future_on=DAY + timedelta(days=1))})
    )

    assert run(late, "WV1.5").verdict is BAD
    assert run(fresh, "WV1.5").verdict is OK
    assert run(future, "WV1.5").verdict is BAD
    assert run(make_case(), "WV1.5").verdict is UNSEEN


def test_a_jump_after_days_without_a_look_proves_nothing() -> None:
    case = make_case(ledger=ledger({back(6): listed(back(9)), DAY: listed(back(4))}))

    assert run(case, "WV1.5").verdict is OK
