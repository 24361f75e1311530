"""An HTTP receiver on loopback that channels really post to."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_network
from typing import Any, NamedTuple

from services.notifier.channels.posting import Poster
from shared.egress.client import Egress
from shared.egress.guard import Guard
from shared.egress.policy import InternalTarget, Policy
from tests.unit.egress.servers import Site
from tests.unit.egress.servers import site as served

LOOPBACK = (ip_network("127.0.0.0/8"),)


class Call(NamedTuple):
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.raw)
        return body


class Sink:
    """Keeps what it is sent, and answers as it is told."""

    def __init__(self, *answers: tuple[int, object]) -> None:
        self.calls: list[Call] = []
        self._answers = list(answers) or [(200, {"errcode": 0, "code": 0})]
        self.headers: tuple[str, ...] = ()
        self.port = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def respond(self, _site: Site, head: bytes, writer: Any) -> None:
        lines = head.decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines)
        }
        raw = await self.reader(writer, int(headers.get("content-length", "0")))
        self.calls.append(Call(lines[0].split()[1], headers, raw))
        status, answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        extra = "".join(f"{line}\r\n" for line in self.headers)
        writer.write(
            f"HTTP/1.1 {status} x\r\nContent-Length: {len(content)}\r\n{extra}\r\n".encode()
            + content
        )

    @staticmethod
    async def reader(writer: Any, length: int) -> bytes:
        body: bytes = await writer.transport.get_protocol()._stream_reader.readexactly(length)
        return body


@asynccontextmanager
async def sink(*answers: tuple[int, object]) -> AsyncIterator[tuple[Sink, Poster]]:
    receiver = Sink(*answers)
    async with served(receiver.respond) as site:
        receiver.port = site.port
        policy = Policy(internal=(InternalTarget("127.0.0.1", LOOPBACK, frozenset({site.port})),))
        async with Egress(Guard(policy)) as egress:
            yield receiver, Poster(egress)
