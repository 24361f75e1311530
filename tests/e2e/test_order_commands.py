"""An order at a terminal: what the unit sent as proof, whose it is, and links that are ended."""

import re
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.demo import running
from tests.e2e.test_first_site import ARTICLE, START, page
from tests.e2e.user import call, rows, settle
from tests.eventually import eventually
from tests.unit.notifier.test_pages import FORM, PDF
from xuncha.demo.inbox import Inbox
from xuncha.demo.site import Answer, Site

until = partial(eventually, within=60)
LINK = re.compile(r"http://127\.0\.0\.1:\d+/o/[\w-]+")
RULE = "wording.serious"
UNITS = """id,name,kind,channels
county-a,示例甲县,county,mailto:a@example.cn
county-b,示例乙县,county,mailto:b@example.cn
"""


def link_to(inbox: Inbox, address: str) -> str:
    """Return the link in the newest mail to an address."""
    mails = [mail for mail in inbox.mails if mail["to"] == address]
    body = mails[-1].get_body(("plain",)) if mails else None
    found = LINK.search(body.get_content()) if body else None
    return found[0] if found else ""


def misspelt() -> dict[str, Any] | None:
    return next((one for one in rows("findings", "list") if one["rule"] == RULE), None)


async def sent(link: str, **fields: str) -> None:
    """Send a form of the page behind a link, with a file."""
    async with httpx.AsyncClient() as client:
        form = FORM.search((await client.get(link)).text)
        assert form
        data = {"form": form[1], **fields}
        answer = await client.post(link, data=data, files={"files": ("佐证.pdf", PDF)})
    assert answer.status_code == 303, answer.text


async def status(link: str) -> int:
    async with httpx.AsyncClient() as client:
        return (await client.get(link)).status_code


@pytest.mark.timeout(240)
async def test_a_clerk_reads_proof_hands_over_and_ends_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = Answer(f'<a href="{ARTICLE}">关于年终决算工作的通知</a>'.encode())
    units, targets = tmp_path / "units.csv", tmp_path / "targets.csv"
    with Site({START: start, ARTICLE: page("攻府")}) as site, Inbox() as inbox:
        data = settle(monkeypatch, site, inbox, tmp_path)
        monkeypatch.delenv("XUNCHA_CLOCK")
        units.write_text(UNITS, "utf-8")
        targets.write_text(f"id,kind,name,unit,url\na,website,示例站,county-a,{site.url}{START}\n")
        with running("up"):
            await until((data / "endpoints.json").exists)
            call("status", "--wait", "60")
            call("registry", "import", str(units), str(targets))
            finding = await until(misspelt)
            call("findings", "confirm", finding["id"])
            (order,) = await until(lambda: rows("orders", "list"))
            first = await until(lambda: link_to(inbox, "a@example.cn"))

            await sent(first, action="rectify", note="已改正")
            (file,) = rows("orders", "files", order["id"])
            assert (file["name"], file["unit"]) == ("佐证.pdf", "county-a")
            call("orders", "files", order["id"][:8], str(tmp_path / "proof"))
            assert (tmp_path / "proof" / "01-佐证.pdf").read_bytes() == PDF
            await until(lambda: rows("orders", "list", "--state", "reopened"))

            await sent(first, action="disown", note="网站已移交", unit="示例乙县")
            await until(lambda: "county-b" in call("orders", "show", order["id"]))
            call("orders", "hand-over", order["id"], "--note", "属实")
            second = await until(lambda: link_to(inbox, "b@example.cn"))
            assert (await status(first), await status(second)) == (404, 200)
            async with httpx.AsyncClient() as client:
                assert "佐证.pdf" not in (await client.get(second)).text

            call("orders", "revoke", order["id"], "--note", "链接被转发")
            third = await until(lambda: link_to(inbox, "b@example.cn") != second)
            assert third
            newest = link_to(inbox, "b@example.cn")
            assert (await status(second), await status(newest)) == (404, 200)
            done = {"order.file_read", "order.disowned", "order.handed_over", "order.revoked"}
            await until(lambda: done <= {one["action"] for one in rows("audit", "list")})
