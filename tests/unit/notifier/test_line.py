"""The line is held after a restore, let go by a person, and failed alerts are put back in it."""

from datetime import timedelta
from typing import Any

import pytest

from shared.commands import NotFound, Refused
from shared.contracts.alert import AlertKind, AlertState
from shared.contracts.command import HoldAlerts, ListQuery, ReplayAlerts, ShowQuery
from shared.errors import PermanentError
from tests.factories import NOW
from tests.unit.notifier.room import Room


def hold(**fields: Any) -> HoldAlerts:
    return HoldAlerts(**{"request": "h", "actor": "li", "hold": True, "reason": "恢复", **fields})


async def test_a_held_line_sends_nothing_until_a_person_lets_it_go() -> None:
    room = await Room().furnish()
    await room.line.hold(hold())
    await room.line.hold(hold())
    await room.confirm()

    assert await room.send() == []
    switch = await room.line.switch(ListQuery(request="l", actor="li"))
    assert (switch.held, switch.by, switch.reason) == (True, "li", "恢复")
    await room.line.hold(hold(hold=False))

    assert len(await room.send()) == 1
    assert await room.events("switches") == ["audit.recorded"] * 2


async def test_what_was_due_before_the_restore_can_be_dropped() -> None:
    room = await Room().furnish()
    await room.line.hold(hold())
    await room.confirm("c1")
    room.clock.move(timedelta(hours=2))
    await room.confirm("c2", fingerprint="b")

    await room.line.hold(hold(hold=False, drop_before=NOW + timedelta(hours=1)))
    arrived = await room.send()

    assert len(arrived) == 1
    states = sorted(alert.state for alert in await room.told())
    assert states == [AlertState.DROPPED, AlertState.SENT]


async def test_a_failed_alert_is_listed_and_replayed_under_its_id() -> None:
    room = await Room().furnish()
    room.channel.failures.append(PermanentError("550 no such mailbox"))
    await room.confirm()
    await room.send()
    (failed,) = await room.line.listed(ListQuery(request="l", actor="li", state="failed"))
    assert "550" in failed.answer

    (again,) = await room.line.replay(ReplayAlerts(request="r", actor="li", ids=(failed.id[:8],)))
    arrived = await room.send()

    assert failed.id in [one.id for one in arrived]
    assert (again.replays, again.attempts) == (1, 0)
    shown = await room.line.shown(ShowQuery(request="s", actor="li", id=failed.id))
    assert shown.state is AlertState.SENT
    with pytest.raises(Refused, match="neither failed nor dropped"):
        await room.line.replay(ReplayAlerts(request="r", actor="li", ids=(failed.id,)))


async def test_every_failed_alert_may_be_replayed_at_once() -> None:
    room = await Room().furnish()
    for n in range(3):
        room.channel.failures.append(PermanentError("550"))
        await room.confirm(f"c{n}", fingerprint=str(n))
    await room.send()

    again = await room.line.replay(ReplayAlerts(request="r", actor="li"))

    assert len(again) == 3
    arrived = await room.send()
    assert len([one for one in arrived if one.kind is AlertKind.ISSUED]) == 3


async def test_an_unknown_alert_is_said_to_be_unknown() -> None:
    room = await Room().furnish()

    with pytest.raises(NotFound, match="no alert abcd"):
        await room.line.shown(ShowQuery(request="s", actor="li", id="abcd"))
