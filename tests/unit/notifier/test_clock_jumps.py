"""The clock may jump, back and forth: no reminder is early or doubled, and the last one comes."""

import asyncio
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.alert import AlertKind, alert_id
from shared.contracts.order import LimitStep, Order
from tests.factories import NOW, make_unit
from tests.unit.notifier.room import Room

BOX = make_unit().channels[0]
JUMPS = st.lists(st.integers(-60 * 24, 60 * 24 * 6).filter(bool), min_size=1, max_size=12)
RULES = ["mark.tags", "link.dead", "wording.typo", "personal.resident_id"]


@settings(max_examples=40, deadline=None)
@given(JUMPS, st.sampled_from(RULES), st.sampled_from(["", "20:00-08:00"]))
def test_reminders_survive_jumps_of_the_clock(jumps: list[int], rule: str, quiet: str) -> None:
    asyncio.run(_jump(jumps, rule, quiet))


async def _jump(jumps: list[int], rule: str, quiet: str) -> None:
    room = await Room(quiet=quiet).furnish()
    order = await room.order(await room.confirm(rule=rule))
    ladder = room.deadlines.ladder(order)
    ends = {
        alert_id(order.id, one.kind, f"{one.name} {_stamp(order, one.step)}", BOX): one
        for one in ladder
    }
    latest = NOW
    for minutes in [*jumps, 60 * 24 * 40]:
        room.clock.move(timedelta(minutes=minutes))
        latest = max(latest, room.clock.now())
        await room.reminders.look()
        for alert in await room.told(recipient=BOX):
            if alert.kind is not AlertKind.ISSUED:
                assert ends[alert.id].at <= latest, f"{ends[alert.id].name} came early"
    told = {alert.id for alert in await room.told(recipient=BOX)}
    now = room.clock.now()
    gone = [one for one in ladder if one.at <= now and not one.level]
    last = {one.step: key for key, one in ends.items() if one in gone}
    assert set(last.values()) <= told


def _stamp(order: Order, step: LimitStep) -> int:
    limit = order.limit(step)
    assert limit is not None
    return int(limit.due_at.timestamp())
