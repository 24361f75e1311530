"""Everything by which a personal value can come in: pages, feeds, pushes, calls, forms, files."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import httpx

from shared.bearer import hashed
from shared.commands import ask, new_request
from shared.contracts.assessment_command import ProfileFiles
from shared.contracts.command import Command
from shared.contracts.connector import Connector, SetConnection
from shared.contracts.machine import IssueToken, Right
from shared.contracts.push import IssuePush, PushPosts
from tests.e2e.test_planting import html, workbook
from tests.personal import DISGUISES, resident_id
from xuncha.client import connected
from xuncha.demo.clerk import ACTOR, Clerk
from xuncha.demo.site import Answer, Site
from xuncha.demo.slice import COLUMN, column, registry
from xuncha.endpoints import Endpoints
from xuncha.importing import import_file

DOORS = (
    *("feed_title", "feed_text", "feed_link", "feed_query", "list_anchor", "list_link"),
    *("push_title", "push_text", "push_url", "push_wrong", "push_broken", "push_broker"),
    *("api_path", "api_query", "api_body", "api_wrong", "api_token", "api_reason"),
    *("upload_name", "upload_body", "note", "page_path", "page_query", "page_wrong"),
    *("unit_name", "target_name", "profile_name", "profile_text", "quarter", "answer"),
)
PLACES = ("text", "title", "address", "attachment", "error")
VALUES: Mapping[str, str] = {
    **{door: resident_id(born=f"19{n}0511") for n, door in enumerate(DOORS, start=40)},
    **{
        f"{place} in {disguise}": resident_id(born=f"19{n}{month:02}17", serial="124")
        for n, disguise in enumerate(DISGUISES, start=50)
        for month, place in enumerate(PLACES, start=1)
    },
}
TOKEN, PUSH = "xuncha_" + "a" * 43, "xp_" + "b" * 43


def pages() -> dict[str, Answer]:
    """Return a site whose pages hold a value in every disguise, a feed, and a public list."""
    v, found, links = VALUES, {}, []
    for n, (name, disguise) in enumerate(DISGUISES.items()):
        hidden = {place: disguise(v[f"{place} in {name}"]) for place in PLACES}
        file, address = f"/files/{n}.xlsx", f"/d/{n}-{quote(hidden['address'])}.html"
        link = f'<a href="{file}">附件：名单.xlsx</a>'
        found[address] = html(f"公示{hidden['title']}", f"村民身份证号{hidden['text']}。{link}")
        found[file] = Answer(
            workbook(hidden["attachment"]), content_type="application/vnd.ms-excel"
        )
        found[f"/e/{n}"] = Answer(f"<p>{hidden['error']}</p>".encode(), 500)
        links += [address, f"/e/{n}"]
    entry = (
        f"<item><title>公示{v['feed_title']}</title><link>/post/{v['feed_link']}</link>"
        f"<description>村民{v['feed_text']}</description><pubDate>2021-01-29 09:00</pubDate></item>"
    )
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel>{entry}</channel></rss>'
    post = f"/list/{v['list_link']}.html"
    return found | {
        "/": column(COLUMN),
        COLUMN: column(*links, "/a/1.html"),
        "/a/1.html": html("公示", "会议布署了工作。"),
        f"/feed?k={v['feed_query']}": Answer(feed.encode(), content_type="application/rss+xml"),
        "/list.html": Answer(f'<ul><li><a href="{post}">{v["list_anchor"]}名单</a></ul>'.encode()),
        post: html("名单", "会议布署了任务。"),
    }


class Office(NamedTuple):
    """Who acts, and where."""

    clerk: Clerk
    endpoints: Endpoints
    site: Site
    folder: Path
    told: list[tuple[str, bytes]]
    """What was answered to whoever brought a value."""

    async def sent(self, name: str, command: Command) -> None:
        """Send a command, whatever comes of it."""
        async with connected(self.endpoints.nats_url) as client:
            answer = await ask(client, name, command)
        self.told.append((f"answer to {name}", answer.model_dump_json().encode()))

    async def imported(self, name: str, text: str) -> None:
        """Import a file of the registry that is refused."""
        file = self.folder / name
        file.write_text(text, "utf-8")
        async with connected(self.endpoints.nats_url) as client:
            answer = await import_file(client, "registry", file, actor=ACTOR)
        assert answer.data["bad"], answer
        self.told.append((f"answer to {name}", answer.model_dump_json().encode()))

    async def called(
        self, service: str, method: str, path: str, **fields: object
    ) -> httpx.Response:
        """Call one of the faces, whatever comes of it."""
        base = self.endpoints.services[service][0]
        async with httpx.AsyncClient(base_url=base) as http:
            answer = await http.request(method, path, **fields)  # type: ignore[arg-type]
        head = repr(answer.headers).encode()
        self.told.append((f"{method} of {service}: {answer.status_code}", head + answer.content))
        return answer


def command(**fields: object) -> dict[str, object]:
    return {"request": new_request(), "actor": ACTOR, **fields}


async def register(office: Office) -> None:
    """Bring a unit, targets and accounts, and names that hold a value, which are refused."""
    given = registry(office.site)
    named = {
        "a.csv": given["units.csv"].replace("示例县人民", f"示例县{VALUES['unit_name']}人民"),
        "b.csv": given["targets.csv"].replace("公开专栏", f"公开专栏{VALUES['target_name']}"),
    }
    for name, text in named.items():
        await office.imported(name, text)
    channels = "mailto:a@example.cn;wecom:office"
    units = given["units.csv"].replace("mailto:demo-county@example.cn", channels)
    await office.clerk.imports("registry", "units.csv", units)
    await office.clerk.imports("registry", "targets.csv", given["targets.csv"])
    accounts = "".join(f"{key},account,号,demo-county,wechat\n" for key in ("rss", "list", "push"))
    head = "id,kind,name,unit,platform\n"
    await office.clerk.imports("registry", "accounts.csv", head + accounts)


async def connect(office: Office) -> None:
    """Read accounts by feed, by list and by push."""
    feed = f"{office.site.url}/feed?k={VALUES['feed_query']}"
    for target, by, url in (
        ("rss", Connector.FEED, feed),
        ("list", Connector.LISTING, f"{office.site.url}/list.html"),
    ):
        given = SetConnection(**command(target=target, connector=by, url=url))
        await office.sent("connector.set", given)
    await office.sent("push.issue", IssuePush(**command(hash=hashed(PUSH), target="push")))
    head = {"Authorization": f"Bearer {PUSH}"}
    post = {
        "target": "push",
        "url": f"https://mp.weixin.qq.com/s/{VALUES['push_url']}",
        "title": f"公示{VALUES['push_title']}",
        "text": f"会议布署工作，身份证号{VALUES['push_text']}。",
        "published_at": "2021-01-29 09:30",
    }
    assert (await office.called("crawler", "POST", "/push", json=post, headers=head)).is_success
    wrong = {**post, "published_at": VALUES["push_wrong"], VALUES["push_wrong"]: "x"}
    await office.called("crawler", "POST", "/push", json=wrong, headers=head)
    broken = f'{{"title": "{VALUES["push_broken"]}'
    await office.called("crawler", "POST", "/push", content=broken, headers=head)
    bad = VALUES["push_broker"]
    posts = f'{{"网址": "https://mp.weixin.qq.com/s/c", "标题": "{bad}", "发布时间": "{bad}"}}'
    await office.sent("article.push", PushPosts(**command(token=PUSH, posts=posts)))


async def program(office: Office, finding: str) -> None:
    """Use the API as a program that brings values where none belong."""
    issued = IssueToken(**command(name="t", hash=hashed(TOKEN), scopes=tuple(Right)))
    await office.sent("token.issue", issued)
    head, v, api = {"Authorization": f"Bearer {TOKEN}"}, VALUES, "/api/v1"
    await office.called("reporter", "GET", f"{api}/findings/{v['api_path']}", headers=head)
    await office.called("reporter", "GET", f"{api}/findings?limit={v['api_query']}", headers=head)
    await office.called("reporter", "GET", f"{api}/findings?cursor={v['api_query']}", headers=head)
    await office.called("reporter", "GET", f"{api}/reports/quarters/{v['api_path']}", headers=head)
    body = {"reason": v["api_reason"], "scope": v["api_body"], v["api_body"]: 1}
    at = f"{api}/findings/{finding}"
    await office.called("reporter", "POST", f"{at}/reject", headers=head, json=body)
    await office.called("reporter", "POST", f"{at}/confirm", headers=head, content=v["api_wrong"])
    confirmed = {"reason": v["api_reason"]}
    done = await office.called("reporter", "POST", f"{at}/confirm", headers=head, json=confirmed)
    assert done.is_success, done.text
    who = {"Authorization": f"Bearer {v['api_token']}"}
    await office.called("reporter", "GET", f"{api}/units", headers=who)


async def suppose(office: Office) -> None:
    """Ask what a profile would change whose name and words hold a value."""
    text = f"id: {VALUES['profile_name']}\ntitle: {VALUES['profile_text']}\n"
    name = f"{VALUES['profile_name']}.yaml"
    for asked, quarter in (
        ("profile.check", ""),
        ("profile.diff", "2021Q1"),
        ("profile.diff", VALUES["quarter"]),
    ):
        given = {} if quarter == "2021Q1" else {name: text}
        await office.sent(asked, ProfileFiles(**command(files=given, quarter=quarter)))


async def report(office: Office, link: str) -> None:
    """Use the unit's page: a note and a file that hold values."""
    v = VALUES
    shown = await office.called("notifier", "GET", f"{link}?k={v['page_query']}")
    form = re.search(r'name="form" value="([^"]+)"', shown.text)
    assert form
    file = {"files": (f"{v['upload_name']}.xlsx", workbook(v["upload_body"]))}
    fields = {"form": form[1], "action": "rectify", "note": f"{v['note']}已改"}
    done = await office.called("notifier", "POST", link, data=fields, files=file)
    assert done.status_code == 303, done.text
    fields = {"form": v["page_wrong"], "action": v["page_wrong"], "until": v["page_wrong"]}
    await office.called("notifier", "POST", link, data=fields)
    await office.called("notifier", "GET", link)
    await office.called("notifier", "GET", f"/o/{v['page_path']}")
