"""Findings become orders, orders are told of, and a crash anywhere repeats without effect."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from shared.commands import NotFound, Refused
from shared.contracts.alert import AlertKind
from shared.contracts.finding import Decision, FindingRechecked, Proof
from shared.contracts.order import Order, OrderState
from shared.errors import ConflictError, PermanentError, TransientError
from tests.factories import make_finding, make_unit
from tests.unit.notifier.room import OFFICE, Room

HALF_HOUR = timedelta(minutes=30)


async def test_a_confirmed_finding_has_one_order_and_one_message_however_often_it_is_told() -> None:
    room = await Room().furnish()

    finding = await room.confirm()
    await room.desk.confirmed(finding, "confirmed-1")
    await room.desk.confirmed(finding, "confirmed-1")

    order = await room.order(finding)
    assert order.deadline_class == "serious"
    assert await room.events() == ["order.issued"]
    assert [alert.kind for alert in await room.told()] == [AlertKind.ISSUED]


async def test_findings_of_one_unit_and_class_share_an_order_for_half_an_hour() -> None:
    room = await Room(group=HALF_HOUR).furnish()

    first = await room.confirm("c1", rule="wording.typo")
    second = await room.confirm("c2", rule="wording.place", fingerprint="b")
    other = await room.confirm("c3", rule="link.dead", fingerprint="c")
    room.clock.move(HALF_HOUR)
    late = await room.confirm("c4", rule="wording.typo", fingerprint="d")

    order = await room.order(first)
    assert order.findings == (first.id, second.id)
    assert len({order.id, (await room.order(other)).id, (await room.order(late)).id}) == 3
    told = await room.told(order=order.id)
    assert [alert.kind for alert in told] == [AlertKind.ISSUED, AlertKind.JOINED]
    assert "2项问题" in told[1].subject_line


async def test_a_repeat_after_half_an_hour_finds_the_finding_in_its_order() -> None:
    room = await Room(group=HALF_HOUR).furnish()
    finding = await room.confirm()
    room.clock.move(HALF_HOUR)

    await room.desk.confirmed(finding, "confirmed-1")

    assert await room.collection("orders").count({}) == 1


async def test_an_answered_group_is_left_alone() -> None:
    room = await Room(group=HALF_HOUR).furnish()
    first = await room.confirm("c1")
    await room.do(await room.order(first), "acknowledge")

    second = await room.confirm("c2", fingerprint="b")

    assert (await room.order(second)).id != (await room.order(first)).id


async def test_many_at_once_lose_no_finding() -> None:
    room = await Room(group=HALF_HOUR).furnish()
    findings = [make_finding(decision=Decision.CONFIRMED, fingerprint=str(n)) for n in range(20)]
    await room.findings.add(findings)

    async def until_done(finding, cause):
        while True:
            try:
                return await room.desk.confirmed(finding, cause)
            except ConflictError:
                await asyncio.sleep(0)

    await asyncio.gather(*(until_done(one, f"c{n}") for n, one in enumerate(findings)))

    held = [await room.order(finding) for finding in findings]
    assert {order.id for order in held} == {held[0].id}
    assert sorted(held[0].findings) == sorted(finding.id for finding in findings)


async def test_a_statement_asks_for_a_recheck_of_each_finding_and_proof_closes() -> None:
    room = await Room(group=HALF_HOUR).furnish()
    first = await room.confirm("c1")
    second = await room.confirm("c2", fingerprint="b")
    order = await room.do(await room.order(first), "rectify")
    assert [one for one in await room.events() if one.startswith("task.now")] == [
        f"task.now.{one.request}" for one in order.demands
    ]

    for finding, demand in zip((first, second), order.demands, strict=True):
        event = FindingRechecked(
            request=demand.request,
            finding=finding,
            proof=Proof.PASSED,
            before="错误表述",
            before_article="a" * 64,
            after="正确表述",
            after_article="b" * 64,
            occurred_at=room.clock.now(),
        )
        await room.desk.rechecked(event)
        await room.desk.rechecked(event)

    closed = await room.order(first)
    assert closed.state is OrderState.CLOSED
    kinds = [alert.kind for alert in await room.told()]
    assert kinds.count(AlertKind.CLOSED) == 1
    text = next(one.text for one in await room.told() if one.kind is AlertKind.CLOSED)
    assert "复查时原文已不存在" in text
    assert "现为：……正确表述……" in text
    articles = {(one.before_article[0], one.after_article[0]) for one in closed.demands}
    assert articles == {("a", "b")}


async def test_what_vanished_closes_and_what_comes_back_opens_again() -> None:
    room = await Room().furnish()
    finding = await room.confirm()

    await room.desk.gone(finding, "gone-1")
    assert (await room.order(finding)).state is OrderState.CLOSED
    await room.desk.reopened(finding, "again-1")
    await room.desk.reopened(finding, "again-1")

    assert (await room.order(finding)).state is OrderState.REOPENED
    kinds = [alert.kind for alert in await room.told()]
    assert sorted(kinds) == sorted([AlertKind.ISSUED, AlertKind.CLOSED, AlertKind.REOPENED])


async def test_an_order_handed_over_tells_both_units() -> None:
    room = await Room().furnish(
        make_unit(), make_unit(id="county-b", channels=("mailto:b@example.cn",))
    )
    order = await room.order(await room.confirm())

    await room.do(order, "hand-over", unit="county-b", note="不是我单位的")

    told = [(one.kind, one.recipient) for one in await room.told()][1:]
    assert (AlertKind.ISSUED, "mailto:b@example.cn") in told
    assert (AlertKind.HANDED_OVER, make_unit().channels[0]) in told
    with pytest.raises(NotFound, match="no unit nowhere"):
        await room.do(order, "hand-over", unit="nowhere", request="r2")


async def disowned(**fields: Any) -> tuple[Room, Order]:
    """An order of county A that says it is another's; county B is registered, too."""
    room = await Room().furnish(
        make_unit(), make_unit(id="county-b", name="示例乙县", channels=("mailto:b@example.cn",))
    )
    order = await room.order(await room.confirm())
    return room, await room.do(order, "disown", note="网站已移交", via="phone", **fields)


