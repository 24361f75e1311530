"""An analyzer beside the owners it reads from, and the eyes and hands of a test on its rules."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nats.aio.client import Client

from services.analyzer.sweep import Sweep
from shared.clock import set_clock
from shared.commands import ask, new_request
from shared.contracts.command import Command, DecideFinding, ShowQuery
from shared.contracts.finding import Decision, Finding
from shared.contracts.rule_command import ApplyRuleset, ImportRuleset, TryRuleset
from shared.store.database import Database
from shared.store.findings import FindingReader
from shared.store.mapping import from_document
from tests.eventually import eventually
from tests.integration.intake_desk import Desk, environment, make_service, running
from tests.servers import Nats
from xuncha.importing import put_file

UNITS = (
    "id,name,short_name,kind\nlinxiang,临翔区人民政府,临翔区,county\nyongde,永德县,永德县,county\n"
)
TARGETS = """id,kind,name,unit,platform,url
www,website,临翔区人民政府网,linxiang,,https://www.example.cn/
jf,account,临翔警方,linxiang,wechat,
yd,account,永德发布,yongde,weibo,
wb,account,临翔发布,linxiang,weibo,
"""
START = datetime(2021, 1, 30, 1, tzinfo=UTC)


class RulesDesk:
    """A person at the analyzer."""

    env: dict[str, str]
    now = START

    def __init__(self, reporter: Desk, crawler: Desk, analyzer: Desk, database: Database) -> None:
        self.crawler = crawler
        self.analyzer = analyzer
        self.database = database
        self._folder = analyzer._folder
        self._reporter = reporter
        self._files = 0

    def jump(self, by: timedelta) -> None:
        """Move the business clock of all services."""
        self.now += by
        set_clock(self._folder / "clock", self.now, 0.0)

    async def registered(self) -> None:
        await self._reporter.imported("registry", UNITS, "units.csv")
        await self._reporter.imported("registry", TARGETS, "targets.csv")

    async def posted(self, *posts: dict[str, str]) -> None:
        """Let the crawler see posts, and the analyzer read them."""
        self._files += 1
        body = "\n".join(json.dumps(post, ensure_ascii=False) for post in posts)
        await self.crawler.imported("article", body, f"posts{self._files}.jsonl")
        await eventually(self.read, within=20)

    async def read(self) -> bool:
        """Tell whether the analyzer has read everything that was crawled."""
        info = await self.analyzer.client.jetstream().consumer_info(
            "ARTICLES", "analyzer-article-crawled"
        )
        return not info.num_pending and not info.num_ack_pending

    async def asked(self, name: str, command: Command) -> Any:
        result = await ask(self.analyzer.client, name, command)
        assert result.ok, result
        return result.data

    async def listed_words(self, name: str, rows: str) -> dict[str, Any]:
        """Import a list of wrong forms as the next edition."""
        return await self.listed_rows(
            name, "wording", "wrong,right,rule,exceptions,source\n" + rows
        )

    async def listed_rows(
        self, name: str, kind: str, text: str, *, times: int = 1
    ) -> dict[str, Any]:
        """Import a list of any kind as the next edition; return the last of so many answers."""
        path = self._folder / f"{name}.csv"
        path.write_text(text, "utf-8")
        _, stored = await put_file(self.analyzer.client, path)
        command = ImportRuleset(
            request=new_request(),
            actor="clerk",
            file=stored,
            name=path.name,
            ruleset=name,
            kind=kind,
        )
        answers = [await self.asked("ruleset.import", command) for _ in range(times)]
        return dict(answers[-1])

    async def applied(self, name: str, edition: int) -> dict[str, Any]:
        command = ApplyRuleset(request=new_request(), actor="clerk", ruleset=name, edition=edition)
        return dict(await self.asked("ruleset.apply", command))

    async def tried(self, name: str, edition: int) -> dict[str, Any]:
        command = TryRuleset(request=new_request(), actor="clerk", ruleset=name, edition=edition)
        return dict(await self.asked("ruleset.try", command))

    async def decided(self, finding: str, decision: Decision, **fields: Any) -> dict[str, Any]:
        command = DecideFinding(
            request=new_request(), actor="clerk", finding=finding, decision=decision, **fields
        )
        return dict(await self.asked("finding.decide", command))

    async def shown(self, finding: str) -> dict[str, Any]:
        query = ShowQuery(request=new_request(), actor="clerk", id=finding)
        return dict(await self.asked("finding.show", query))

    async def findings(self, **where: Any) -> Sequence[Finding]:
        documents = await self.database.collection("findings").find(where, limit=10_000)
        return [from_document(Finding, document) for document in documents]

    async def finding(self, **where: Any) -> Finding:
        (only,) = await self.findings(**where)
        return only

    @property
    def reader(self) -> FindingReader:
        return FindingReader(self.database.collection("findings"))

    @property
    def sweep(self) -> Sweep:
        owners = [getattr(loop, "__self__", None) for loop in self.analyzer.service.loops]
        (sweep,) = [owner for owner in owners if isinstance(owner, Sweep)]
        return sweep


@asynccontextmanager
async def rules_desk(
    tmp_path: Path, nats: Nats, client: Client, database: Database, mongo_url: str, **env: str
) -> AsyncIterator[RulesDesk]:
    """Run reporter, crawler and analyzer in the process of the test, without their loops."""
    given = environment(tmp_path, nats.url, mongo_url, database._database.name)
    set_clock(tmp_path / "clock", START, 0.0)
    given["XUNCHA_CLOCK"] = f"file:{tmp_path / 'clock'}"
    async with AsyncExitStack() as stack:
        desks = [
            await stack.enter_async_context(
                running(make_service(name, {**given, **env}), client, tmp_path)
            )
            for name in ("reporter", "crawler", "analyzer")
        ]
        desk = RulesDesk(*desks, database)
        desk.env = {**given, **env}
        await desk.registered()
        yield desk


def post(text: str, *, target: str = "jf", number: int = 1, title: str = "通报") -> dict[str, str]:
    """One post of an account."""
    return {
        "target": target,
        "url": f"https://mp.example.cn/{target}/{number}",
        "title": title,
        "published_at": "2021-01-29 09:00",
        "text": text,
    }
