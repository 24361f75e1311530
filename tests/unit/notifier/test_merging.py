"""A merged message leaves nothing out that stands nowhere else; a paused sender sends nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.notifier.domain.merging import message_of
from services.notifier.domain.page import view
from shared.contracts.alert import Alert, AlertKind
from shared.store.alerts import AlertStore, Waiting
from tests.factories import make_alert
from tests.unit.notifier.room import REAL, Room

REPORT = "今日抽查覆盖率98%。\n\n没有发现问题。"


def reminder(n: int, **fields: Any) -> Alert:
    given = {"id": f"{n}", "kind": AlertKind.OVERDUE, "order": f"order-{n}"}
    return make_alert(**given | fields)


@pytest.mark.parametrize(
    "kind", [AlertKind.REPORT, AlertKind.WARNING, AlertKind.ENQUIRY, AlertKind.UNREACHED]
)
def test_what_is_about_no_order_is_told_whole(kind: AlertKind) -> None:
    bundle = [reminder(1), reminder(2, kind=kind, subject_line="【日报告】", text=REPORT)]

    said = message_of(bundle, "办公室").text.splitlines()

    at = said.index("2. 【日报告】")
    assert said[at + 1 : at + 3] == ["   今日抽查覆盖率98%。", "   没有发现问题。"]
    assert not [line for line in said[at:] if "整改单" in line]


@pytest.mark.parametrize("kind", [AlertKind.REPORT, AlertKind.ESCALATED, AlertKind.WARNING])
def test_a_merged_message_is_linked_by_the_first_that_has_a_link(kind: AlertKind) -> None:
    bundle = [reminder(1, kind=kind), reminder(2), reminder(3)]

    message = message_of(bundle, "办公室")

    assert (message.id, message.order, message.kind) == ("1", "order-2", AlertKind.OVERDUE)


def test_where_none_has_a_link_the_first_speaks() -> None:
    bundle = [reminder(n, kind=AlertKind.REPORT) for n in (1, 2)]

    message = message_of(bundle, "办公室")

    assert (message.id, message.kind) == ("1", AlertKind.REPORT)


async def test_a_limit_in_hours_is_printed_with_its_time() -> None:
    room = await Room().furnish()
    order = await room.order(await room.confirm())

    (told,) = await room.told()

    lines = told.text.splitlines()
    assert "先行隐藏期限：2021年1月30日11:00" in lines
    assert "整改期限：2021年1月31日09:00" in lines
    shown = [one.due for one in view(order, room.clock.now()).deadlines]
    assert shown == ["2021年1月30日11:00", "2021年1月31日09:00"]


class Paused:
    """A store whose caller is stopped after a claim until its lease is over and another's begun."""

    def __init__(self, alerts: AlertStore, room: Room) -> None:
        self._alerts = alerts
        self._room = room

    def __getattr__(self, name: str) -> Any:
        return getattr(self._alerts, name)

    async def claim(
        self, waiting: Sequence[Waiting], fence: str, until: datetime
    ) -> Sequence[Alert]:
        """Claim, sleep past the lease, wake up when another replica has the alerts."""
        mine = await self._alerts.claim(waiting, fence, until)
        self._room.real.moment = until + timedelta(seconds=1)
        free = await self._alerts.claimable(self._room.real.moment, limit=10)
        theirs = await self._alerts.claim(free, "another", until + timedelta(minutes=10))
        assert [one.id for one in mine] == [one.id for one in theirs]
        return mine


async def test_a_sender_that_was_paused_beyond_its_lease_sends_nothing() -> None:
    room = await Room().furnish()
    await room.sent.add([reminder(1, order="")], ready_at=REAL)
    store = room.sender._alerts
    room.sender._alerts = Paused(store, room)  # type: ignore[assignment]

    assert await room.send() == []

    (alert,) = await room.told()
    assert alert.state == "leased"
    assert await store.holds([alert], "another")