async def test_what_a_unit_disowns_goes_to_the_unit_that_it_has_named() -> None:
    room, order = await disowned(unit="county-b")

    assert (order.state, order.unit) == (OrderState.ISSUED, make_unit().id)
    (asked,) = await room.told(kind="asked")
    assert asked.recipient == OFFICE
    for text in ("转交", "网站已移交", f"xuncha orders hand-over {order.id[:12]}\n", "refuse"):
        assert text in asked.text
    moved = await room.do(order, "hand-over", actor="wang")

    assert (moved.unit, moved.units_before, moved.wish) == ("county-b", (make_unit().id,), None)
    told = [(one.kind, one.recipient) for one in await room.told()]
    assert (AlertKind.ISSUED, "mailto:b@example.cn") in told
    assert (AlertKind.HANDED_OVER, make_unit().channels[0]) in told
    assert [step.action for step in moved.history] == ["issued", "disowned", "handed_over"]
    assert {"order.disowned", "order.handed_over"} <= set(await room.events())


async def test_where_nobody_knows_whose_it_is_the_clerk_must_say() -> None:
    room, order = await disowned()

    (asked,) = await room.told(kind="asked")
    assert f"xuncha orders hand-over {order.id[:12]} 责任单位编号" in asked.text
    with pytest.raises(Refused, match="say which unit"):
        await room.do(order, "hand-over", actor="wang")


async def test_what_is_the_units_after_all_stays_with_it() -> None:
    room, order = await disowned(unit="county-b")

    kept = await room.do(order, "refuse", actor="wang", note="登记在你单位名下")

    assert (kept.unit, kept.wish) == (make_unit().id, None)
    (refused,) = await room.told(kind="refused")
    assert refused.recipient == make_unit().channels[0]
    assert "登记在你单位名下" in refused.text


@pytest.mark.parametrize(
    ("unit", "error"),
    [("nowhere", NotFound), (make_unit().id, PermanentError)],
    ids=["unknown", "itself"],
)
async def test_a_unit_cannot_name_nobody_or_itself(unit: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        await disowned(unit=unit)


async def test_a_wish_goes_to_the_office_and_the_decision_to_the_unit() -> None:
    room = await Room().furnish()
    order = await room.order(await room.confirm())
    until = order.due_on + timedelta(days=9)

    asked = await room.do(order, "ask", until=until, note="系统改版中", via="page")
    granted = await room.do(asked, "extend", actor="wang")

    assert granted.due_on == until
    told = {one.kind: one for one in await room.told()}
    assert told[AlertKind.ASKED].recipient == OFFICE
    assert "系统改版中" in told[AlertKind.ASKED].text
    assert told[AlertKind.EXTENDED].recipient == make_unit().channels[0]
    assert "audit.recorded" in await room.events()


async def test_the_same_command_again_changes_nothing_more() -> None:
    room = await Room().furnish()
    order = await room.order(await room.confirm())

    first = await room.do(order, "acknowledge", request="r1")
    second = await room.do(order, "acknowledge", request="r1")

    assert first == second
    with pytest.raises(ConflictError):
        await room.do(order, "rectify", expected_version=1)
    with pytest.raises(Refused, match="no action dance"):
        await room.do(order, "dance")


async def test_a_unit_nobody_knows_is_waited_for() -> None:
    room = await Room().furnish(make_unit(id="elsewhere"))

    with pytest.raises(TransientError, match="not known yet"):
        await room.confirm()


async def test_a_unit_without_a_channel_leaves_a_trace_for_the_operator() -> None:
    room = await Room().furnish(make_unit(channels=()))

    await room.confirm()
    await room.send()

    (alert,) = await room.told(state="failed")
    assert "no channel" in alert.answer


async def test_notes_are_masked_before_they_rest() -> None:
    room = await Room().furnish()
    order = await room.order(await room.confirm())

    done = await room.do(order, "rectify", note="联系人13800138000")

    assert "13800138000" not in done.history[-1].note


async def test_an_exception_needs_grounds_and_a_day() -> None:
    room = await Room().furnish()
    order = await room.order(await room.confirm())

    with pytest.raises(PermanentError):
        await room.do(order, "except", until=date(2021, 6, 1))
    done = await room.do(order, "except", until=date(2021, 6, 1), note="历史档案")

    assert done.state is OrderState.EXCEPTED
