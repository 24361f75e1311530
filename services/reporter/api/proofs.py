"""Files that units sent as proof, and links that open an order, as the notifier has them."""

import base64

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.reporter.api.answers import answer, download
from services.reporter.api.owners import Key, Owners
from shared.commands import new_request
from shared.contracts.command import ReadFile, RevokeLinks, ShowQuery


class Revocation(BaseModel):
    """Why the links are ended."""

    note: str = Field(min_length=1, max_length=500)


class Proofs:
    """What answers at the addresses of files and links; see `api.app`.

    Args:
        owners: carry commands out.
    """

    def __init__(self, owners: Owners) -> None:
        self._owners = owners

    async def sent(self, request: Request, order: str) -> Response:
        """List the files that units sent about an order, oldest first."""
        found = await self._owners.asked(request, "order.files", ShowQuery, id=order)
        return answer(request, {"items": found})

    async def proof(self, request: Request, order: str, file: str) -> Response:
        """Give one file, as an attachment; that it is read is audited."""
        reading, body, offset = new_request(), b"", 0
        while True:
            piece = await self._owners.asked(
                request, "order.file", ReadFile, reading, order=order, file=file, offset=offset
            )
            body += base64.b64decode(piece["body"])
            offset = piece["next"]
            if not offset:
                return download(request, piece["name"], body, piece["kind"])

    async def revoke(
        self, request: Request, order: str, given: Revocation, idempotency_key: Key = ""
    ) -> Response:
        """End the unit's links to an order, as when one was passed on; it is sent a new one."""
        data = await self._owners.asked(
            request, "order.revoke", RevokeLinks, idempotency_key, order=order, note=given.note
        )
        return answer(request, data, tag=str(data["version"]))
