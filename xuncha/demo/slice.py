"""The guided run of one page: wrong wording is found, ordered, mended, proven and closed."""

import asyncio
import tempfile
from pathlib import Path

from shared.commands import new_request
from shared.contracts.command import ChangeOrder, CrawlNow, DecideFinding
from shared.contracts.finding import Decision
from shared.settings import SERVICES
from xuncha.client import connected
from xuncha.demo.clerk import ACTOR, Clerk
from xuncha.demo.inbox import Inbox
from xuncha.demo.site import Answer, Site
from xuncha.endpoints import Endpoints
from xuncha.preparing import prepare
from xuncha.up import up

COLUMN = "/xxgk/index.html"
TITLE = "信息公开"
"""Of the window of the front page and of the column."""
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
        f'<!doctype html><html><head><meta charset="utf-8"><title>{TITLE}</title>'
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
        "XUNCHA_NOTIFIER_GROUP_MINUTES": "0",
        "XUNCHA_NOTIFIER_MERGE_MINUTES": "0",
        "XUNCHA_CLOCK": "2021-01-30T09:00:00@1",
    }


async def play(clerk: Clerk, site: Site, inbox: Inbox) -> None:
    """Play every step; the first that does not come about ends the run.

    Raises:
        PermanentError: a step did not come about.
    """
    for name, text in registry(site).items():
        await clerk.imports("registry", name, text)
    await clerk.ask("crawl.now", CrawlNow(request=new_request(), actor=ACTOR))
    findings = await clerk.until("发现 2 个疑似问题", lambda: clerk.findings("suspected", 2))
    for finding in findings:
        clerk.say(f"  {finding['rule']}：{finding['excerpt']}")
        command = DecideFinding(
            request=new_request(),
            actor=ACTOR,
            finding=finding["id"],
            decision=Decision.CONFIRMED,
        )
        await clerk.ask("finding.decide", command)
    orders = await clerk.until("确认后下达整改单", lambda: clerk.orders("issued", 2))
    for order in orders:
        clerk.say(f"  期限 {order['due_on']}：{order['deadline_explained']}")
    await clerk.until("责任单位收到邮件", lambda: clerk.mails(2))
    clerk.say(f"  {inbox.mails[0]['Subject']}")
    site.pages[ARTICLE] = page(RIGHT, MENDED)
    for order in orders:
        change = ChangeOrder(
            request=new_request(), actor=ACTOR, order=order["id"], action="rectify"
        )
        await clerk.ask("order.change", change)
    clerk.say("页面已改正，单位报告已整改")
    await clerk.until("复查通过，整改单办结", lambda: clerk.orders("closed", 2))
    await clerk.until("单位收到办结通知", lambda: clerk.mails(4))


async def run(data: Path | None = None, replicas: int = 1) -> None:
    """Run the slice on the embedded stack.

    Args:
        data: data directory; None means a temporary one.
        replicas: processes of each service.

    Raises:
        PermanentError: a step did not come about.
    """
    stop = asyncio.Event()
    pages = {COLUMN: column(ARTICLE), "/": column(COLUMN), ARTICLE: page(WRONG, LEAK)}
    with tempfile.TemporaryDirectory() as name, Site(pages) as site, Inbox() as inbox:
        folder = Path(name)

        async def on_ready(endpoints: Endpoints) -> None:
            async with connected(endpoints.nats_url) as client:
                await play(Clerk(client, inbox, folder), site, inbox)
            stop.set()

        await up(
            data or folder / "data",
            extra_env=environment(site, inbox, folder),
            before_services=prepare,
            on_ready=on_ready,
            replicas=dict.fromkeys(SERVICES, replicas),
            stop_event=stop,
            fixed_ports=False,
        )
