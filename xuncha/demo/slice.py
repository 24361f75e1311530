"""The guided run of one page: wrong wording is found, ordered, mended, proven and closed."""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from nats.aio.client import Client

from shared.commands import ask, new_request
from shared.contracts.command import ChangeOrder, Command, CrawlNow, DecideFinding, ListQuery
from shared.contracts.finding import Decision
from shared.errors import PermanentError
from xuncha.cli.screen import console
from xuncha.cli.system import prepare
from xuncha.client import connected
from xuncha.demo.inbox import Inbox
from xuncha.demo.site import Answer, Site
from xuncha.endpoints import Endpoints
from xuncha.importing import import_file
from xuncha.up import up

PATIENCE_SECONDS = 60.0
CLERK = "示例科员"
COLUMN = "/xxgk/index.html"
ARTICLE = "/xxgk/2021/0128.html"
WRONG = "各区县攻府要高度重视，认真落实。"
RIGHT = "各区县政府要高度重视，认真落实。"
LEAK = "张某（示例），身份证号11010119900307109X，补助300元。"
MENDED = "张某（示例），身份证号110***********109X，补助300元。"


def page(*lines: str) -> Answer:
    """Return an article page with the official page tags."""
    body = "".join(f"<p>{line}</p>" for line in lines)
    html = (
        '<!doctype html><html><head><meta charset="utf-8"><title>示例</title>'
        '<meta name="SiteName" content="示例县人民政府门户网站">'
        '<meta name="ColumnName" content="信息公开"><meta name="ArticleTitle" content="示例通知">'
        '<meta name="PubDate" content="2021-01-28 09:00"></head>'
        f'<body><div id="zoom">{body}</div></body></html>'
    )
    return Answer(html.encode())


def column(*links: str) -> Answer:
    """Return a column's listing with the official page tags."""
    items = "".join(f'<li><a href="{link}">示例通知</a></li>' for link in links)
    html = (
        '<!doctype html><html><head><meta charset="utf-8"><title>信息公开</title>'
        f'<meta name="ColumnName" content="信息公开"></head><body><ul>{items}</ul></body></html>'
    )
    return Answer(html.encode())


def registry(site: Site) -> dict[str, str]:
    """Return the import files of one unit, one website and one column."""
    units = "id,name,kind,level,region,order,channels\n"
    units += "demo-county,示例县人民政府,county,县,示例,1,mailto:demo-county@example.cn\n"
    targets = "id,kind,name,unit,url,site_code,parent\n"
    targets += f"demo-site,website,示例县人民政府门户网站,demo-county,{site.url}/,5309000001,\n"
    targets += f"demo-column,column,示例县信息公开专栏,demo-county,{site.url}{COLUMN},,demo-site\n"
    return {"units.csv": units, "targets.csv": targets}


def environment(site: Site, inbox: Inbox, folder: Path) -> dict[str, str]:
    """Return the settings of the services for a run on loopback."""
    internal = folder / "internal.txt"
    internal.write_text(f"127.0.0.1 127.0.0.1/32 {site.port}\n", "utf-8")
    return {
        "XUNCHA_CRAWLER_USER_AGENT": "Xuncha slice (contact: office@example.cn)",
        "XUNCHA_CRAWLER_INTERNAL_FILE": str(internal),
        "XUNCHA_CRAWLER_HOST_DELAY_SECONDS": "0.05",
        "XUNCHA_CRAWLER_DISPATCH_SECONDS": "0.3",
        "XUNCHA_NOTIFIER_SMTP_HOST": "127.0.0.1",
        "XUNCHA_NOTIFIER_SMTP_PORT": str(inbox.port),
        "XUNCHA_NOTIFIER_SMTP_TLS": "none",
        "XUNCHA_NOTIFIER_MAIL_FROM": "xuncha@example.cn",
        "XUNCHA_NOTIFIER_SCAN_SECONDS": "0.3",
        "XUNCHA_CLOCK": "2021-01-30T09:00:00@1",
    }


