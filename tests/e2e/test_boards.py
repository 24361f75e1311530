"""Enquiries on a public board: crawled, read off their pages, and counted; no file names them."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.demo import running
from tests.e2e.user import call, settle
from tests.eventually import eventually
from xuncha.demo.inbox import Inbox
from xuncha.demo.site import Answer, Site

BOARD, ANSWERED, OPEN, NOTICE = "/", "/liuyan/101.html", "/liuyan/102.html", "/liuyan/rules.html"
PHONE = "13800138000"
until = partial(eventually, within=150)


def letter(title: str, head: str, answer: str) -> Answer:
    """Lay a letter out as the boards of county portals do."""
    return Answer(
        f"""<!doctype html><html><head><meta charset="utf-8"><title>{title}-县长信箱</title></head>
        <body><div class="nav"><a href="/">首页</a> &gt; 互动交流 &gt; 留言公开</div>
        <div id="zoom"><h1>{title}</h1><table>{head}</table>
        <p>写信人：张** 联系电话：{PHONE}</p>
        <p>信件内容：您好，请问城区公交线路什么时候恢复运营，能否在体育场站增设停靠点。</p>
        {answer}</div></body></html>""".encode()
    )


def row(label: str, value: str) -> str:
    return f"<tr><td>{label}：</td><td>{value}</td></tr>"


REPLY = "<p>答复单位：交通运输局</p><p>答复时间：{day}</p><p>答复内容：您反映的线路已经恢复。</p>"
HEAD = row("信件类型", "咨询") + row("留言时间", "2020-12-{day} 09:12")


@pytest.fixture
def site() -> Iterator[Site]:
    pages = {
        BOARD: Answer(
            f"""<!doctype html><html><head><meta charset="utf-8"><title>留言公开</title></head>
            <body><ul class="list">
            <li><a href="{ANSWERED}">咨询公交线路恢复</a><span>2020-12-03</span></li>
            <li><a href="{OPEN}">咨询增设公交站点</a><span>2020-12-11</span></li>
            <li><a href="{NOTICE}">县长信箱写信须知</a><span>2020-11-02</span></li>
            </ul></body></html>""".encode()
        ),
        ANSWERED: letter("咨询公交线路恢复", HEAD.format(day="01"), REPLY.format(day="2020-12-03")),
        OPEN: letter("咨询增设公交站点", HEAD.format(day="11"), "<p>办理状态：办理中</p>"),
        NOTICE: letter("县长信箱写信须知", row("发布时间", "2020-11-02"), ""),
    }
    with Site(pages) as running_site:
        yield running_site


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with Inbox() as sink:
        yield sink


def enquiries() -> dict[str, Any]:
    report = json.loads(call("report", "quarter", "2020Q4", "--format", "json"))
    counted: dict[str, Any] = report["enquiries"]
    return counted


@pytest.mark.timeout(400)
async def test_what_a_board_shows_is_counted_and_follows_the_board(
    site: Site, inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = settle(monkeypatch, site, inbox, tmp_path)
    monkeypatch.setenv("XUNCHA_CLOCK", "2020-12-14T09:00:00@2880")  # a day in half a minute
    monkeypatch.setenv("XUNCHA_ANALYZER_BOARDS", "true")
    units, targets = tmp_path / "units.csv", tmp_path / "targets.csv"
    units.write_text("id,name,kind,channels\ncounty-a,示例县,county,mailto:office@example.cn\n")
    targets.write_text(
        "id,kind,name,unit,parent,columns_class,url\n"
        f"my-board,column,留言公开,county-a,,留言公开,{site.url}{BOARD}\n"
    )

    with running("up"):
        await until((data / "endpoints.json").exists)
        call("status", "--wait", "120")
        call("registry", "import", str(units), str(targets))

        await until(lambda: enquiries()["received"] == 2)
        found = enquiries()
        assert (found["on_time"], found["pending"] + found["late"]) == (1, 1)
        (unit,) = found["by_unit"]
        assert (unit["unit"], unit["received"]) == ("county-a", 2)

        site.pages[OPEN] = letter(
            "咨询增设公交站点", HEAD.format(day="11"), REPLY.format(day="2020-12-14")
        )
        await until(lambda: enquiries()["on_time"] == 2)
        assert enquiries()["received"] == 2
