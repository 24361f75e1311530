"""What units send as proof: the office reads it, on the record; another unit never does."""

import base64
import os
from typing import Any

import pytest

from services.notifier.files import Files, Given
from services.notifier.filing import PIECE_BYTES, Filing
from services.notifier.kinds import FILES_PER_ORDER, UploadRefusedError
from shared.commands import NotFound
from shared.contracts.audit import AuditRecorded
from shared.contracts.command import ReadFile, ShowQuery
from shared.contracts.order import Order
from shared.sealing import DataKey
from shared.store.uploads import UploadStore
from tests.factories import make_order, make_order_event
from tests.fakes import MemoryCollection
from tests.unit.notifier.desk import KEY
from tests.unit.notifier.room import Nudged, Room

PDF = b"%PDF-1.4 "


class Cabinet:
    """An order, and the files about it."""

    def __init__(self) -> None:
        room, self.stored = Room(), MemoryCollection()
        nudged: Any = Nudged()
        uploads = UploadStore(self.stored)
        self.orders = room.orders
        self.files = Files(uploads, DataKey("uploads", KEY), room.clock)
        self.filing = Filing(room.orders, uploads, self.files, nudged, room.clock)
        self.order = make_order()

    async def opened(self) -> "Cabinet":
        await self.orders.add(self.order, make_order_event(order=self.order))
        return self

    async def read(self, order: Order, file: str) -> bytes:
        body, offset = b"", 0
        while not body or offset:
            command = ReadFile(
                request="r1", actor="li", order=order.id[:12], file=file, offset=offset
            )
            piece = await self.filing.piece(command)
            body, offset = body + base64.b64decode(piece["body"]), piece["next"]
        return body

    async def audited(self) -> list[AuditRecorded]:
        documents = await self.stored.find({}, limit=9)
        rows = [one for document in documents for one in document["pending"]]
        return [AuditRecorded.model_validate_json(one["body"]) for one in rows]


@pytest.mark.parametrize("more", [0, PIECE_BYTES - len(PDF), 2 * PIECE_BYTES])
async def test_the_office_reads_a_file_whole_and_that_is_on_the_record(more: int) -> None:
    cabinet = await Cabinet().opened()
    body = PDF + os.urandom(more)
    await cabinet.files.keep(cabinet.order, [Given("佐证.pdf", body)])

    (listed,) = await cabinet.filing.listed(ShowQuery(request="l", actor="li", id=cabinet.order.id))
    assert await cabinet.audited() == []
    read = await cabinet.read(cabinet.order, listed.id)

    assert (listed.name, listed.bytes, read) == ("佐证.pdf", len(body), body)
    (row,) = await cabinet.audited()
    assert (row.actor, row.action, row.about) == ("li", "order.file_read", cabinet.order.id)


async def test_a_file_that_is_not_there_is_named() -> None:
    cabinet = await Cabinet().opened()

    with pytest.raises(NotFound, match="no file none"):
        await cabinet.read(cabinet.order, "none")


async def test_the_unit_that_gets_an_order_does_not_see_what_the_other_has_sent() -> None:
    cabinet = await Cabinet().opened()
    await cabinet.files.keep(cabinet.order, [Given("甲.pdf", PDF)])
    (first,) = await cabinet.files.of(cabinet.order)
    moved = cabinet.order.model_copy(update={"unit": "county-b"})
    await cabinet.files.keep(moved, [Given("乙.pdf", PDF)])

    assert [one.name for one in await cabinet.files.of(moved, moved.unit)] == ["乙.pdf"]
    assert await cabinet.files.open(moved, first.id, moved.unit) is None
    assert len(await cabinet.files.of(moved)) == 2


async def test_an_order_takes_so_many_files_and_no_more() -> None:
    cabinet = await Cabinet().opened()
    for number in range(FILES_PER_ORDER):
        await cabinet.files.keep(cabinet.order, [Given(f"{number}.pdf", PDF + bytes([number]))])

    with pytest.raises(UploadRefusedError, match="最多上传20个文件"):
        await cabinet.files.keep(cabinet.order, [Given("more.pdf", PDF + b"more")])
