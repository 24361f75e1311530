"""Whoever owns a collection carries commands out; the API is one of their clients."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Header, Request
from fastapi.responses import Response

from services.reporter.api.answers import answer, data_of, version_of
from shared.commands import ask, new_request
from shared.contracts.base import identity
from shared.contracts.command import Command

Key = Annotated[
    str, Header(alias="Idempotency-Key", pattern=r"^[A-Za-z0-9_-]{0,64}$", max_length=64)
]
"""The id of one request of one token: a repeat under it takes no second effect."""


def request_id(request: Request, key: str) -> str:
    """Return the id of a command: the same for the same key of the same token, drawn without one.

    What one program counts up says nothing about the requests of another.
    """
    return identity("request", request.state.actor, key) if key else new_request()


class Owners:
    """Sends commands.

    Args:
        connect: returns the connection to the broker.
    """

    def __init__(self, connect: Callable[[], Awaitable[Any]]) -> None:
        self.connect = connect

    async def asked(
        self, request: Request, name: str, kind: type[Command], key: str = "", /, **fields: Any
    ) -> Any:
        """Send a command in the name of the request's token; return what it brought.

        Raises:
            Problem: it was not carried out.
        """
        command = kind(request=request_id(request, key), actor=request.state.actor, **fields)
        return data_of(await ask(await self.connect(), name, command))

    async def changed(
        self, request: Request, name: str, kind: type[Command], key: str = "", /, **fields: Any
    ) -> Response:
        """Send a command about what has a version, as `If-Match` asks; answer with the new ETag.

        Raises:
            Problem: it was not carried out, or another version stands by now.
        """
        version = version_of(request)
        command = kind(
            request=request_id(request, key),
            actor=request.state.actor,
            expected_version=version,
            **fields,
        )
        result = await ask(await self.connect(), name, command)
        data = data_of(result, conditional=version is not None)
        return answer(request, data, tag=str(data["version"]))
