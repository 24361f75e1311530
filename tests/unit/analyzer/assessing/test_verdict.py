from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.analyzer.domain.assessing.case import Case
from services.analyzer.domain.assessing.facts import DayFacts
from services.analyzer.domain.assessing.inspections import Answers
from services.analyzer.domain.assessing.verdict import assess, measured
from shared.contracts.assessment import Assessment, Verdict
from shared.contracts.finding import Decision, Effect, Finding
from shared.contracts.target import Target
from tests.factories import make_finding, make_target
from tests.unit.analyzer.assessing.cases import (
    DAY,
    account,
    item,
    ledger,
    library,
    listed,
    make_case,
    probed,
    seen,
    with_items,
)

OK, BAD, UNSEEN = Verdict.COMPLIANT, Verdict.VIOLATING, Verdict.NOT_OBSERVED
RANK = {OK: 0, UNSEEN: 1, BAD: 2}


def watched(failed: int = 0, **fields: object) -> Case:
    """A website of which enough was seen."""
    days = {DAY - timedelta(days=n): _day(failed, n) for n in range(7)}
    return make_case(**{"ledger": ledger(days), **fields})


def _day(failed: int, n: int) -> DayFacts:
    return listed(DAY - timedelta(days=n))._replace(
        valid=24, failed=failed, failed_hours=min(failed, 2)
    )


def judge(case: Case, *findings: Finding, **fields: object) -> Assessment:
    answers = fields.pop("answers", {})
    return assess(case, measured(case, answers), findings, **fields)


def confirmed(**fields: object) -> Finding:
    return make_finding(**{"decision": Decision.CONFIRMED, "found_on": DAY, **fields})


def test_a_site_that_was_watched_and_has_nothing_against_it_is_compliant() -> None:
    one = judge(watched())

    assert one.verdict is OK
    assert one.text == "合格：未确认单项否决情形。"


def test_one_confirmed_veto_is_enough() -> None:
    one = judge(watched(), confirmed())

    assert one.verdict is BAD
    assert one.text == "不合格：严重表述错误：已确认1处。"
    assert next(reason for reason in one.reasons if reason.item == "WV1.1").findings


@pytest.mark.parametrize("decision", [Decision.SUSPECTED, Decision.REJECTED])
def test_what_nobody_confirmed_never_counts(decision: Decision) -> None:
    assert judge(watched(), confirmed(decision=decision)).verdict is OK


def test_a_measured_failure_waits_for_a_person_and_counts_when_confirmed() -> None:
    case = watched(failed=10)
    waiting = judge(case)
    finding = confirmed(rule="availability.site", family="availability")

    assert waiting.verdict is OK
    assert "（待人工核实）" in next(one.text for one in waiting.reasons if one.item == "WV2")
    assert judge(case, finding).verdict is BAD
    assert judge(case, finding.model_copy(update={"decision": Decision.REJECTED})).verdict is OK


def test_an_item_that_confirms_itself_needs_nobody() -> None:
    profile = with_items(item("WV2", confirms=True))

    assert judge(watched(failed=10, profile=profile)).verdict is BAD


def test_a_privacy_leak_is_a_problem_and_no_veto() -> None:
    leak = confirmed(rule="personal.resident_id", family="personal", effect=Effect.PROBLEM)

    one = judge(watched(), leak)

    assert one.verdict is OK
    assert "存在问题：个人隐私泄露" in one.text


def test_a_veto_by_a_rule_that_no_item_names_counts_all_the_same() -> None:
    assert judge(watched(), confirmed(rule="mark.other", family="mark")).verdict is BAD


@pytest.mark.parametrize(
    ("case", "text"),
    [
        pytest.param(
            make_case(ledger=ledger({DAY: probed(96)})),
            "监测周有效探测96次，不足140次",
            id="too few probes",
        ),
        pytest.param(
            make_case(ledger=ledger({DAY - timedelta(days=n): probed() for n in range(7)})),
            "首页未能读出更新列表",
            id="home not read",
        ),
        pytest.param(make_case(account()), "未取得最新发布时间", id="account"),
    ],
)
def test_too_little_seen_is_no_verdict(case: Case, text: str) -> None:
    one = judge(case)

    assert (one.verdict, one.text) == (UNSEEN, f"未能观测：{text}。")


