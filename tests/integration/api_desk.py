"""The JSON API of a running reporter, over a socket, with tokens of every kind."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import httpx
import uvicorn

from shared.commands import ask
from shared.contracts.machine import IssueToken, Right
from tests.eventually import eventually
from tests.integration.intake_desk import Desk


async def issue(desk: Desk, name: str, scopes: Iterable[Right], **fields: str) -> str:
    """Issue a token as the operator's command does; return it."""
    token = f"xuncha_{name}"
    digest = hashlib.sha256(token.encode()).hexdigest()
    command = IssueToken(
        request=f"issue {name}", actor="clerk", name=name, hash=digest, scopes=scopes, **fields
    )
    result = await ask(desk.client, "token.issue", command)
    assert result.ok, result
    return token


@asynccontextmanager
async def calling(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the reporter's pages and call them; the client begins without a token."""
    assert desk.service.pages is not None
    config = uvicorn.Config(desk.service.pages, port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    await eventually(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    base = f"http://127.0.0.1:{port}/api/v1"
    async with httpx.AsyncClient(base_url=base, trust_env=False, timeout=20) as client:
        yield client
    server.should_exit = True
    await task


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}
