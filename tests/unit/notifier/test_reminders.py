"""The timer: each rung once, over crashes, replicas, outages and changes of the calendar."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.contracts.alert import Alert, AlertKind, AlertState
from shared.contracts.order import Order, OrderState
from shared.errors import PermanentError, TransientError
from shared.store.orders import OrderStore
from tests.factories import make_unit
from tests.unit.notifier.room import ABOVE, OFFICE, Room

ZONE = ZoneInfo("Asia/Shanghai")
SEVEN = {"rule": "mark.tags"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def unit_address() -> str:
    """The one channel of the unit."""
    (address,) = make_unit().channels
    return address


async def one_order(room: Room) -> Order:
    """An order of seven working days, due on 8 February 2021."""
    await room.furnish()
    return await room.order(await room.confirm(**SEVEN))


async def looked(room: Room, moment: str) -> list[Alert]:
    before = {alert.id for alert in await room.told()}
    room.clock.set(at(moment))
    await room.reminders.look()
    return [alert for alert in await room.told() if alert.id not in before]


async def test_each_rung_is_told_once_and_never_before_its_time() -> None:
    room = Room()
    await one_order(room)

    assert await looked(room, "2021-02-04 08:59") == []
    (first,) = await looked(room, "2021-02-04 09:00")
    assert first.kind is AlertKind.BEFORE_DUE
    assert "期限说明" in first.text
    assert await looked(room, "2021-02-04 09:01") == []
    (due,) = await looked(room, "2021-02-09 00:00")
    assert due.kind is AlertKind.DUE


async def test_an_overdue_order_climbs_to_the_superior_and_the_office() -> None:
    room = Room()
    order = await one_order(room)

    told = await looked(room, "2021-02-09 09:00")
    assert {(one.kind, one.recipient) for one in told} == {
        (AlertKind.DUE, make_unit().channels[0]),
        (AlertKind.ESCALATED, ABOVE),
    }
    told = await looked(room, "2021-02-18 09:00")

    assert (AlertKind.ESCALATED, OFFICE) in {(one.kind, one.recipient) for one in told}
    after = await room.orders.get(order.id)
    assert after is not None
    assert (after.state, after.level, after.named) == (OrderState.ESCALATED, 2, True)
    overdue = next(one for one in told if one.kind is AlertKind.OVERDUE)
    assert "通报中点名" in overdue.text
    assert [name for name in await room.events() if name == "order.escalated"]


async def test_without_a_superior_the_office_hears_first() -> None:
    room = await Room().furnish(make_unit())
    await room.confirm(**SEVEN)

    told = await looked(room, "2021-02-09 09:00")

    assert OFFICE in {one.recipient for one in told if one.kind is AlertKind.ESCALATED}


async def test_two_replicas_that_look_at_once_say_everything_once() -> None:
    room = Room()
    await one_order(room)
    other = Room(clock=room.clock, stored=room.stored)
    room.clock.set(at("2021-02-18 09:00"))

    await asyncio.gather(room.reminders.look(), other.reminders.look())
    await room.reminders.look()

    ids = [alert.id for alert in await room.told()]
    assert len(ids) == len(set(ids))
    kinds = [alert.kind for alert in await room.told()]
    assert kinds.count(AlertKind.OVERDUE) == 1
    assert kinds.count(AlertKind.ESCALATED) == 2
    escalated = [name for name in await room.events() if name == "order.escalated"]
    assert len(escalated) == 2


async def test_a_crash_before_the_next_look_is_noted_repeats_without_effect() -> None:
    room = Room()
    order = await one_order(room)
    told = await looked(room, "2021-02-04 09:00")
    stands = await room.orders.get(order.id)
    assert stands is not None
    await room.orders.wake([stands])

    assert told
    assert await looked(room, "2021-02-04 09:00") == []


async def test_after_two_days_of_silence_each_recipient_gets_one_message_that_lists_all() -> None:
    room = await Room().furnish(make_unit(channels=("mailto:a@x.cn", "mailto:b@x.cn")))
    for n in range(30):
        await room.confirm(f"c{n}", fingerprint=str(n), **SEVEN)
    await room.send()
    await looked(room, "2021-02-07 10:00")

    room.clock.set(at("2021-02-09 10:00"))
    await room.reminders.look()
    arrived = await room.send()

    assert sorted(one.recipient for one in arrived) == ["mailto:a@x.cn", "mailto:b@x.cn", OFFICE]
    unit = [one for one in arrived if one.recipient != OFFICE]
    assert "合并" in unit[0].subject_line
    assert unit[0].text.count("期限2021年2月8日已到") == 30
    assert unit[0].text.count("期限说明：") == unit[0].text.count("（整改单")
    assert not [one for one in await room.told() if one.state is not AlertState.SENT]


async def test_after_two_days_of_silence_urgent_reminders_and_escalations_are_merged_too() -> None:
    room = await Room().furnish()
    for n in range(20):
        fields = {"rule": "wording.serious"} if n % 2 else SEVEN
        await room.confirm(f"c{n}", fingerprint=str(n), **fields)
    room.clock.set(at("2021-02-10 10:00"))

    await room.reminders.look()
    arrived = await room.send()

    assert sorted(one.recipient for one in arrived) == sorted([ABOVE, OFFICE, unit_address()])
    told = await room.told()
    assert {one.state for one in told} == {AlertState.SENT}
    listed = next(one for one in arrived if one.recipient == unit_address())
    assert listed.text.count("（整改单") == len(
        [one for one in told if one.recipient == unit_address()]
    )


async def test_an_urgent_reminder_in_time_goes_by_itself() -> None:
    room = await Room().furnish()
    serious = {"rule": "wording.serious"}
    orders = [
        await room.order(await room.confirm(f"c{n}", fingerprint=str(n), **serious))
        for n in range(2)
    ]
    await room.send()
    rung = orders[0].due_at - timedelta(hours=2)
    for moment in (rung - timedelta(minutes=30), rung):
        room.clock.set(moment)
        await room.reminders.look()

    before = [one for one in await room.send() if one.kind is AlertKind.BEFORE_DUE]
    assert len(before) == 2


async def test_a_merged_message_counts_every_reminder_it_stands_for() -> None:
    room = await Room().furnish()
    for n in range(3):
        await room.confirm(f"c{n}", fingerprint=str(n), **SEVEN)
    await room.send()
    await looked(room, "2021-02-04 09:00")

    (message,) = await room.send()

    told = await room.told(kind="before_due")
    assert len(told) == 3
    assert {one.sent_in for one in told if one.id != message.id} == {message.id}
    assert await room.sent.sent(AlertKind.BEFORE_DUE, at("2021-01-01"), at("2021-04-01")) == 3


async def test_a_merged_message_that_fails_comes_again_under_its_id() -> None:
    room = await Room().furnish()
    for n in range(3):
        await room.confirm(f"c{n}", fingerprint=str(n), **SEVEN)
    await room.send()
    await looked(room, "2021-02-04 09:00")
    room.channel.failures.append(TransientError("451 later"))

    assert await room.send() == []
    room.real.moment += timedelta(minutes=5)
    (message,) = await room.send()

    assert "您有3条提醒" in message.subject_line


async def test_urgent_alerts_and_first_messages_go_by_themselves() -> None:
    room = await Room().furnish()
    for n in range(2):
        await room.confirm(f"c{n}", fingerprint=str(n), **SEVEN)

    assert len(await room.send()) == 2


async def test_an_exception_that_ends_opens_the_order_again() -> None:
    room = Room()
    order = await one_order(room)
    await room.do(order, "except", until=date(2021, 3, 1), note="历史档案")
    assert await looked(room, "2021-03-01 23:00") == []

    told = await looked(room, "2021-03-02 00:00")

    after = await room.orders.get(order.id)
    assert after is not None
    assert after.state is OrderState.REOPENED
    assert after.due_on == date(2021, 3, 11)
    assert [one.kind for one in told] == [AlertKind.REOPENED]


async def test_a_changed_calendar_moves_deadlines_tells_and_audits(tmp_path: Path) -> None:
    file = tmp_path / "calendar.txt"
    file.write_text("# nothing yet\n", "utf-8")
    room = Room(calendar_file=file)
    order = await one_order(room)
    await room.reminders.look()
    file.write_text("2021-02-05 off 示例假\n", "utf-8")

    await room.reminders.look()
    await room.reminders.look()

    after = await room.orders.get(order.id)
    assert after is not None
    assert after.due_on == date(2021, 2, 9)
    assert "示例假" in after.deadline_explained
    told = [one for one in await room.told() if one.kind is AlertKind.RESCHEDULED]
    assert len(told) == 1
    assert (await room.events()).count("order.rescheduled") == 1
    assert "audit.recorded" in await room.events()


async def test_a_calendar_file_that_cannot_be_read_leaves_the_calendar_as_it_is(
    tmp_path: Path,
) -> None:
    file = tmp_path / "calendar.txt"
    file.write_text("2021-02-05 off 示例假\n", "utf-8")
    room = Room(calendar_file=file)
    before = room.deadlines.calendar.version

    file.write_text("gibberish\n", "utf-8")

    await room.deadlines.refresh()

    assert room.deadlines.calendar.version == before
    with pytest.raises(PermanentError):
        Room(calendar_file=file)


async def test_what_falls_due_while_the_calendar_is_counted_is_told_meanwhile() -> None:
    """A sweep at start took longer than two reminders lie apart: the first was never told."""
    room = await Room().furnish()
    finding = await room.confirm(rule="wording.serious")
    due = (await room.order(finding)).due_at
    room.clock.set(due - timedelta(hours=2))
    standing = room.orders.standing

    async def slowly(*states: Any, **bounds: Any) -> Any:
        page = await standing(*states, **bounds)
        room.clock.set(due)
        return page

    room.orders.standing = slowly  # type: ignore[method-assign]
    await room.reminders.look()

    kinds = [one.kind for one in await room.told()]
    assert AlertKind.BEFORE_DUE in kinds
    assert AlertKind.DUE in kinds


async def test_a_start_leaves_orders_alone_that_wait_for_the_right_moment() -> None:
    room = Room()
    order = await one_order(room)
    await room.reminders.look()
    (before,) = await room.orders.standing([order.state], after="", limit=9)

    again = Room(clock=room.clock, stored=room.stored)
    woken: list[Order] = []
    wake = again.orders.wake

    async def noted(orders: Sequence[Order]) -> None:
        woken.extend(orders)
        await wake(orders)

    again.orders.wake = noted  # type: ignore[method-assign]
    await again.reminders.look()

    assert woken == []
    assert await again.orders.standing([order.state], after="", limit=9) == [before]


async def test_an_order_without_a_time_for_its_next_look_is_looked_at_after_a_start() -> None:
    room = Room()
    order = await one_order(room)
    await room.collection("orders").update(order.id, {"ring_at": None}, where={})

    told = await looked(room, "2021-02-04 09:00")

    assert [one.order for one in told] == [order.id]


async def test_an_order_whose_unit_is_unknown_is_tried_again_and_stops_no_other() -> None:
    room = Room()
    order = await one_order(room)
    stranger = order.model_copy(update={"id": "0" * 32, "unit": "nobody"})
    await room.orders.add(stranger)

    told = await looked(room, "2021-02-04 09:00")

    assert [one.order for one in told] == [order.id]
    unit = make_unit(id="nobody")
    await room.collection("units").insert([{"_id": unit.id, **unit.model_dump(mode="json")}])
    told = await looked(room, "2021-02-04 09:02")
    assert [one.order for one in told] == [stranger.id]


async def test_each_message_names_the_step_that_it_is_about() -> None:
    room = await Room().furnish()
    await room.confirm(rule="personal.resident_id")
    (issued,) = await room.told()
    assert "请于2021年1月30日11:00前先行隐藏、2021年2月1日前整改" in issued.subject_line
    assert issued.explained.count("。") == 2

    (due,) = await looked(room, "2021-01-30 11:00:01")
    assert due.kind is AlertKind.DUE
    assert "先行隐藏期限2021年1月30日11:00已到" in due.subject_line
    assert "以下问题的先行隐藏期限已到" in due.text
    assert due.explained == "自2021年1月30日09:00起2小时内，截至2021年1月30日11:00。"


async def test_a_step_that_is_done_is_asked_for_no_more() -> None:
    room = await Room().furnish()
    order = await room.order(await room.confirm(rule="personal.resident_id"))
    hidden = await room.do(order, "hide")
    await room.do(hidden, "ask", until=date(2021, 2, 10), note="协调")
    await room.do(await room.order_of(order.id), "refuse", actor="wang", note="不符合条件")

    (refused,) = await room.told(kind=AlertKind.REFUSED.value)
    assert "请于2021年2月1日前整改" in refused.subject_line
    assert "先行隐藏期限（已完成）：2021年1月30日11:00" in refused.text


async def test_everybody_is_greeted_by_his_own_name() -> None:
    room = await Room().furnish(
        make_unit(superior="above"),
        make_unit(id="above", name="市级主管单位", channels=(ABOVE,)),
        make_unit(id="county-b", name="示例乙县", channels=("mailto:b@example.cn",)),
    )
    first = await room.order(await room.confirm("c1", fingerprint="1", **SEVEN))
    await room.do(first, "disown", note="网站已移交", unit="county-b")
    await room.do(await room.order_of(first.id), "hand-over", actor="wang")
    await room.confirm("c2", fingerprint="2", **SEVEN)
    room.clock.set(at("2021-02-09 09:00"))
    await room.reminders.look()

    greeted = {
        (one.kind.value, one.recipient): one.text.splitlines()[0] for one in await room.told()
    }
    assert greeted["handed_over", unit_address()] == f"{make_unit().name}："
    assert greeted["issued", "mailto:b@example.cn"] == "示例乙县："
    assert greeted["asked", OFFICE] == "示例办公室："
    assert greeted["escalated", ABOVE] == "市级主管单位："


class Overtaken(OrderStore):
    """Orders, of which one is closed right after the timer has read it."""

    def __init__(self, room: Room) -> None:
        super().__init__(room.collection("orders"))
        self._room = room

    async def ringing(self, now: datetime, *, limit: int) -> list[Order]:
        """Return what rings, and close it behind the timer's back."""
        found = await super().ringing(now, limit=limit)
        for order in found:
            await self._room.do(order, "withdraw", actor="wang", note="误报")
        return found


async def test_nobody_is_reminded_of_an_order_that_was_closed_meanwhile() -> None:
    room = Room()
    order = await one_order(room)
    room.reminders._orders = Overtaken(room)

    new = await looked(room, "2021-02-09 09:00")

    assert [one.kind for one in new] == [AlertKind.WITHDRAWN]
    assert (await room.order_of(order.id)).level == 0
