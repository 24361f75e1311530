"""Recipients are served side by side, each in the order of its messages."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from services.notifier.domain.retry import pause_after
from shared.contracts.alert import Alert, AlertKind
from shared.errors import OutageError, TransientError
from shared.store.alerts import Waiting
from tests.factories import NOW, make_alert
from tests.unit.notifier.room import REAL, Room

SLOW, QUICK = "mailto:slow@x.cn", "mailto:quick@x.cn"
QUICK_ONES = 3


class Deaf:
    """A channel one of whose recipients never answers."""

    scheme = "mailto"
    spacing_seconds = 0.0

    def __init__(self) -> None:
        self.came: list[str] = []
        self.enough = asyncio.Event()

    async def send(self, alert: Alert, _link: str) -> str:
        """Take everything but what goes to the slow one."""
        if alert.recipient == SLOW:
            await asyncio.Event().wait()
        self.came.append(alert.id)
        if len(self.came) == QUICK_ONES:
            self.enough.set()
        return "250 taken"


def waiting(number: int, recipient: str) -> Alert:
    return make_alert(
        id=f"{number:032x}",
        kind=AlertKind.ISSUED,
        order=f"o{number}",
        recipient=recipient,
        due_at=NOW + timedelta(seconds=number),
    )


async def test_a_recipient_that_does_not_answer_keeps_no_other_waiting() -> None:
    room = Room()
    deaf = Deaf()
    room.sender._channels = {"mailto": deaf}
    quick = [waiting(n, QUICK) for n in range(1, 1 + QUICK_ONES)]
    await room.sent.add([waiting(0, SLOW), *quick], ready_at=REAL)

    looking = asyncio.create_task(room.sender.look())
    async with asyncio.timeout(10):
        await deaf.enough.wait()
    still = not looking.done()
    looking.cancel()

    assert still
    assert deaf.came == [alert.id for alert in quick]


async def test_an_outage_while_one_is_served_ends_the_look_after_the_others_are_through() -> None:
    room = Room()
    await room.sent.add([waiting(1, SLOW), waiting(2, QUICK)], ready_at=REAL)
    claim = room.sent.claim

    async def away(waiting: Sequence[Waiting], *lease: Any) -> list[Alert]:
        if waiting[0].alert.recipient == SLOW:
            raise OutageError("the store is away")
        return await claim(waiting, *lease)

    room.sent.claim = away  # type: ignore[method-assign]
    with pytest.raises(OutageError):
        await room.sender.look()

    assert [one.recipient for one in room.channel.sent] == [QUICK]


async def test_a_channel_that_names_a_wait_is_left_alone_for_so_long() -> None:
    room = Room()
    await room.sent.add([waiting(1, QUICK)], ready_at=REAL)
    room.channel.failures.append(TransientError("429 slow down", retry_after_seconds=300))

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
