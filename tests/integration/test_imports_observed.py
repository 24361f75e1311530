"""What was observed elsewhere: the crawler takes observations and posts, the analyzer findings."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date
from pathlib import Path

import pytest
from nats.aio.client import Client

from shared.contracts.article import ArticleCrawled
from shared.contracts.connector import Connector
from shared.contracts.finding import FindingEvent
from shared.contracts.observation import Probe, ProbeOutcome
from shared.store.database import Database
from shared.store.days import DayReader
from tests.eventually import eventually
from tests.integration.intake_desk import Desk, environment, make_service, running
from tests.integration.rig import stored
from tests.servers import Nats
from xuncha.importing import import_file

UNITS = "id,name,kind\nlinxiang,临翔区,county\n"
TARGETS = """id,kind,name,unit,platform,url
www,website,临翔区人民政府网,linxiang,,https://www.example.cn/
jf,account,临翔警方,linxiang,wechat,
"""
OBSERVATIONS = """target,kind,at,outcome,seconds,newest_on,items,url
www,probe,2020-12-14 08:30,open,0.8,,,
www,probe,2020-12-14 08:45,failed,15,,,
www,listing,2020-12-14 08:30,read,,2020-12-13,20,
jf,post,2020-12-14 08:30,read,,2020-12-01,,
www,link,2020-12-14 08:30,dead,,,,https://www.example.cn/gone.html
"""


@pytest.fixture
async def desk(
    tmp_path: Path, nats_server: Nats, streams: Client, database: Database, mongo_url: str
) -> AsyncIterator[Desk]:
    """All three owners; the desk of the analyzer."""
    env = environment(tmp_path, nats_server.url, mongo_url, database._database.name)
    async with AsyncExitStack() as stack:
        desks = [
            await stack.enter_async_context(running(make_service(name, env), streams, tmp_path))
            for name in ("reporter", "crawler", "analyzer")
        ]
        await desks[0].imported("registry", UNITS, "units.csv")
        await desks[0].imported("registry", TARGETS, "targets.csv")
        yield desks[2]


async def test_observations_are_kept_by_minute_and_told(desk: Desk, database: Database) -> None:
    report = await desk.imported("observation", OBSERVATIONS, "seen.csv")
    assert (report["new"], report["bad"]) == (5, [])
    again = await desk.imported("observation", OBSERVATIONS, "seen.csv")
    assert (again["unchanged"], again["state"]) == (5, "unchanged")
    probes = DayReader(database.collection("probes"), Probe)
    day = date(2020, 12, 14)
    found = await probes.between("www", day, day)
    assert [probe.outcome for probe in found] == [ProbeOutcome.OPEN, ProbeOutcome.FAILED]
    subjects = sorted(message.subject for message in await stored(desk.client, "OBSERVATIONS"))
    listed, probed = ["observation.listed"] * 2, ["observation.probed"] * 2
    assert subjects == ["observation.linked", *listed, *probed]


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        ("nobody,probe,2020-12-14 08:30,open,,,,", "target", "no target"),
        ("jf,probe,2020-12-14 08:30,open,,,,", "kind", "for a website"),
        ("www,probe,2020-12-14 25:30,open,,,,", "at", "no time"),
        ("www,probe,2031-12-14 05:30,open,,,,", "at", "future"),
        ("www,probe,2020-12-14 08:30,dead,,,,", "outcome", "none of open"),
        ("www,probe,2020-12-14 08:30,open,-1,,,", "seconds", "no number"),
        ("www,probe,2020-12-14 08:30,open,,,5,", "items", "a probe has none"),
        ("jf,post,2020-12-14 08:30,read,,,,", "newest_on", "newest post"),
        ("jf,post,2020-12-14 08:30,read,,2020-12-15,,", "newest_on", "after"),
        ("www,link,2020-12-14 08:30,dead,,,,mailto:a@b", "url", "web address"),
    ],
)
async def test_a_bad_observation_is_named(desk: Desk, row: str, column: str, why: str) -> None:
    head = OBSERVATIONS.splitlines()[0]
    report = await desk.imported("observation", f"{head}\n{row}\n", "bad.csv")
    assert [(one["line"], one["column"]) for one in report["bad"]] == [(2, column)]
    assert why in report["bad"][0]["reason"]


async def test_posts_are_sealed_analysed_like_pages_and_say_who_gave_them(
    desk: Desk, database: Database, tmp_path: Path
) -> None:
    secret = "居民身份证号11010519491231002X"
    post = {"target": "jf", "url": "https://mp.example.cn/s/1", "title": "公示", "text": secret}
    body = json.dumps({**post, "attachments": ["附件一"]}, ensure_ascii=False) + "\n"
    report = await desk.imported("article", body, "posts.jsonl")
    assert (report["new"], report["bad"]) == (1, [])
    assert (await desk.imported("article", body, "posts.jsonl"))["unchanged"] == 1
    (message,) = await stored(desk.client, "ARTICLES")
    assert message.data is not None
    assert "身份证" not in message.data.decode()

    async def found() -> int:
        return await database.collection("findings").count({"target": "jf"})

    await eventually(found)
    file = tmp_path / "changed.jsonl"
    file.write_text(body.replace("公示", "公示二"), "utf-8")
    report = await import_file(desk.client, "article", file, actor="li")
    assert (report.ok, report.data["changed"]) == (True, 1)
    kept = [
        ArticleCrawled.model_validate_json(message.data or b"").article
        for message in await stored(desk.client, "ARTICLES")
    ]
    givers = [(Connector.FILE, "clerk"), (Connector.FILE, "li")]
    assert [(article.connector, article.giver) for article in kept] == givers


FINDINGS = """id,target,rule,effect,found_on,source,status,excerpt,url,reference
7,jf,wording.serious,veto,2020-12-14,cyberspace,confirmed,错误表述,,网信办〔2020〕12号
8,www,freshness.column,problem,2020-12-14,province,suspected,逾期未更新,https://www.example.cn/a.html,
"""


async def test_findings_of_others_are_told_and_never_counted_twice(
    desk: Desk, database: Database
) -> None:
    report = await desk.imported("finding", FINDINGS, "findings.csv")
    assert (report["new"], report["bad"]) == (2, [])
    again = await desk.imported("finding", FINDINGS, "findings.csv")
    assert (again["unchanged"], again["state"]) == (2, "unchanged")
    second = FINDINGS.splitlines()[0] + (
        "\nc-1,www,freshness.column,problem,2020-12-15,cyberspace,confirmed,"
        "长期不更新,https://www.example.cn/a.html,\n"
    )
    merged = await desk.imported("finding", second, "cyberspace.csv")
    assert (merged["new"], merged["changed"]) == (0, 1)
    assert merged["diff"][0]["fields"]["sources"] == [["province"], ["province", "cyberspace"]]
    again = await desk.imported("finding", second, "cyberspace.csv")
    assert again["unchanged"] == 1
    assert await database.collection("findings").count({}) == 2
    await desk.relay()
    events = [
        FindingEvent.model_validate_json(message.data)
        for message in await stored(desk.client, "FINDINGS")
        if message.data
    ]
    told = sorted((event.verb, event.finding.target) for event in events)
    assert told == [("confirmed", "jf"), ("confirmed", "www"), ("detected", "www")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("1,nobody,wording.serious,veto,2020-12-14,province,confirmed,x,,", "target"),
        ("1,jf,wording,veto,2020-12-14,province,confirmed,x,,", "rule"),
        ("1,jf,wording.serious,veto,2020-12-32,province,confirmed,x,,", "found_on"),
        ("1,jf,wording.serious,veto,2020-12-14,neighbour,confirmed,x,,", "source"),
        ("1,jf,wording.serious,veto,2020-12-14,province,rejected,x,,", "status"),
        (",jf,wording.serious,veto,2020-12-14,province,confirmed,,,", "excerpt"),
    ],
)
async def test_a_bad_finding_is_named(desk: Desk, row: str, column: str) -> None:
    body = f"{FINDINGS.splitlines()[0]}\n{row}\n"
    report = await desk.imported("finding", body, "bad.csv")
    assert [(one["line"], one["column"]) for one in report["bad"]] == [(2, column)]


async def test_what_we_detect_later_joins_what_others_reported(
    desk: Desk, database: Database
) -> None:
    url = "https://mp.example.cn/s/1"
    told = FINDINGS.splitlines()[0] + (
        f"\n1,jf,personal.resident_id,problem,2020-12-14,province,confirmed,身份证号,{url},\n"
    )
    await desk.imported("finding", told, "province.csv")
    post = {"target": "jf", "url": url, "title": "公示", "text": "居民身份证号11010519491231002X"}
    await desk.imported("article", json.dumps(post, ensure_ascii=False), "posts.jsonl")
    findings = database.collection("findings")

    async def joined() -> bool:
        found = await findings.find({"target": "jf"}, limit=10)
        return any("monitor" in finding["sources"] for finding in found)

    await eventually(joined)
    (finding,) = await findings.find({"target": "jf"}, limit=10)
    assert finding["sources"] == ["province", "monitor"]
    assert finding["decision"] == "confirmed"
    places = database.collection("occurrences")
    await eventually(lambda: places.count({"target": "jf"}))  # written after its finding
    (place,) = await places.find({"target": "jf"}, limit=10)
    assert place["finding"] == finding["_id"]
