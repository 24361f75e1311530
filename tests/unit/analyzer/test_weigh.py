"""What is done with a hit beyond finding it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.domain.aftermath import aftermath
from services.analyzer.domain.roots import source_first
from services.analyzer.domain.rules import RULES
from services.analyzer.domain.weigh import Bar, grade_of, has_lapsed, suppressing, weighed
from shared.contracts.finding import Decision, Effect, Severity
from shared.contracts.precision import Grade, Precision
from shared.contracts.suppression import Scope, Suppression, suppression_id
from tests.factories import NOW, TODAY, make_finding

RULE = replace(RULES["wording.typo"], effect=Effect.DEDUCTION)
VETO = replace(RULES["wording.serious"], effect=Effect.VETO)


def make_suppression(scope: Scope, about: str, until: date | None = None) -> Suppression:
    root = make_finding().root
    return Suppression(
        id=suppression_id(root, scope, about),
        root=root,
        rule="wording.serious",
        scope=scope,
        about=about,
        until=until,
        finding=make_finding().id,
        actor="clerk",
        request="r",
        at=NOW,
    )


@pytest.mark.parametrize(
    ("scope", "about", "silent"),
    [
        (Scope.TARGET, "site-a", True),
        (Scope.TARGET, "site-b", False),
        (Scope.UNIT, "county-a", True),
        (Scope.UNIT, "county-b", False),
        (Scope.ALL, "", True),
    ],
)
def test_a_suppression_reaches_as_far_as_its_scope(scope: Scope, about: str, silent: bool) -> None:
    found = suppressing(make_finding(), [make_suppression(scope, about)], TODAY)

    assert (found is not None) is silent


def test_a_suppression_holds_through_its_last_day_and_not_after() -> None:
    suppression = make_suppression(Scope.ALL, "", until=TODAY)

    assert suppressing(make_finding(), [suppression], TODAY)
    assert not suppressing(make_finding(), [suppression], TODAY + timedelta(days=1))
    assert not has_lapsed(make_finding(), [suppression], TODAY)
    assert has_lapsed(make_finding(), [suppression], TODAY + timedelta(days=1))
    assert not has_lapsed(make_finding(), [], TODAY)


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_rule_is_graded_by_enough_decisions_only(confirmed: int, rejected: int) -> None:
    row = Precision(rule=RULE.id, confirmed=confirmed, rejected=rejected)

    grade = grade_of(RULE, row, Bar())

    imprecise = confirmed + rejected >= 20 and confirmed < rejected
    assert grade is (Grade.HINT if imprecise else Grade.NORMAL)


def test_a_veto_waits_for_consent() -> None:
    row = Precision(rule=VETO.id, confirmed=1, rejected=30)

    assert grade_of(VETO, row, Bar()) is Grade.AWAITS_CONSENT
    agreed = row.model_copy(update={"consent_by": "reviewer"})
    assert grade_of(VETO, agreed, Bar()) is Grade.HINT


def test_a_hint_is_not_confirmed_by_its_rule() -> None:
    finding = make_finding()

    done = weighed(finding, {finding.rule}, {finding.rule}, NOW)

    assert (done.severity, done.decision) == (Severity.HINT, Decision.SUSPECTED)


def test_the_source_that_a_page_names_comes_first_whoever_published_first() -> None:
    portal = make_finding(target="site-a", published_at=NOW)
    copy = make_finding(
        target="account-b", origin="甲县人民政府", published_at=NOW - timedelta(hours=1)
    )
    names = {"site-a": ("甲县人民政府门户网站", "甲县人民政府"), "account-b": ("乙县发布",)}

    assert [one.target for one in source_first([copy, portal], names)] == ["site-a", "account-b"]
    assert source_first([copy, portal], {})[0].target == "account-b"


def test_what_stands_there_now_is_found_by_what_stands_beside_it() -> None:
    before = "标题\n昨天上午召开的会议布署了防汛工作。请各单位认真贯彻落实。"
    span = (before.index("布署"), before.index("布署") + 2)

    assert "部署了防汛" in aftermath(before, span, before.replace("布署", "部署"))
    assert "防汛工作" in aftermath(before, span, "防讯。昨天会议，部署了防汛工作。请各单位认真。")
    assert aftermath(before, span, "全文已撤下") == ""


def test_what_stands_there_now_is_masked() -> None:
    before = "补贴名单公示如下：错误内容。特此公告。"
    after = "补贴名单公示如下：110101199003071096。特此公告。"

    assert "110101199003071096" not in aftermath(before, (9, 13), after)


@given(st.text(max_size=60), st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_any_two_texts_have_an_aftermath(before: str, after: str, start: int, length: int) -> None:
    start = min(start, len(before))

    aftermath(before, (start, min(start + length, len(before))), after)
