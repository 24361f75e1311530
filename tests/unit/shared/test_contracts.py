"""Ids are computed from content: the same for a repeat, another for anything else."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.contracts.alert import AlertKind, alert_id
from shared.contracts.article import Content, Hidden, Link, article_id
from shared.contracts.base import identity
from shared.contracts.finding import finding_id, occurrence_id, root_id
from shared.contracts.order import order_id
from shared.contracts.task import host_hash
from tests import factories
from tests.factories import (
    NOW,
    make_alert,
    make_alert_event,
    make_article,
    make_article_event,
    make_audit,
    make_content,
    make_finding,
    make_finding_event,
    make_order,
    make_order_event,
    make_recheck,
    make_rechecked,
    make_target,
    make_target_event,
    make_task,
    make_unit,
    make_visited_event,
)

EVENTS = [
    getattr(factories, name)
    for name in dir(factories)
    if name.startswith("make_") and hasattr(getattr(factories, name)(), "msg_id")
]


@given(st.lists(st.text()), st.lists(st.text()))
def test_only_the_same_parts_have_the_same_identity(one: list[str], other: list[str]) -> None:
    assert (identity(*one) == identity(*other)) == (one == other)


def test_an_identity_is_one_token_of_a_subject() -> None:
    for parts in ((), ("",), ("a.b", "* >"), ("\ud800",), ("巡查",)):
        assert len(identity(*parts)) == 32
        assert set(identity(*parts)) <= set("0123456789abcdef")


def test_ids_of_different_things_differ_even_for_the_same_parts() -> None:
    ids = [
        finding_id("a", "b", "c"),
        root_id("b", "c"),
        occurrence_id("a", "b"),
        order_id("a"),
        alert_id("a", AlertKind.ISSUED, "b", "c"),
        article_id("a", make_content(title="b", text="c")),
        host_hash("a"),
    ]

    assert len(set(ids)) == len(ids)


def test_title_and_text_do_not_run_together() -> None:
    one = article_id("t", make_content(title="ab", text="c"))
    other = article_id("t", make_content(title="a", text="bc"))

    assert one != other


def test_the_source_of_an_article_does_not_make_another_of_it() -> None:
    one, other = make_content(source="x"), make_content(source="y")

    assert article_id("t", one) == article_id("t", other)


def planted(url: str, hidden: Hidden = Hidden.DISPLAY) -> Content:
    return make_content(links=(Link(url, "特价", hidden),))


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (planted("http://a.top/"), False),
        (planted("http://a.com.cn/"), False),
        (planted("http://a.top/", Hidden.NO), True),
        (planted("https://www.example.gov.cn/menu"), True),
        (make_content(window="政务要闻"), True),
    ],
)
def test_what_intruders_put_around_an_article_makes_another_of_it(
    other: Content, *, same: bool
) -> None:
    assert (article_id("t", make_content()) == article_id("t", other)) is same


def test_what_intruders_change_all_the_time_does_not() -> None:
    farm = [planted(f"http://{name}.a.top:81/{name}") for name in "xyz"]

    assert len({article_id("t", one) for one in farm}) == 1


@pytest.mark.parametrize("make", EVENTS, ids=lambda make: make.__name__)
def test_a_repeat_has_the_same_message_id_whenever_it_happens(make) -> None:
    again = make(occurred_at=NOW + timedelta(hours=1))

    assert again.msg_id == make().msg_id
    assert again.subject == make().subject
    assert type(again).model_validate_json(again.body()).msg_id == again.msg_id


def test_message_ids_of_all_events_differ() -> None:
    ids = [make().msg_id for make in EVENTS]

    assert len(set(ids)) == len(ids)


VARIANTS: dict[str, list[Any]] = {
    "finding": [
        make_finding_event(),
        make_finding_event(verb="confirmed"),
        make_finding_event(finding=make_finding(version=2)),
        make_finding_event(finding=make_finding(fingerprint="other")),
        make_rechecked(),
        make_rechecked(request="other"),
        make_rechecked(finding=make_finding(fingerprint="other")),
    ],
    "order": [
        make_order_event(),
        make_order_event(verb="reopened"),
        make_order_event(order=make_order(version=2)),
        make_order_event(order=make_order(id="other")),
    ],
    "alert": [
        make_alert_event(),
        make_alert_event(alert=make_alert(state="failed")),
        make_alert_event(alert=make_alert(id="other", state="sent")),
    ],
    "article": [
        make_article_event(),
        make_article_event(occasion="other"),
        make_article_event(article=make_article(id="other")),
        make_article_event(article=make_article(address="other")),
    ],
    "registry": [
        make_target_event(),
        make_target_event(target=make_target(version=2)),
        make_target_event(target=make_target(id="other")),
    ],
    "task": [
        make_task(),
        make_task("other.example.cn"),
        make_task(slot=NOW + timedelta(seconds=1)),
        make_recheck(),
        make_recheck(request="other"),
    ],
    "audit": [
        make_audit(),
        make_audit(action="finding.reject"),
        make_audit(about="other"),
        make_audit(cause="other"),
    ],
    "visit": [
        make_visited_event(visit=make_visited_event().visit.model_copy(update=change))
        for change in (
            {},
            {"request": "other"},
            {"address": "other"},
            {"finding": "other"},
            {"request": ""},
            {"request": "", "outcome": "gone"},
            {"request": "", "at": NOW + timedelta(seconds=1)},
        )
    ],
}


@pytest.mark.parametrize("kind", VARIANTS)
def test_different_events_have_different_message_ids(kind: str) -> None:
    for one, other in itertools.combinations(VARIANTS[kind], 2):
        assert one.msg_id != other.msg_id


def test_the_alert_of_another_rung_round_or_recipient_is_another() -> None:
    ids = {
        alert_id("o", AlertKind.ISSUED, "1", "mailto:a"),
        alert_id("o", AlertKind.OVERDUE, "1", "mailto:a"),
        alert_id("o", AlertKind.ISSUED, "2", "mailto:a"),
        alert_id("o", AlertKind.ISSUED, "1", "mailto:b"),
        alert_id("p", AlertKind.ISSUED, "1", "mailto:a"),
    }

    assert len(ids) == 5


@pytest.mark.parametrize("bad", ["", "a.b", "a b", "*", ">", "x" * 65, "单位", "a\n"])
def test_a_registered_id_is_one_token_of_a_subject(bad: str) -> None:
    for make in (make_unit, make_target):
        with pytest.raises(ValidationError):
            make(id=bad)


def test_records_are_frozen() -> None:
    for make in (make_unit, make_finding, make_order, make_alert, make_finding_event):
        with pytest.raises(ValidationError):
            make().version = 9


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValidationError):
        make_finding_event(occurred_at=NOW.replace(tzinfo=None))


def test_sealed_content_travels_as_base64() -> None:
    event = make_article_event(sealed=bytes(range(256)))

    assert type(event).model_validate_json(event.body()) == event
    assert make_article_event(sealed=None).sealed is None


def test_a_targets_subject_keeps_its_public_name() -> None:
    target = make_target(subject="甲县人民政府")

    assert target.model_dump(by_alias=True)["subject"] == "甲县人民政府"
    assert type(target).model_validate_json(target.model_dump_json()) == target
