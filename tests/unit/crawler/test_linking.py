"""A link is dead after failures at different hours; a resold domain shows; our outages do not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.crawler.domain.linking import (
    DEAD_TRIES,
    fingerprint,
    follow,
    gist,
    is_foreign,
)
from services.crawler.domain.outcome import FetchOutcome
from shared.contracts.observation import LinkOutcome

NOW = datetime(2021, 1, 4, tzinfo=UTC)
COUNTY = (
    "示例县人民政府门户网站",
    "政务公开 办事服务 互动交流 走进示例 今日要闻 县委召开常委会会议传达学习有关精神 " * 6,
)
EDITED = (
    "示例县人民政府",
    "政务公开 办事服务 互动交流 走进示例 今日要闻 全县防汛抗旱工作会议召开并部署下一步工作 " * 6,
)
RESOLD = ("澳门娱乐城官网", "注册即送彩金 百家乐 老虎机 天天返水 二十四小时在线客服 提款秒到 " * 6)


@pytest.mark.parametrize(
    "fails",
    [
        FetchOutcome.NOT_FOUND,
        FetchOutcome.GONE,
        FetchOutcome.SERVER_ERROR,
        FetchOutcome.FAILED,
    ],
)
def test_a_link_is_dead_after_failures_at_different_hours(fails: FetchOutcome) -> None:
    now, failures, hours, outcomes = NOW, 0, set(), []
    for _ in range(DEAD_TRIES):
        hours.add(now.hour)
        followed = follow(fails, failures, now, online=True)
        outcomes.append(followed.outcome)
        now, failures = followed.next_at, followed.failures

    assert outcomes == [LinkOutcome.UNVERIFIED] * (DEAD_TRIES - 1) + [LinkOutcome.DEAD]
    assert len(hours) == DEAD_TRIES


def test_one_success_forgives_all_failures() -> None:
    followed = follow(FetchOutcome.OK, DEAD_TRIES + 4, NOW, online=True)

    assert (followed.outcome, followed.failures) == (LinkOutcome.OPEN, 0)


@pytest.mark.parametrize(
    "kept_out",
    [
        FetchOutcome.FORBIDDEN,
        FetchOutcome.TOO_MANY,
        FetchOutcome.ROBOTS,
        FetchOutcome.REFUSED,
    ],
)
def test_what_keeps_the_monitor_out_is_never_dead(kept_out: FetchOutcome) -> None:
    failures = 0
    for _ in range(9):
        followed = follow(kept_out, failures, NOW, online=True)
        failures = followed.failures
        assert followed.outcome is LinkOutcome.UNVERIFIED


def test_an_outage_of_our_own_counts_for_nothing() -> None:
    followed = follow(FetchOutcome.FAILED, DEAD_TRIES - 1, NOW, online=False)

    assert followed.outcome is LinkOutcome.UNVERIFIED
    assert followed.failures == DEAD_TRIES - 1


@given(st.sampled_from(list(FetchOutcome)), st.integers(0, 99), st.booleans())
def test_every_link_is_followed_again(outcome: FetchOutcome, failures: int, online: bool) -> None:
    followed = follow(outcome, failures, NOW, online=online)

    assert NOW < followed.next_at <= NOW + timedelta(days=7)


def test_a_page_that_was_edited_is_the_same_and_a_resold_one_is_not() -> None:
    first = fingerprint(*COUNTY)

    assert not is_foreign(first, fingerprint(*COUNTY))
    assert not is_foreign(first, fingerprint(*EDITED))
    assert is_foreign(first, fingerprint(*RESOLD))


def test_what_could_not_be_read_changes_nothing() -> None:
    assert fingerprint("", "  ") == ""
    assert not is_foreign("", fingerprint(*RESOLD))
    assert not is_foreign(fingerprint(*COUNTY), "")


def test_scripts_are_no_text_of_a_page() -> None:
    html = "<title>甲县</title><script>var a=1</script><style>p{}</style><p>正文</p>"

    title, text = gist(html)

    assert (title, text.strip()) == ("甲县", "正文")
