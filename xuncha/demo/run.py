"""The main job on the figures of a real quarter: from an empty system to the official notice."""

import asyncio
import base64
import json
import tempfile
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from shared.clock import OFFICE_ZONE, set_clock
from shared.contracts.command import ChangeOrder, DecideFinding, ReportQuarter
from shared.contracts.finding import Decision
from shared.errors import PermanentError
from xuncha.cli.screen import console
from xuncha.client import connected
from xuncha.demo import city, encore, figures, pages, week
from xuncha.demo.clerk import ORDERED, Clerk
from xuncha.demo.inbox import Inbox
from xuncha.demo.site import LOOPBACK, Site
from xuncha.demo.stage import Options, Stage
from xuncha.endpoints import Endpoints, find_endpoints
from xuncha.preparing import prepare
from xuncha.up import up

CONFIRMING = datetime(2020, 12, 21, 9, tzinfo=OFFICE_ZONE)
REPORTING = datetime(2021, 1, 30, 9, tzinfo=OFFICE_ZONE)
FINDINGS = 9
UNQUALIFIED = {"website": 1, "column": 2, "account": 3}
"""As the notice prints them; here they come from observations and what people confirmed."""
MAILS = "mails"
"""Folder of what units were sent, where the system goes on running."""
INBOX_PORT = 8025
"""Of the mail sink, where the demo plays beside a system."""
REVIEWERS = {"wording": "示例科员甲", "personal": "示例科员乙"}
"""Two people decide, one for each family of rules."""


class Demo:
    """Plays the quarter.

    Args:
        clerk: asks the services and waits for them.
        stage: sites, mail sink and clock.
        options: how it runs.
    """

    def __init__(self, clerk: Clerk, stage: Stage, options: Options) -> None:
        self._clerk = clerk
        self._stage = stage
        self._options = options

    async def play(self) -> int:
        """Play every step; return how many counts differ from the printed ones.

        Raises:
            PermanentError: a step did not come about.
        """
        for noun, name, text in city.import_files(self._stage.addresses):
            await self._clerk.imports(noun, name, text)
        await self._step("imported")
        await week.watch(self._stage.clock_file, self._stage.probes)
        set_clock(self._stage.clock_file, CONFIRMING, 1.0)
        await self._step("watched")
        await self._take_what_others_send()
        findings = await self._clerk.until(
            f"{FINDINGS} 个疑似问题", lambda: self._clerk.findings("suspected", FINDINGS)
        )
        await self._confirm(findings)
        await self._clerk.until(
            "评估结论：网站1个、专栏2个、账号3个不合格",
            lambda: self._clerk.unqualified(UNQUALIFIED),
        )
        await self._step("confirmed")
        await self._rectify()
        await self._step("rectified")
        set_clock(self._stage.clock_file, REPORTING, 1.0)
        self._clerk.say("时间跳至 2021-01-30，统计 2020 年四季度")
        return await self._report()

    async def _take_what_others_send(self) -> None:
        addresses = {
            target: pages.address_of(target, self._stage.addresses)
            for target in ("site-linxiang", "column-01", "column-02")
        }
        await self._clerk.imports("article", "posts.jsonl", city.posts())
        await self._clerk.imports("finding", "outside.csv", city.outside_findings(addresses))

    async def _confirm(self, findings: list[dict[str, Any]]) -> None:
        for finding in sorted(findings, key=lambda one: (one["family"], one["target"])):
            actor = REVIEWERS[finding["family"]]
            command = DecideFinding(
                request=f"confirm-{finding['id']}",
                actor=actor,
                finding=finding["id"],
                decision=Decision.CONFIRMED,
                reason="人工核实",
            )
            await self._clerk.ask("finding.decide", command)
            self._clerk.say(f"  {actor} 确认 {finding['target']}：{finding['excerpt']}")
        await self._clerk.until(
            f"{FINDINGS} 张整改单已下达", lambda: self._clerk.orders("issued", FINDINGS)
        )
        mails = await self._clerk.until(
            "责任单位已收到邮件", lambda: self._clerk.mails(FINDINGS, ORDERED)
        )
        self._clerk.say(f"  {mails[0]['Subject']}")

    async def _rectify(self) -> None:
        """Units mend their pages and say so; accounts cannot be read again, a person decides."""
        self._mend()
        orders = await self._clerk.orders("issued", 0) or []
        for order in orders:
            await self._change(order, "rectify", "已整改")
        by_machine = [one for one in orders if one["target"].startswith(("site-", "column-"))]
        await self._clerk.until(
            f"{len(by_machine)} 张整改单经复查办结",
            lambda: self._clerk.orders("closed", len(by_machine)),
        )
        for order in orders:
            if order not in by_machine:
                await self._change(order, "close", "人工复核：查看账号页面，原文已删除（示例）")
        await self._clerk.until("全部整改单办结", lambda: self._clerk.orders("closed", FINDINGS))

    async def _change(self, order: dict[str, Any], action: str, note: str) -> None:
        command = ChangeOrder(
            request=f"{action}-{order['id']}",
            actor=REVIEWERS["wording"],
            order=order["id"],
            action=action,
            note=note,
        )
        await self._clerk.ask("order.change", command)

    def _mend(self) -> None:
        for site in self._stage.sites.values():
            for path, answer in list(site.pages.items()):
                if path.endswith(("wording.html", "notice.html")):
                    site.pages[path] = pages.mended(answer)

    async def _report(self) -> int:
        self._options.out.mkdir(parents=True, exist_ok=True)
        answer = await self._asked("json")
        report: dict[str, Any] = answer["report"]
        body = json.dumps(report, ensure_ascii=False, indent=2)
        (self._options.out / f"report-{city.QUARTER}.json").write_text(f"{body}\n", "utf-8")
        for form in ("docx", "html"):
            content = base64.b64decode((await self._asked(form))["file"])
            (self._options.out / f"notice-{city.QUARTER}.{form}").write_bytes(content)
        differing = figures.show(report)
        for file in sorted(self._options.out.glob(f"*{city.QUARTER}*")):
            console.print(f"  {file}", markup=False)
        return differing

    async def _asked(self, form: str) -> Any:
        command = ReportQuarter(
            request=f"report-{form}",
            actor=REVIEWERS["wording"],
            quarter=city.QUARTER,
            as_of="2021-01-30",
            format=form,
        )
        return await self._clerk.ask("report.quarter", command)

    async def _step(self, name: str) -> None:
        await self._options.on_step(name)


