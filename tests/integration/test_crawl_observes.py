"""What the crawler sees beside articles: listings, marks, links, and what is gone."""

from collections.abc import Callable
from pathlib import Path

from nats.aio.client import Client

from shared.contracts.marks import Footer, MarksObserved
from shared.contracts.observation import (
    LinkObserved,
    LinkOutcome,
    ListingObserved,
    ListingOutcome,
    PageVisited,
    ProbeObserved,
    ProbeOutcome,
    VisitOutcome,
)
from shared.store.database import Database
from tests.eventually import eventually
from tests.factories import make_target
from tests.integration.crawling import (
    SENTENCE,
    Site,
    article,
    column_on,
    crawlers,
    register,
    serving,
    settings,
)
from tests.integration.rig import stored
from tests.servers import Nats

FAST = "2021-01-04T00:00:00+08:00@40000"
"""A day in 2.2 s."""
FOOT = """
<img src="/images/conac_red.png"><p>网站标识码:5309000001 滇ICP备12345678号</p>
<p>滇公网安备 53090002000001号 主办单位:示例县人民政府 联系电话:0883-1</p>
<a href="/mail/">县长信箱</a>
"""
ARTICLES = """
<li><a href="/a/1.html">第一篇</a> 2021-01-03</li><li><a href="/a/2.html">第二篇</a> 2021-01-02</li>
"""


def home(other: Site, third: Site) -> str:
    return f"""<html><head><title>示例县人民政府</title><meta name="SiteName" content="示例县">
    <meta name="SiteDomain" content=""><meta name="SiteIDCode" content="5309000001"></head><body>
    <ul>{ARTICLES}<li><a href="{other.url}/">友情链接</a></li>
    <li><a href="{other.url}/none">失效</a></li><li><a href="{other.url}/moved">迁走</a></li>
    <li><a href="{third.url}/private/x">禁止</a></li></ul>{FOOT}</body></html>"""


async def test_a_website_is_observed_from_all_sides(
    nats_server: Nats, streams: Client, mongo_url: str, database: Database, tmp_path: Path
) -> None:
    other = Site({"/": f"<title>邻县政府</title><p>{'邻县的动态与服务' * 9}</p>"})
    third = Site(
        {
            "/robots.txt": "User-agent: *\nDisallow: /private/\n",
            "/": "<title>第三站</title><p>第三站首页</p>",
            "/private/x": "不让看",
        }
    )
    async with serving(other, third):
        other.moves["/moved"] = f"{third.url}/"
        site = Site(
            {
                "/": home(other, third),
                "/a/1.html": article(1, f"{SENTENCE}<a href='/f/none.pdf'>附件</a>"),
                "/a/2.html": article(2),
                "/col/": "<meta name='ColumnName' content='通知'><p>栏目建设中,敬请期待</p>",
            }
        )
        async with serving(site):
            targets = [
                make_target(id="site-a", url=f"{site.url}/"),
                column_on(site, "column-a").model_copy(update={"parent": "site-a"}),
            ]
            env = settings(
                tmp_path, nats_server.url, mongo_url, database._database.name, site, other, third
            )
            env |= {"XUNCHA_CLOCK": FAST, "XUNCHA_CRAWLER_VANTAGE": "unicom"}
            await register(database, streams, *targets)
            with crawlers(tmp_path / "log", env, 1):
                seen = Seen(streams)
                dead = f"{other.url}/none"
                lost = f"{site.url}/f/none.pdf"
                both = {dead, lost}
                await eventually(seen.has(lambda: both <= seen.urls(LinkOutcome.DEAD)), 40)
                site.pages["/"] = site.pages["/"].replace(dead, f"{other.url}/")
                await eventually(seen.has(lambda: dead in seen.urls(LinkOutcome.REMOVED)), 60)
                followed = other.hits["/none"]
                site.pages.pop("/a/2.html")
                other.pages["/"] = f"<title>澳门娱乐</title><p>{'注册送彩金天天返水' * 9}</p>"
                await eventually(seen.has(lambda: bool(seen.gone())), 40)
                await eventually(seen.has(lambda: bool(seen.changed())), 90)

    assert f"{other.url}/" not in seen.urls(LinkOutcome.DEAD)
    assert other.hits["/none"] == followed
    assert lost not in seen.urls(LinkOutcome.REMOVED)
    first = [link for link in seen.links() if link.url == f"{other.url}/none"]
    assert [link.outcome for link in first[:3]] == [
        LinkOutcome.UNVERIFIED,
        LinkOutcome.UNVERIFIED,
        LinkOutcome.DEAD,
    ]
    (forbidden,) = {(x.outcome, x.why) for x in seen.links() if x.url == f"{third.url}/private/x"}
    assert forbidden == (LinkOutcome.UNVERIFIED, "robots")
    assert third.hits["/private/x"] == 0
    (moved,) = {link.landed for link in seen.links() if link.url == f"{other.url}/moved"}
    assert moved == "127.0.0.1"
    assert {link.url for link in seen.changed()} == {f"{other.url}/"}

    marks = next(mark.marks for mark in seen.marks if mark.marks.target == "site-a")
    assert set(marks.footer) == {one.value for one in Footer} - {Footer.ERROR_REPORT}
    assert marks.tags == ("SiteName", "SiteIDCode")
    assert marks.article_tags == ("ArticleTitle", "PubDate")
    assert (marks.error_report, marks.enquiry_form) == (False, True)

    listing = next(one.listing for one in seen.listings if one.listing.target == "column-a")
    assert (listing.outcome, listing.placeholder) == (ListingOutcome.BLANK, True)
    probe = seen.probes[0].probe
    assert (probe.outcome, probe.vantage, probe.family) == (ProbeOutcome.OPEN, "unicom", "ipv4")
    gone = seen.gone()[0].visit
    assert (gone.request, gone.finding, gone.article) == ("", "", "")
    assert site.most <= 2


class Seen:
    """The observations that were published so far."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.links_seen: list[LinkObserved] = []
        self.marks: list[MarksObserved] = []
        self.listings: list[ListingObserved] = []
        self.probes: list[ProbeObserved] = []
        self.visits: list[PageVisited] = []

    def has(self, condition: Callable[[], bool]) -> Callable[[], object]:
        async def look() -> bool:
            await self._read()
            return condition()

        return look

    def links(self, *outcomes: LinkOutcome) -> list:
        return [
            event.link
            for event in self.links_seen
            if not outcomes or event.link.outcome in outcomes
        ]

    def urls(self, outcome: LinkOutcome) -> set[str]:
        return {link.url for link in self.links(outcome)}

    def changed(self) -> list:
        return [link for link in self.links() if link.changed]

    def gone(self) -> list[PageVisited]:
        return [event for event in self.visits if event.visit.outcome is VisitOutcome.GONE]

    async def _read(self) -> None:
        kinds = {
            "observation.linked": (LinkObserved, self.links_seen),
            "observation.marked": (MarksObserved, self.marks),
            "observation.listed": (ListingObserved, self.listings),
            "observation.probed": (ProbeObserved, self.probes),
            "observation.visited": (PageVisited, self.visits),
        }
        for _, found in kinds.values():
            found.clear()
        for message in await stored(self._client, "OBSERVATIONS"):
            kind, found = kinds[message.subject]
            found.append(kind.model_validate_json(message.data))
