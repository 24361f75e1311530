"""Who may come in: a program whose token has the scope of the route; nobody else."""

from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from fastapi import Request, Response
from fastapi.routing import APIRoute

from services.reporter.api.problems import Problem
from services.reporter.machines import Machines
from shared.web.limits import Knocks, client

WRONG_A_MINUTE = 10
SCOPE = "x-scope"
"""Of a route's OpenAPI description: the scope that opens it, or `PUBLIC`."""
PUBLIC = "public"
_BEARER = "bearer "
log = structlog.get_logger()


class Door:
    """Lets programs in.

    Args:
        machines: knows their tokens.
        wrong: how many tokens that open nothing one client may show.
        forwarded: whether a proxy in front names the client.
    """

    def __init__(self, machines: Machines, wrong: Knocks, *, forwarded: bool) -> None:
        self._machines = machines
        self._wrong = wrong
        self._forwarded = forwarded

    async def enter(self, request: Request, scope: str) -> None:
        """Let a request pass, and put down who sent it as `request.state.actor`.

        Raises:
            Problem: no token, a wrong one, or one without the scope.
        """
        if scope == PUBLIC:
            return
        given = request.headers.get("authorization", "")
        if not given.lower().startswith(_BEARER):
            raise Problem("unauthorized")
        holder = await self._machines.holder(given[len(_BEARER) :].strip())
        if holder is None:
            raise self._refusal(request)
        if scope not in holder.scopes:
            log.warning("api.wrong_scope", token=holder.name, scope=scope)
            raise Problem("forbidden", f"{holder.name} → {scope}")
        request.state.actor = f"token:{holder.name}"

    def _refusal(self, request: Request) -> Problem:
        """Count a wrong token; whoever has a good one passes from the same address all the same."""
        host = request.client.host if request.client else ""
        who = client(request.headers, host, self._forwarded)
        if self._wrong.spent(who):
            return Problem("too_many")
        self._wrong.count(who)
        log.warning("api.wrong_token", path=request.url.path)
        return Problem("unauthorized")


def guarded(door: Door) -> type[APIRoute]:
    """Return the kind of route that asks at the door before anything of a request is read."""

    class Guarded(APIRoute):
        """Denies whatever does not say which scope opens it."""

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            """See `APIRoute.get_route_handler`."""
            handle = super().get_route_handler()
            scope = (self.openapi_extra or {})[SCOPE]

            async def asked(request: Request) -> Response:
                await door.enter(request, scope)
                return await handle(request)

            return asked

    return Guarded
