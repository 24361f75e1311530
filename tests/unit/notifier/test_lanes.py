"""Recipients are served side by side: a slow one holds up no other, one's messages keep order."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from services.notifier.domain.retry import pause_after
from shared.contracts.alert import Alert, AlertKind, AlertState
from shared.contracts.base import Event
from shared.errors import OutageError, TransientError
from shared.store.alerts import Waiting
from tests.factories import NOW, make_alert
from tests.unit.notifier.room import REAL, Room

SLOW, QUICK, THIRD = (f"mailto:{name}@example.cn" for name in ("slow", "quick", "third"))


class Relay:
    """A channel whose answer to one recipient waits until it may go on."""

    scheme = "mailto"
    spacing_seconds = 0.0

    def __init__(self, answers: Callable[[Alert], BaseException | None] = lambda _: None) -> None:
        self.go_on = asyncio.Event()
        self.enough = asyncio.Event()
        self.expected = 0
        self.came: list[str] = []
        self._answers = answers

    async def send(self, alert: Alert, _link: str) -> str:
        """Take an alert, that of the slow one when it may."""
        if alert.recipient == SLOW:
            await self.go_on.wait()
        if error := self._answers(alert):
            raise error
        self.came.append(alert.id)
        if len(self.came) == self.expected:
            self.enough.set()
        return "250 taken"


async def in_line(relay: Relay, *recipients: str) -> Room:
    """Put one alert for each in line, in this order."""
    room = Room(channel=relay)  # type: ignore[arg-type]
    alerts = [
        make_alert(
            id=f"{number}",
            kind=AlertKind.ISSUED,
            order=f"o{number}",
            recipient=recipient,
            due_at=NOW + timedelta(seconds=number),
        )
        for number, recipient in enumerate(recipients)
    ]
    await room.sent.add(alerts, ready_at=REAL)
    return room


async def states(room: Room) -> dict[str, str]:
    return {alert.id: alert.state.value for alert in await room.told()}


async def test_a_recipient_that_does_not_answer_keeps_no_other_waiting() -> None:
    relay = Relay()
    relay.expected = 3
    room = await in_line(relay, SLOW, QUICK, QUICK, QUICK)

    looking = asyncio.create_task(room.sender.look())
    async with asyncio.timeout(10):
        await relay.enough.wait()
    assert not looking.done()
    assert relay.came == ["1", "2", "3"]
    relay.go_on.set()

    assert await looking == 4
    assert set((await states(room)).values()) == {AlertState.SENT}


async def test_no_more_recipients_than_allowed_are_spoken_to_at_once() -> None:
    relay = Relay()
    room = await in_line(relay, SLOW, QUICK)
    room.sender.together = 1

    looking = asyncio.create_task(room.sender.look())
    for _ in range(200):
        await asyncio.sleep(0)
    assert relay.came == []
    relay.go_on.set()

    assert await looking == 2


async def test_an_outage_before_one_is_served_ends_the_look_after_the_others_are_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    relay = Relay()
    room = await in_line(relay, SLOW, QUICK)
    claim = room.sent.claim

    async def away(waiting: Sequence[Waiting], *lease: Any) -> list[Alert]:
        if waiting[0].alert.recipient == SLOW:
            raise OutageError("the store is away")
        return await claim(waiting, *lease)

    monkeypatch.setattr(room.sent, "claim", away)
    with pytest.raises(OutageError):
        await room.sender.look()

    assert relay.came == ["1"]


async def test_an_outage_after_one_is_served_lets_the_others_finish_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    relay = Relay()
    relay.go_on.set()
    room = await in_line(relay, SLOW, QUICK, THIRD)
    close = room.sent.close

    async def failing(closed: Mapping[str, tuple[Alert, Event]], fence: str) -> int:
        if "1" in closed:
            raise OutageError("the store is gone")
        return await close(closed, fence)

    monkeypatch.setattr(room.sent, "close", failing)
    with pytest.raises(OutageError):
        await room.sender.look()

    assert await states(room) == {"0": "sent", "1": "leased", "2": "sent"}


async def test_one_that_fails_for_now_comes_back_and_the_rest_is_sent() -> None:
    relay = Relay(lambda alert: TransientError("451") if alert.id == "1" else None)
    relay.go_on.set()
    room = await in_line(relay, SLOW, QUICK, QUICK)

    assert await room.sender.look() == 2
    assert await states(room) == {"0": "sent", "1": "pending", "2": "sent"}


async def test_a_channel_that_names_a_wait_is_left_alone_for_so_long() -> None:
    waits = [TransientError("429 slow down", retry_after_seconds=300)]
    room = await in_line(Relay(lambda _: waits.pop() if waits else None), QUICK)

    await room.sender.look()
    room.real.moment = REAL + timedelta(seconds=299)
    early = await room.sender.look()
    room.real.moment = REAL + timedelta(seconds=300 * 1.25)

    assert early == 0
    assert await room.sender.look() == 1


def test_alerts_that_failed_together_do_not_come_back_together() -> None:
    pauses = {pause_after(5, f"{n:032x}") for n in range(100)}

    assert len(pauses) > 90
    assert timedelta(seconds=32) <= min(pauses) <= max(pauses) <= timedelta(seconds=40)
    assert pause_after(1000, "a") <= timedelta(hours=1.25)
