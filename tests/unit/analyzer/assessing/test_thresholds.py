"""Every limit below, at and above it: limits are inclusive, the boundary day is in time."""

from datetime import date, timedelta

import pytest

from services.analyzer.domain.assessing.case import Case
from services.analyzer.domain.assessing.facts import DayFacts, Links, Marked
from shared.contracts.assessment import Verdict
from tests.unit.analyzer.assessing.cases import (
    DAY,
    account,
    column,
    item,
    ledger,
    listed,
    make_case,
    marked,
    probed,
    run,
    seen,
    week,
)

GOOD, BAD, OPEN = Verdict.COMPLIANT, Verdict.VIOLATING, Verdict.NOT_OBSERVED
FORTNIGHT, HALF_A_YEAR = date(2020, 12, 6), date(2020, 6, 20)
QUARTER, TWO_MONTHS = date(2020, 9, 20), date(2020, 10, 20)
ONE = timedelta(days=1)


def site(kind: str, newest: date) -> Case:
    return make_case(columns=(column(1, kind, newest=newest),))


def counted(kind: str, newest: date) -> Case:
    one = column(1, kind, newest=newest)
    return make_case(one.target, ledger=one.ledger)


def backdated(days: int) -> Case:
    before, late = listed(DAY - 9 * ONE), listed(DAY - days * ONE)
    return make_case(ledger=ledger({DAY - ONE: before, DAY: late}))


def never_open(probes: int) -> Case:
    days = [probed(20, 20)] * 6 + [probed(probes - 120, probes - 120)]
    return make_case(ledger=week(days))


def opened_once() -> Case:
    return make_case(ledger=week([probed(20, 20)] * 6 + [probed(20, 19)]))


def dead(count: int) -> Case:
    urls = frozenset(f"http://gone-{n}.example.cn/" for n in range(count))
    return make_case(ledger=ledger({DAY: DayFacts(links=Links(dead=urls, proven=urls))}))


def looked_at(days_ago: int) -> Case:
    day = DAY - days_ago * ONE
    return make_case(account(), ledger=ledger({day: listed(day)}))


@pytest.mark.parametrize(
    ("key", "case", "verdict"),
    [
        pytest.param("WV1.5", backdated(2), GOOD, id="two days after its date"),
        pytest.param("WV1.5", backdated(3), BAD, id="three days after its date"),
        pytest.param("WV1.5", backdated(4), BAD, id="four days after its date"),
        pytest.param("WV3", make_case(ledger=seen(FORTNIGHT)), GOOD, id="home page, at"),
        pytest.param("WV3", make_case(ledger=seen(FORTNIGHT - ONE)), BAD, id="home page, past"),
        pytest.param("WV5.a", make_case(ledger=marked(Marked(enquiry_form=True))), GOOD, id="form"),
        pytest.param("WV5.a", make_case(ledger=marked(Marked())), BAD, id="no form"),
        pytest.param("MV2.a", make_case(account(), ledger=seen(FORTNIGHT)), GOOD, id="account, at"),
        pytest.param(
            "MV2.a", make_case(account(), ledger=seen(FORTNIGHT - ONE)), BAD, id="account, past"
        ),
        pytest.param("MV2.a", looked_at(14), GOOD, id="looked at a fortnight ago"),
        pytest.param("MV2.a", looked_at(15), OPEN, id="looked at longer ago"),
        pytest.param("PB4", make_case(account(), ledger=seen(QUARTER)), GOOD, id="zombie, at"),
        pytest.param(
            "PB4", make_case(account(), ledger=seen(QUARTER - ONE)), BAD, id="zombie, past"
        ),
        pytest.param("PB2", counted("动态要闻", FORTNIGHT), GOOD, id="column, at"),
        pytest.param("PB2", counted("动态要闻", FORTNIGHT - ONE), BAD, id="column, past"),
        pytest.param("PB5", never_open(139), OPEN, id="never open, too few probes"),
        pytest.param("PB5", never_open(140), BAD, id="never open"),
        pytest.param("PB5", opened_once(), GOOD, id="open once"),
        pytest.param("D1.4", site("动态要闻", FORTNIGHT), GOOD, id="news, at"),
        pytest.param("D1.4", site("动态要闻", FORTNIGHT - ONE), BAD, id="news, past"),
        pytest.param("D1.5", site("政策文件", HALF_A_YEAR), GOOD, id="policies, at"),
        pytest.param("D1.5", site("政策文件", HALF_A_YEAR - ONE), BAD, id="policies, past"),
        pytest.param("D1.6", site("政策解读", HALF_A_YEAR), GOOD, id="interpretation, at"),
        pytest.param("D1.6", site("政策解读", HALF_A_YEAR - ONE), BAD, id="interpretation, past"),
        pytest.param("D2.5", site("办事统计", QUARTER), GOOD, id="statistics, at"),
        pytest.param("D2.5", site("办事统计", QUARTER - ONE), BAD, id="statistics, past"),
        pytest.param("D3.2", site("留言公开", TWO_MONTHS), GOOD, id="enquiries, at"),
        pytest.param("D3.2", site("留言公开", TWO_MONTHS - ONE), BAD, id="enquiries, past"),
        pytest.param("B1.1", site("数据发布", QUARTER), GOOD, id="data, at"),
        pytest.param("B1.1", site("数据发布", QUARTER - ONE), BAD, id="data, past"),
        pytest.param("D1.9", site("人事", date(2019, 12, 20)), GOOD, id="personnel, at"),
        pytest.param("D1.9", site("人事", date(2019, 12, 19)), BAD, id="personnel, past"),
        pytest.param("D4.3", dead(0), GOOD, id="no dead link"),
        pytest.param("D4.3", dead(1), BAD, id="one dead link"),
        pytest.param("D4.3", dead(2), BAD, id="two dead links"),
    ],
)
def test_a_limit(key: str, case: Case, verdict: Verdict) -> None:
    assert run(case, key).verdict is verdict


@pytest.mark.parametrize("more", range(4))
def test_one_more_late_column_never_improves_a_count(more: int) -> None:
    late = [column(n, "动态要闻", newest=FORTNIGHT - ONE) for n in range(3 + more)]
    fine = [column(90 + n, "动态要闻", newest=DAY) for n in range(3)]
    ranks = [OPEN, GOOD, BAD]

    fewer = run(make_case(columns=tuple(late[:-1] + fine)), "WV4.a").verdict
    all_of_them = run(make_case(columns=tuple(late + fine)), "WV4.a").verdict
    assert ranks.index(all_of_them) >= ranks.index(fewer)
    assert item("WV4.a").limits["count"] == 5
