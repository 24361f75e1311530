"""The README's five minutes, command by command: one's own first site, watched, found, mended."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.e2e.demo import running
from tests.e2e.user import call, rows, settle
from tests.eventually import eventually
from xuncha.demo.inbox import Inbox
from xuncha.demo.site import Answer, Site

START = "/"
ARTICLE = "/2026/11/t1.html"
until = partial(eventually, within=60)


def page(wording: str) -> Answer:
    published = date.today() - timedelta(days=3)  # noqa: DTZ011 - any recent day will do
    return Answer(
        f'<!doctype html><html><head><meta charset="utf-8"><title>通知</title>'
        f'<meta name="ArticleTitle" content="关于年终决算工作的通知">'
        f'<meta name="PubDate" content="{published} 10:00"></head><body><div id="zoom">'
        f"<p>各预算单位要按照市{wording}统一安排，做好年终决算工作，确保按时上报全部材料。</p>"
        f"</div></body></html>".encode()
    )


@pytest.fixture
def site() -> Iterator[Site]:
    start = Answer(
        f'<html><body><a href="{ARTICLE}">关于年终决算工作的通知</a></body></html>'.encode()
    )
    with Site({START: start, ARTICLE: page("攻府")}) as running_site:
        yield running_site


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with Inbox() as sink:
        yield sink


async def test_a_new_user_follows_the_readme(
    site: Site, inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = settle(monkeypatch, site, inbox, tmp_path)
    monkeypatch.delenv("XUNCHA_CLOCK")
    units, targets = tmp_path / "units.csv", tmp_path / "targets.csv"
    units.write_text(
        "id,name,kind,channels\nmy-office,示例办公室,bureau,mailto:office@example.cn\n"
    )
    targets.write_text(
        f"id,kind,name,unit,url\nmy-site,website,示例站,my-office,{site.url}{START}\n"
    )

    with running("up"):
        await until((data / "endpoints.json").exists)
        assert "ready" in call("status", "--wait", "60")

        said = call("registry", "import", str(units), str(targets))
        assert "units.csv: 1 rows, 1 are new" in said
        assert "targets.csv: 1 rows, 1 are new" in said
        (article,) = await until(lambda: rows("articles", "list"))
        assert article["url"] == site.url + ARTICLE
        (finding,) = await until(lambda: rows("findings", "list"))
        assert finding["rule"] == "wording.serious"
        assert "suggestion: 政府" in call("findings", "show", finding["id"][:8])

        assert "confirmed" in call("findings", "confirm", finding["id"][:8])
        (order,) = await until(lambda: rows("orders", "list"))
        shown = call("orders", "show", order["id"][:8])
        assert "state: issued" in shown
        assert re.search(r"^deadline_explained: .*24小时", shown, re.MULTILINE)
        await until(lambda: len(inbox.mails) == 1)
        assert inbox.mails[0]["to"] == "office@example.cn"

        site.pages[ARTICLE] = page("政府")
        call("orders", "rectify", order["id"][:8])
        await until(lambda: rows("orders", "list", "--state", "closed"))
        assert "action: closed" in call("orders", "show", order["id"][:8])
        await until(lambda: len(inbox.mails) == 2)
        assert "复查" in inbox.mails[1]["subject"]

        for listing in ("alerts list", "audit list", "dead list", "registry list", "rules list"):
            call(*listing.split())
        assert "no order 00000000" in call("orders", "show", "00000000", code=1)
