"""Several recipients at once: a slow one holds up no other, one's messages keep their order."""

import asyncio
from collections.abc import Callable, Mapping

import pytest

from shared.contracts.alert import Alert, AlertKind, AlertState
from shared.contracts.base import Event
from shared.errors import OutageError, TransientError
from tests.factories import NOW, make_alert
from tests.unit.notifier.room import Room

SLOW, QUICK = "mailto:slow@example.cn", "mailto:quick@example.cn"


class Channel:
    """A relay whose answer to one recipient waits."""

    scheme = "mailto"
    spacing_seconds = 0.0

    def __init__(self, answers: Callable[[Alert], BaseException | None] = lambda _: None) -> None:
        self.go_on = asyncio.Event()
        self.sent: list[str] = []
        self._answers = answers

    async def send(self, alert: Alert, _link: str) -> str:
        if alert.recipient == SLOW:
            await self.go_on.wait()
        if error := self._answers(alert):
            raise error
        self.sent.append(alert.id)
        return "250 ok"


async def waiting(room: Room, *recipients: str) -> None:
    """Put one alert for each in line, in this order."""
    for number, recipient in enumerate(recipients):
        alert = make_alert(
            id=f"{number}",
            kind=AlertKind.ISSUED,
            order=f"o{number}",
            recipient=recipient,
            due_at=NOW,
        )
        await room.sent.add([alert], ready_at=await room.real.now())


async def states(room: Room) -> dict[str, str]:
    return {alert.id: alert.state.value for alert in await room.told()}


async def test_a_slow_recipient_holds_up_no_other() -> None:
    channel = Channel()
    room = Room(channel=channel)  # type: ignore[arg-type]
    await waiting(room, SLOW, QUICK, QUICK)

    look = asyncio.create_task(room.sender.look())
    async with asyncio.timeout(5):
        while len(channel.sent) < 2:  # noqa: ASYNC110 - the channel has no event
            await asyncio.sleep(0)
    assert channel.sent == ["1", "2"]
    channel.go_on.set()

    assert await look == 3
    assert set((await states(room)).values()) == {AlertState.SENT}


async def test_no_more_recipients_than_allowed_are_spoken_to_at_once() -> None:
    channel = Channel()
    room = Room(channel=channel)  # type: ignore[arg-type]
    room.sender.together = 1
    await waiting(room, SLOW, QUICK)

    look = asyncio.create_task(room.sender.look())
    for _ in range(200):
        await asyncio.sleep(0)
    assert channel.sent == []
    channel.go_on.set()

    assert await look == 2


async def test_an_outage_in_the_middle_lets_the_others_finish_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    channel = Channel()
    room = Room(channel=channel)  # type: ignore[arg-type]
    channel.go_on.set()
    await waiting(room, SLOW, QUICK, "mailto:third@example.cn")
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
    channel = Channel(lambda alert: TransientError("451") if alert.id == "1" else None)
    room = Room(channel=channel)  # type: ignore[arg-type]
    channel.go_on.set()
    await waiting(room, SLOW, QUICK, QUICK)

    assert await room.sender.look() == 2
    assert await states(room) == {"0": "sent", "1": "pending", "2": "sent"}
