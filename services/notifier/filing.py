"""The commands about files that units sent as proof: the office looks before it decides."""

import base64
from typing import Any

from services.notifier.answers import named_order
from services.notifier.files import Files
from shared.clock import Clock
from shared.commands import NotFound
from shared.contracts.audit import AuditRecorded
from shared.contracts.command import ReadFile, ShowQuery
from shared.contracts.order import Order
from shared.contracts.token import Upload
from shared.outbox import Outbox
from shared.store.orders import OrderReader
from shared.store.uploads import UploadStore

PIECE_BYTES = 512 * 1024
"""So much of a file goes into one answer: the broker takes 1 MiB."""


class Filing:
    """Answers the commands about files.

    Args:
        orders: that the files are about.
        uploads: where they rest.
        files: opens them.
        outbox: relays the audit.
        clock: business time.
    """

    def __init__(
        self, orders: OrderReader, uploads: UploadStore, files: Files, outbox: Outbox, clock: Clock
    ) -> None:
        self._orders = orders
        self._uploads = uploads
        self._files = files
        self._outbox = outbox
        self._clock = clock

    async def listed(self, query: ShowQuery) -> list[Upload]:
        """Return the files of an order, oldest first, also those of a unit that had it before."""
        return await self._files.of(await self._order(query.id))

    async def piece(self, command: ReadFile) -> dict[str, Any]:
        """Return one piece of a file and how it is called; that its reading began is audited."""
        order = await self._order(command.order)
        found = await self._files.open(order, command.file)
        if found is None:
            raise NotFound(f"no file {command.file} in this order; see `xuncha orders files`")
        upload, body = found
        if not command.offset:
            audit = AuditRecorded(
                actor=command.actor,
                action="order.file_read",
                about=order.id,
                cause=command.request,
                reason=upload.name,
                occurred_at=self._clock.now(),
            )
            await self._uploads.note(upload.id, audit)
            self._outbox.nudge()
        end = command.offset + PIECE_BYTES
        return {
            "body": base64.b64encode(body[command.offset : end]).decode(),
            "next": end if end < len(body) else 0,
            "name": upload.name,
            "kind": upload.kind,
        }

    async def _order(self, beginning: str) -> Order:
        return await named_order(self._orders, beginning)
