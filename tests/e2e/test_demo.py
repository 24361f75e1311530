"""The main job: from an empty system to the notice, also when its parts are killed on the way."""

import asyncio
import io
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from docx import Document

from tests.e2e.demo import GOLDEN, figures, kill, running
from tests.eventually import eventually

SENTENCES = (
    (
        "登记在运行政府网站9个，在运行市级部门信息公开专栏36个。通过每日监测，第四季度发现问题网站1个，"
        "网站合格率88.9%；发现问题专栏2个，专栏合格率94%。"
    ),
    (
        "四季度新增登记政府系统政务新媒体2个、关停6个。截至目前，全市已登记在案的政府系统政务新媒体142个，"
        "其中：微信公众号114个，新浪微博15个，移动客户端1个，政务今日头条号2个，抖音短视频号6个，"
        "快手短视频号2个，微信小程序2个；"
    ),
    "不合格政府系统政务新媒体3个（因出现单项否决指标有关情形判定为不合格），总体合格率为97%。",
    (
        "全市共接到网民留言98条，其中：市级25条、临翔区26条、永德县7条、凤庆县3条、云县4条、双江5条、"
        "镇康县12条、沧源县11条、耿马县4条、市公安局1条，均按期办结，办结率100%。"
    ),
    "凤庆县人民政府门户网站和永德县人民政府门户网站以98.7分和95.7分跻身全省前5名行列，分别为第2名和第4名",
    "微信公众号“临翔警方”“微小湾”和微博“永德县人民政府政务微博”发布的文章中存在严重表述错误。",
)
HEADINGS = ("一、总体情况", "二、存在的主要问题", "三、下步工作要求")
LINK = re.compile(r"http://127\.0\.0\.1:\d+/o/[\w-]+")
FORM = re.compile(r'name="form" value="([^"]+)"')
KILLS = (
    ("scores.csv", ("crawler", "analyzer", "nats")),
    ("posts.jsonl", ("store", "reporter")),
    ("整改单已下达", ("notifier", "crawler")),
)
"""When this is printed, these are killed."""


def play(out: Path, kills: Sequence[tuple[str, Sequence[str]]] = ()) -> tuple[int, str]:
    lines = []
    waiting = list(kills)
    with running("demo", "--out", str(out)) as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if waiting and waiting[0][0] in line and "s]" in line:
                for name in waiting.pop(0)[1]:
                    kill(process.pid, name)
        code = process.wait(120)
    assert not waiting, "every kill has happened"
    return code, "".join(lines)


def report_of(out: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((out / "report-2020Q4.json").read_text("utf-8"))
    return report


def follow(screen: list[str], lines: Iterator[str], out: Path) -> None:
    """Do by hand what the demo proposes at its end, until the order is closed by proof."""
    for line in lines:
        screen.append(line)
        if found := LINK.search(line):
            link = found[0]
        if line.strip().startswith("3."):
            break
    with httpx.Client(timeout=20) as browser:
        sent(browser, link, "acknowledge")
        file = out / "practice.html"
        file.write_text(file.read_text("utf-8").replace("攻府", "政府"), "utf-8")
        sent(browser, link, "rectify")
        asyncio.run(eventually(lambda: "已办结" in browser.get(link).text, within=60))


def sent(browser: httpx.Client, link: str, action: str) -> None:
    form = FORM.search(browser.get(link).text)
    assert form
    answer = browser.post(link, data={"form": form[1], "action": action, "note": "已整改"})
    assert answer.status_code == 303, answer.text


@pytest.mark.timeout(900)
def test_the_demo_ends_with_the_notice_and_an_order_to_follow(tmp_path: Path) -> None:
    lines: list[str] = []
    with running("demo", "--keep", "--out", str(tmp_path)) as process:
        assert process.stdout is not None
        follow(lines, iter(process.stdout.readline, ""), tmp_path)
    screen = "".join(lines)

    assert process.returncode == 0, screen[-3000:]
    assert figures(report_of(tmp_path)) == json.loads(GOLDEN.read_text("utf-8"))
    assert "88.9%" in screen
    assert "不一致" not in screen
    text = plain(docx_text(tmp_path / "notice-2020Q4.docx"))
    page = plain(re.sub(r"<[^>]+>", "", (tmp_path / "notice-2020Q4.html").read_text("utf-8")))
    for sentence in (*HEADINGS, *SENTENCES):
        assert plain(sentence) in text
        assert plain(sentence) in page


@pytest.mark.timeout(1_000)
def test_killing_every_part_during_the_demo_changes_no_figure(tmp_path: Path) -> None:
    code, screen = play(tmp_path, KILLS)

    assert code == 0, screen[-3000:]
    assert figures(report_of(tmp_path)) == json.loads(GOLDEN.read_text("utf-8"))


def docx_text(file: Path) -> str:
    document = Document(io.BytesIO(file.read_bytes()))
    return "".join(paragraph.text for paragraph in document.paragraphs)


def plain(text: str) -> str:
    """Without white space, brackets written one way."""
    return re.sub(r"\s", "", text).translate(str.maketrans("()", "（）"))
