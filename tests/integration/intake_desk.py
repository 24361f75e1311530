"""One service that imports, in the process of the test: real broker, real store, no loops."""

import base64
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from nats.aio.client import Client

from services.analyzer import app as analyzer
from services.analyzer.settings import AnalyzerSettings
from services.crawler import app as crawler
from services.crawler.settings import CrawlerSettings
from services.reporter import app as reporter
from services.reporter.settings import ReporterSettings
from shared.commands import ask
from shared.contracts.command import ListQuery, Result
from shared.outbox import Outbox
from shared.runtime import Service
from xuncha.importing import import_file

KEY = base64.b64encode(bytes(range(32))).decode()


def environment(tmp_path: Path, nats_url: str, mongo_url: str, database: str) -> dict[str, str]:
    """What a service needs to know; the key file is written."""
    key = tmp_path / "sealing.key"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(KEY, "utf-8")
    return {
        "NATS_URL": nats_url,
        "MONGO_URL": mongo_url,
        "XUNCHA_DATABASE": database,
        "XUNCHA_SEALING_KEY_FILE": str(key),
        "XUNCHA_CLOCK": "2021-01-30T09:00:00+08:00@0@0",
        "XUNCHA_CRAWLER_USER_AGENT": "xuncha tests (office@example.cn)",
    }


class Desk:
    """A person who imports files."""

    def __init__(self, client: Client, service: Service, folder: Path) -> None:
        self.client = client
        self.service = service
        self._folder = folder

    async def send(self, noun: str, body: str | bytes, name: str, **options: bool) -> Result:
        path = self._folder / name
        path.write_bytes(body.encode() if isinstance(body, str) else body)
        return await import_file(self.client, noun, path, actor="clerk", **options)

    async def imported(self, noun: str, body: str | bytes, name: str, **options: bool) -> Any:
        result = await self.send(noun, body, name, **options)
        assert result.ok, result
        return result.data

    async def listed(self, name: str, **query: Any) -> Sequence[Any]:
        result = await ask(self.client, name, ListQuery(request="r", actor="clerk", **query))
        assert result.ok, result
        return list(result.data)

    async def relay(self) -> int:
        """Relay what the outbox holds."""
        owners = [getattr(loop, "__self__", None) for loop in self.service.loops]
        (outbox,) = [owner for owner in owners if isinstance(owner, Outbox)]
        return await outbox.relay()


@asynccontextmanager
async def running(service: Service, client: Client, folder: Path) -> AsyncIterator[Desk]:
    """Start a service without its loops."""
    await service.broker.connect()
    await service.database.prepare(service.name)
    for step in service.prepare:
        await step()
    await service.broker.start()
    try:
        yield Desk(client, service, folder)
    finally:
        await service.broker.stop()
        service.database.close()


def make_service(name: str, env: dict[str, str]) -> Service:
    """Construct a service from an environment."""
    makers = {
        "reporter": lambda: reporter.create(ReporterSettings()),
        "crawler": lambda: crawler.create(CrawlerSettings()),
        "analyzer": lambda: analyzer.create(AnalyzerSettings()),
    }
    kept = {key: os.environ.get(key) for key in env}
    os.environ.update(env)
    try:
        return makers[name]()
    finally:
        for key, value in kept.items():
            if value is None:
                os.environ.pop(key)
            else:
                os.environ[key] = value
