"""A link that was passed on can be ended; the unit gets another, all of it on the record."""

import pytest

from shared.contracts.alert import AlertKind
from shared.contracts.command import RevokeLinks
from shared.contracts.order import Order, OrderState
from shared.errors import PermanentError
from tests.unit.notifier.room import Room


async def revoked(room: Room, order: Order, **fields: str) -> Order:
    given = {"request": "r1", "actor": "li", "order": order.id[:12], "note": "链接被转发"}
    return await room.revoking.revoke(RevokeLinks(**{**given, **fields}))


async def token(room: Room, order: Order) -> str:
    return (await room.links.to(order.id, order.unit)).rpartition("/")[2]


async def test_a_revoked_link_opens_nothing_and_the_order_is_sent_with_a_new_one() -> None:
    room = await Room().furnish()
    order = await room.order(await room.confirm())
    old = await token(room, order)

    after = await revoked(room, order)
    new = await token(room, after)
    await revoked(room, order)

    assert await room.links.opened(old) is None
    assert await room.links.opened(new) == after
    assert (after.state, after.history[-1].note) == (OrderState.ISSUED, "链接被转发")
    _, again = await room.told(kind=AlertKind.ISSUED.value)
    assert "此前的办理链接已作废" in again.text
    assert "链接被转发" not in again.text
    assert (await room.events()).count("audit.recorded") == 1


async def test_of_an_order_at_rest_nobody_is_told_again() -> None:
    room = await Room().furnish()
    order = await room.do(await room.order(await room.confirm()), "withdraw", note="误报")
    old = await token(room, order)

    await revoked(room, order)

    assert await room.links.opened(old) is None
    assert len(await room.told(kind=AlertKind.ISSUED.value)) == 1


async def test_who_ends_links_says_why() -> None:
    room = await Room().furnish()
    order = await room.order(await room.confirm())
    link = await token(room, order)

    with pytest.raises(PermanentError, match="say in the note"):
        await revoked(room, order, note=" ")

    assert await room.links.opened(link) == order
