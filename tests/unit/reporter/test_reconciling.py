"""Two registries are compared row by row; what the crawler saw is held against the registry."""

from datetime import date

from services.reporter.domain.reconciling import registries, seen
from shared.contracts.target import TargetKind, TargetStatus
from tests.factories import make_target
from tests.unit.reporter.quarter import account


def sorts(found: list[object]) -> list[tuple[str, str]]:
    return [(one.sort, one.id) for one in found]  # type: ignore[attr-defined]


def test_what_is_missing_extra_or_different_is_named() -> None:
    ours = [make_target(id="a"), make_target(id="b", name="旧名"), make_target(id="c")]
    theirs = [make_target(id="b", name="新名"), make_target(id="c"), make_target(id="d")]

    found = registries(ours, theirs)

    assert sorts(list(found)) == [("different", "b"), ("extra", "a"), ("missing", "d")]
    assert found[0].text == "name：我方旧名，对方新名"


def test_kinds_that_the_other_registry_does_not_hold_are_not_extra() -> None:
    assert registries([make_target(), account("wx", "wechat")], [make_target()]) == []


def test_what_was_seen_is_held_against_the_registry() -> None:
    gone = make_target(id="gone", name="甲", url="http://a.gov.cn/")
    unknown = make_target(id="unknown", name="乙", url="http://b.gov.cn/")
    alive = make_target(
        id="alive", name="丙", status=TargetStatus.CLOSED, closed_on=date(2020, 1, 1), url=""
    )
    hosts = ["a.gov.cn", "www.new.gov.cn", "www.example.com"]

    found = seen([gone, unknown, alive], {"gone": False, "alive": True}, hosts)

    assert sorts(list(found)) == [
        ("gone", "gone"),
        ("unregistered", "alive"),
        ("unregistered", "www.new.gov.cn"),
    ]


def test_look_alikes_and_second_accounts_are_named() -> None:
    one, other = account("w1", "wechat", name="临翔发布"), account("w2", "wechat", name="临翔 发布")
    weibo = account("b1", "weibo", name="临翔发布")

    found = seen([one, other, weibo], {}, [])

    assert sorts(list(found)) == [("look_alike", "w2"), ("second_account", "w2")]
    assert one.kind is TargetKind.ACCOUNT
