"""The units' pages over stores in memory, asked as a browser asks."""

from datetime import timedelta
from typing import Any, NamedTuple

from services.notifier.files import Files
from services.notifier.links import Links
from services.notifier.pages.app import pages
from services.notifier.pages.desk import Books, Desk
from services.notifier.pages.door import Door, Limits
from services.notifier.pages.screen import Screen
from shared.contracts.audit import AuditRecorded
from shared.contracts.order import Order
from shared.contracts.unit import Unit
from shared.face import ASGIApp
from shared.sealing import DataKey
from shared.store.orders import OrderStore
from shared.store.targets import TargetReader
from shared.store.tokens import TokenStore
from shared.store.units import UnitReader
from shared.store.uploads import UploadStore
from shared.web.forms import Forms
from shared.web.limits import Knocks
from tests.factories import NOW, make_finding, make_order, make_order_event, make_unit
from tests.fakes import FrozenClock, MemoryCollection
from tests.unit.notifier.room import Room

KEY = b"k" * 32


class Office(NamedTuple):
    """The pages, and what rests behind them."""

    app: ASGIApp
    orders: OrderStore
    links: Links
    uploads: MemoryCollection
    clock: FrozenClock
    stored: MemoryCollection
    """Orders."""

    async def audited(self, order: Order) -> list[tuple[str, str]]:
        """Return action and way of every audit row of an order."""
        document = await self.stored.get(order.id) or {}
        rows = [one for one in document["pending"] if one["subject"] == "audit.recorded"]
        found = [AuditRecorded.model_validate_json(one["body"]) for one in rows]
        return [(one.action, one.via) for one in found]

    async def subjects(self, order: Order) -> list[str]:
        """Return the subjects of what waits to be published of an order since it was issued."""
        document = await self.stored.get(order.id) or {}
        return [one["subject"] for one in document["pending"]][1:]

    async def issue(self, **fields: Any) -> tuple[Order, str]:
        """Put one order there; return it with the path of its link."""
        order = make_order(**fields)
        await self.orders.add(order, make_order_event(order=order))
        return order, (await self.links.to(order.id, order.unit)).removeprefix("http://office")


async def office(*others: Unit, wrong: int = 1000, actions: int = 1000) -> Office:
    """Open the office; besides the unit of the orders these others are registered."""
    room = await Room().furnish(*((make_unit(), *others) if others else ()))
    clock, orders = room.clock, room.orders
    units = UnitReader(room.collection("units"))
    targets = TargetReader(room.collection("targets"))
    uploads = MemoryCollection()
    links = Links(TokenStore(MemoryCollection()), orders, KEY, "http://office", clock)
    files = Files(UploadStore(uploads), DataKey("uploads", KEY), clock)
    door = Door(links, Forms(KEY), Limits(Knocks(wrong), Knocks(actions)), forwarded=False)
    desk = Desk(room.answers.change, Books(orders, units, targets), links, files, clock)
    app = pages(door, desk, Screen("测试市人民政府办公室"))
    return Office(app, orders, links, uploads, clock, room.collection("orders"))


def other_order(n: int, **fields: Any) -> dict[str, Any]:
    """Fields of one more order of the same unit."""
    finding = make_finding(id=f"{n:032x}")
    return {
        "id": f"{n:032x}",
        "findings": (finding.id,),
        "title": f"第{n}个问题",
        "due_at": NOW + timedelta(days=n),
        **fields,
    }