class Slice:
    """Plays the clerk and the unit of one run.

    Args:
        client: of the running system.
        site: whose pages are watched.
        inbox: where the unit's mail arrives.
        folder: for the import files.
    """

    def __init__(self, client: Client, site: Site, inbox: Inbox, folder: Path) -> None:
        self._client = client
        self._site = site
        self._inbox = inbox
        self._folder = folder
        self._begun = time.monotonic()

    async def play(self) -> None:
        """Play every step; the first that does not come about ends the run."""
        await self._import()
        findings = await self._until("findings are suspected", lambda: self._findings(2))
        for finding in findings:
            self._say(f"  {finding['rule']}: {finding['excerpt']}")
            await self._ask(
                "finding.decide",
                DecideFinding(
                    request=new_request(),
                    actor=CLERK,
                    finding=finding["id"],
                    decision=Decision.CONFIRMED,
                ),
            )
        self._say("confirmed by command")
        orders = await self._until("orders are issued", lambda: self._orders("issued", 2))
        self._say(f"  due {orders[0]['due_on']}: {orders[0]['deadline_explained']}")
        await self._until("the unit has its mail", lambda: self._mails(2))
        self._say(f"  {self._inbox.mails[0]['Subject']}")
        self._site.pages[ARTICLE] = page(RIGHT, MENDED)
        for order in orders:
            await self._ask(
                "order.change",
                ChangeOrder(
                    request=new_request(), actor=CLERK, order=order["id"], action="rectify"
                ),
            )
        self._say("the page is mended, the unit says so")
        await self._until("orders are closed by proof", lambda: self._orders("closed", 2))
        await self._until("the unit is told", lambda: self._mails(4))

    async def _import(self) -> None:
        for name, text in registry(self._site).items():
            file = self._folder / name
            file.write_text(text, "utf-8")
            result = await import_file(self._client, "registry", file, actor=CLERK)
            if not result.ok or result.data["bad"]:
                raise PermanentError(f"{name}: {result.message or result.data['bad']}")
        self._say("registry imported: 1 unit, 1 website, 1 column")
        await self._ask("crawl.now", CrawlNow(request=new_request(), actor=CLERK))

    async def _findings(self, wanted: int) -> list[dict[str, Any]] | None:
        query = ListQuery(request=new_request(), actor=CLERK, state="suspected")
        found = await self._ask("finding.list", query)
        return found if len(found) >= wanted else None

    async def _orders(self, state: str, wanted: int) -> list[dict[str, Any]] | None:
        query = ListQuery(request=new_request(), actor=CLERK, state=state)
        found = await self._ask("order.list", query)
        return found if len(found) >= wanted else None

    async def _mails(self, wanted: int) -> list[Any] | None:
        return list(self._inbox.mails) if len(self._inbox.mails) >= wanted else None

    async def _ask(self, name: str, command: Command) -> Any:
        result = await ask(self._client, name, command)
        if not result.ok:
            raise PermanentError(f"{name}: {result.message}")
        return result.data

    async def _until(self, what: str, look: Callable[[], Awaitable[Any]]) -> Any:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            if (seen := await look()) is not None:
                self._say(what)
                return seen
            await asyncio.sleep(0.1)
        raise PermanentError(f"not within {PATIENCE_SECONDS:.0f} s: {what}")

    def _say(self, text: str) -> None:
        console.print(f"[{time.monotonic() - self._begun:5.1f} s] {text}", markup=False)


async def run(data: Path | None = None) -> None:
    """Run the slice on the embedded stack, in a folder of its own unless `data` names one.

    Raises:
        PermanentError: a step did not come about.
    """
    stop = asyncio.Event()
    pages = {COLUMN: column(ARTICLE), "/": column(COLUMN), ARTICLE: page(WRONG, LEAK)}
    with tempfile.TemporaryDirectory() as name, Site(pages) as site, Inbox() as inbox:
        folder = Path(name)

        async def play(endpoints: Endpoints) -> None:
            async with connected(endpoints.nats_url) as client:
                await Slice(client, site, inbox, folder).play()
            stop.set()

        await up(
            data or folder / "data",
            extra_env=environment(site, inbox, folder),
            before_services=prepare,
            on_ready=play,
            stop_event=stop,
            fixed_ports=False,
        )
