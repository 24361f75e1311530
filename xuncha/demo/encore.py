"""After the notice, with KEEP=1: one more order, to be followed by hand from mail to proof."""

import re
from datetime import timedelta
from pathlib import Path

from shared.clock import FileClock, office_date
from shared.commands import new_request
from shared.contracts.command import CrawlNow, DecideFinding
from shared.contracts.finding import Decision
from xuncha.cli.screen import console
from xuncha.demo import city, pages
from xuncha.demo.clerk import ACTOR, ORDERED, Clerk
from xuncha.demo.stage import Stage

UNIT = "fengqing"
PATH = "/2021/0130_practice.html"
FILE = "practice.html"
WRONG = "各乡镇攻府要统筹做好春节期间值班值守工作。"
_LINK = re.compile(r"https?://\S+/o/[\w-]+")


async def follow(clerk: Clerk, stage: Stage, out: Path) -> str:
    """Publish a page with a wrong word, find it, order it; return the link in the unit's mail.

    Args:
        clerk: asks the services and waits for them.
        stage: sites, mail sink and clock.
        out: gets the page as a file: what is edited there is what the site serves.

    Raises:
        PermanentError: it was not found, ordered or mailed in time.
    """
    file = _publish(stage, out)
    seen = len(await clerk.mails(0, ORDERED) or ())
    await clerk.ask("crawl.now", CrawlNow(request=new_request(), actor=ACTOR))
    found = await clerk.until("又发现 1 个疑似问题", lambda: clerk.findings("suspected", 1))
    command = DecideFinding(
        request=new_request(),
        actor=ACTOR,
        finding=found[0]["id"],
        decision=Decision.CONFIRMED,
        reason="人工核实",
    )
    await clerk.ask("finding.decide", command)
    mails = await clerk.until("责任单位又收到一封邮件", lambda: clerk.mails(seen + 1, ORDERED))
    body = mails[-1].get_body(("plain",))
    link = _LINK.search(body.get_content() if body else "")
    address = link[0] if link else ""
    console.print(
        f"试办一张整改单：\n  1. 打开邮件中的链接并确认收到：{address}\n"
        f"  2. 把 {file} 中的“攻府”改为“政府”（网站立即生效）\n"
        "  3. 在同一页面报告已整改；系统复查后办结，再次打开即可看到结果",
        markup=False,
        soft_wrap=True,
    )
    return address


def _publish(stage: Stage, out: Path) -> Path:
    """Put one more article on a site, on top of its home page, served from a file."""
    site, day = stage.sites[UNIT], office_date(FileClock(stage.clock_file).now())
    title = "值班值守工作安排（示例）"
    entry = pages.Entry(PATH, title, day - timedelta(days=1), (WRONG,))
    answer = pages.article(city.SITES[UNIT], "政务动态", entry, "utf-8")
    out.mkdir(parents=True, exist_ok=True)
    file = out / FILE
    file.write_bytes(answer.body)
    site.files[PATH] = file
    item = f'<ul><li><a href="{PATH}">{title}</a><span>{entry.day}</span></li>'
    home = site.pages["/"]
    body = home.body.decode().replace("<ul>", item, 1)
    site.pages["/"] = home._replace(body=body.encode())
    return file