async def run(options: Options) -> None:
    """Run the demo on the embedded stack, or beside a system that runs already.

    Raises:
        PermanentError: a step did not come about, or a count differs from the printed one.
    """
    stop = asyncio.Event()
    with ExitStack() as stack:
        stage = _set_up(options, stack)

        async def play(endpoints: Endpoints) -> None:
            async with connected(endpoints.nats_url, keep=True) as client:
                clerk = Clerk(client, stage.inbox, stage.folder)
                if differing := await Demo(clerk, stage, options).play():
                    raise PermanentError(f"{differing} counts differ from the printed notice")
                if options.keep:
                    _kept(stage, endpoints, options)
                    await encore.follow(clerk, stage, options.out)
            if not options.keep:
                stop.set()

        if options.beside:
            await play(find_endpoints())
            return
        await up(
            options.data or stage.folder / "data",
            extra_env=stage.environment(),
            before_services=prepare,
            on_ready=play,
            stop_event=stop,
            fixed_ports=options.keep,
            logs=options.out / "logs",
        )


def _set_up(options: Options, stack: ExitStack) -> Stage:
    """Open sites and mail sink; beside a system, its settings go into the data directory."""
    host = options.beside or LOOPBACK
    mails = options.out / MAILS if options.keep else None
    if options.beside:
        folder = options.data or Path()
        inbox = Inbox(host, INBOX_PORT, mails)
    else:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        inbox = Inbox(folder=mails)
    sites = {unit: stack.enter_context(Site(pages.portal(unit), host)) for unit in city.SITES}
    stage = Stage(sites, stack.enter_context(inbox), folder, host)
    set_clock(stage.clock_file, week.BEGIN, 0.0)
    stage.environment()
    return stage


def _kept(stage: Stage, endpoints: Endpoints, options: Options) -> None:
    data = (options.data or stage.folder / "data").absolute()
    console.print(
        "系统继续运行，Ctrl-C 结束。另开终端进入本目录，先执行：\n"
        f"  . .venv/bin/activate\n  export XUNCHA_DATA_DIR={data}\n"
        "然后可用 xuncha findings list 等命令。\n"
        f"单位收到的邮件存放在 {options.out / MAILS}，可用邮件程序打开。网站和服务的地址：",
        markup=False,
        soft_wrap=True,
    )
    for unit, site in stage.sites.items():
        console.print(f"  {city.SITES[unit]}  {site.url}/", markup=False)
    for service, urls in endpoints.services.items():
        console.print(f"  {service}  {' '.join(urls)}", markup=False)