def test_a_confirmed_veto_stands_even_where_little_was_seen() -> None:
    assert judge(make_case(), confirmed()).verdict is BAD


def test_seven_good_days_of_another_quarter_say_nothing_of_this_one() -> None:
    day = date(2021, 1, 3)
    days = {day - timedelta(days=n): _day(0, 0)._replace(newest_on=DAY) for n in range(7)}

    assert judge(make_case(ledger=ledger(days, day), day=day)).verdict is UNSEEN


@pytest.mark.parametrize(
    ("previous", "closing"),
    [((BAD, BAD), True), ((BAD, OK), False), ((BAD,), False), ((BAD, UNSEEN), False)],
)
def test_three_failed_quarters_in_a_row_propose_closing(
    previous: tuple[Verdict, ...], *, closing: bool
) -> None:
    assert judge(watched(), confirmed(), previous=previous).proposes_closing is closing
    assert not judge(watched(), previous=previous).proposes_closing


@pytest.mark.parametrize(("bad", "fails"), [(4, False), (5, True)])
def test_an_inspection_counts_only_when_it_was_answered(bad: int, *, fails: bool) -> None:
    profile = with_items(item("WV6.b", confirms=True))
    samples = {f"guide-{n}": [n >= bad] for n in range(10)}
    case = watched(profile=profile)

    assert judge(case).reasons[0].verdict is UNSEEN
    answered = judge(case, answers={"WV6.b": Answers("i-1", samples)})
    assert (answered.verdict is BAD) is fails


def test_a_target_that_became_something_else_is_judged_by_what_it_is() -> None:
    case = watched()
    moved = make_case(account(), ledger=case.ledger)

    assert {reason.item for reason in judge(moved).reasons} & {"WV2", "WV3"} == set()
    assert judge(moved).kind == "account"


def test_the_unit_is_the_one_that_answers_for_it_now() -> None:
    assert judge(watched(target=make_target(unit="county-b"))).unit == "county-b"


@settings(deadline=None)
@given(
    failed=st.lists(st.integers(0, 24), min_size=7, max_size=7),
    day=st.integers(0, 6),
    decisions=st.lists(st.sampled_from(list(Decision)), max_size=3),
    effects=st.lists(st.sampled_from(list(Effect)), min_size=3, max_size=3),
)
def test_one_more_violation_never_improves_a_verdict(
    failed: list[int], day: int, decisions: list[Decision], effects: list[Effect]
) -> None:
    def verdict(failures: list[int], findings: list[Finding]) -> Verdict:
        days = {DAY - timedelta(days=n): _day(one, n) for n, one in enumerate(failures)}
        profile = with_items(item("WV1.1"), item("WV2", confirms=True), item("PB1"))
        return judge(make_case(ledger=ledger(days), profile=profile), *findings).verdict

    findings = [
        make_finding(fingerprint=str(n), decision=one, effect=effects[n], found_on=DAY)
        for n, one in enumerate(decisions)
    ]
    before = verdict(failed, findings)
    worse = [24 if n == day else one for n, one in enumerate(failed)]

    assert RANK[verdict(worse, findings)] >= RANK[before]
    assert RANK[verdict(failed, [*findings, confirmed(fingerprint="more")])] >= RANK[before]


@pytest.mark.parametrize("name", ["national-2019", "example-city"])
def test_the_same_facts_give_the_same_assessment_byte_for_byte(name: str) -> None:
    profile = library().profile(name, date(2021, 3, 1))
    cases: list[Target] = [make_target(), account()]
    for target in cases:
        case = make_case(target, ledger=seen(DAY), profile=profile)
        first, second = (judge(case, confirmed()).model_dump_json() for _ in range(2))
        assert first == second
