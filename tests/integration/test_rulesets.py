"""Word lists without a redeploy: imported, tried, put in force, and what stands read again."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from nats.aio.client import Client

from shared.commands import ask, new_request
from shared.contracts.rule_command import ApplyRuleset, CheckText
from shared.store.database import Database
from tests.eventually import eventually
from tests.integration.rig import stored, worker
from tests.integration.rules_desk import RulesDesk, post, rules_desk
from tests.servers import Nats

WORDS = "丙午年规化,丙午年规划,wording.typo,,市政府办公室\n"
SENTENCE = "会议审议了丙午年规化草案。"


@pytest.fixture
async def desk(
    tmp_path: Path, nats_server: Nats, streams: Client, database: Database, mongo_url: str
) -> AsyncIterator[RulesDesk]:
    async with rules_desk(tmp_path, nats_server, streams, database, mongo_url) as desk:
        yield desk


async def test_an_edition_flags_nothing_before_it_is_applied_and_at_once_after(
    desk: RulesDesk,
) -> None:
    report = await desk.listed_words("city", WORDS)
    assert (report["edition"], report["entries"], report["bad"]) == (1, 1, [])
    await desk.posted(post(SENTENCE, number=1))
    assert await desk.findings() == []

    await desk.applied("city", 1)
    await desk.posted(post(SENTENCE + "通过。", number=2))

    finding = await desk.finding()
    assert finding.rule_set.endswith("+city@1")
    assert finding.suggestion == "丙午年规划"


async def test_terms_of_the_office_find_near_misses_once_they_are_in_force(
    desk: RulesDesk,
) -> None:
    terms = "规范名称,类别\n临沧港航发展事务所,本级机构\n"
    report = await desk.listed_rows("names", "terms", terms)
    assert (report["edition"], report["entries"], report["bad"]) == (1, 1, [])
    tried = await desk.tried("names", 1)
    assert tried["findings"] == 0
    await desk.applied("names", 1)
    await desk.posted(post("由临沧港航发展事物所组织实施。", number=1))

    finding = await desk.finding()
    assert (finding.rule, finding.suggestion) == ("wording.near_own", "临沧港航发展事务所")
    assert finding.rule_set.endswith("+names@1")


async def test_what_was_read_with_older_rules_is_read_again(desk: RulesDesk) -> None:
    await desk.posted(*(post(f"第{n}期。{SENTENCE}", number=n) for n in range(30)))
    await desk.listed_words("city", WORDS)
    await desk.applied("city", 1)

    assert await desk.sweep.once() == 30
    assert await desk.sweep.once() == 0
    assert await desk.sweep.once() == 0

    finding = await desk.finding()
    places = await desk.database.collection("occurrences").count({"finding": finding.id})
    detected = await stored(desk.analyzer.client, "FINDINGS")
    assert places == 30
    assert [message.subject for message in detected] == ["finding.detected"]


@pytest.mark.parametrize("point", ["analyzer.after_store", "analyzer.mid_sweep"])
async def test_a_kill_in_the_middle_of_reading_again_loses_and_doubles_nothing(
    desk: RulesDesk, tmp_path: Path, point: str
) -> None:
    await desk.posted(*(post(f"第{n}号通报。{SENTENCE}", number=n) for n in range(250)))
    await desk.listed_words("city", WORDS)
    await desk.applied("city", 1)
    proof = tmp_path / "failpoints"

    with worker(
        "sweeper",
        tmp_path / "killed.log",
        failpoints=f"{point}=1",
        failpoint_log=str(proof),
        given=desk.env,
    ) as killed:
        await eventually(lambda: killed.poll() is not None, within=60)

    assert proof.read_text().split() == [point]
    await desk.sweep.once()
    assert await desk.sweep.once() == 0
    finding = await desk.finding()
    assert await desk.database.collection("occurrences").count({"finding": finding.id}) == 250
    events = await stored(desk.analyzer.client, "FINDINGS")
    assert [event.subject for event in events] == ["finding.detected"]


async def test_what_stands_no_more_is_not_flagged_by_a_new_list(desk: RulesDesk) -> None:
    await desk.posted(post(SENTENCE))
    await desk.posted(post("会议审议了丙午年规划草案。"))
    await desk.listed_words("city", WORDS)
    await desk.applied("city", 1)

    await desk.sweep.once()

    assert await desk.findings() == []


async def test_a_dry_run_counts_what_would_be_new_and_tells_nobody(desk: RulesDesk) -> None:
    await desk.posted(
        post(SENTENCE, number=1), post(SENTENCE + "完。", number=2), post("布署。", number=3)
    )
    known = await desk.findings()
    await desk.listed_words("city", WORDS)

    report = await desk.tried("city", 1)

    assert (report["articles"], report["findings"]) == (3, 1)
    assert report["by_rule"] == {"wording.typo": 1}
    (shown,) = report["shown"]
    assert (shown["places"], shown["suggestion"]) == (2, "丙午年规划")
    assert await desk.findings() == known
    assert len(await stored(desk.analyzer.client, "FINDINGS")) == 1


async def test_an_import_whose_answer_was_lost_is_answered_again(desk: RulesDesk) -> None:
    once = await desk.listed_words("city", WORDS)
    again = await desk.listed_rows(
        "other", "wording", "wrong,right,rule,exceptions,source\n" + WORDS, times=2
    )

    assert once["edition"] == again["edition"] == 1
    assert again["entries"] == 1
    other = await desk.database.collection("rulesets").get("other")
    assert other is not None
    assert len(other["history"]) == 1


async def test_the_same_list_is_one_edition_and_bad_rows_import_nothing(desk: RulesDesk) -> None:
    await desk.listed_words("city", WORDS)
    again = await desk.listed_words("city", WORDS)
    bad = await desk.listed_words("city", WORDS + "甲,甲,,,\n乙丙,丁,nothing.such,,\n")

    assert (again["edition"], again["added"], again["removed"]) == (1, 0, 0)
    assert (bad["edition"], bad["bad_rows"]) == (0, 3)
    assert [one["line"] for one in bad["bad"]] == [3, 3, 4]


async def test_a_list_taken_out_of_force_flags_no_more(desk: RulesDesk) -> None:
    await desk.listed_words("city", WORDS)
    await desk.applied("city", 1)
    await desk.applied("city", 0)

    await desk.posted(post(SENTENCE))

    assert await desk.findings() == []
    command = ApplyRuleset(request=new_request(), actor="clerk", ruleset="city", edition=7)
    assert (await ask(desk.analyzer.client, "ruleset.apply", command)).code == "refused"


async def test_a_change_of_rules_is_told_and_audited(desk: RulesDesk) -> None:
    await desk.listed_words("city", WORDS)
    await desk.applied("city", 1)
    await desk.analyzer.relay()

    registry = [one.subject for one in await stored(desk.analyzer.client, "REGISTRY")]
    audit = [one.data for one in await stored(desk.analyzer.client, "AUDIT")]
    assert "registry.ruleset.city" in registry
    assert any(b'"ruleset.apply"' in body for body in audit)


async def test_a_text_is_checked_on_request_with_the_rules_in_force(desk: RulesDesk) -> None:
    command = CheckText(request=new_request(), actor="clerk", text=SENTENCE)
    assert await desk.asked("text.check", command) == []
    await desk.listed_words("city", WORDS)
    await desk.applied("city", 1)

    (found,) = await desk.asked("text.check", command)

    assert (found["rule"], found["span"], found["text"]) == ("wording.typo", [5, 10], "丙午年规化")


async def test_the_operator_walks_a_list_from_file_to_force(
    desk: RulesDesk, tmp_path: Path
) -> None:
    words = tmp_path / "city.csv"
    words.write_text("wrong,right\n丙午年规化,丙午年规划\n", "utf-8")
    await desk.posted(post(SENTENCE))

    imported = await commanded(desk, "import", str(words))
    tried = json.loads(await commanded(desk, "dry-run", "city", "--json"))
    applied = await commanded(desk, "apply", "city")
    listed = json.loads(await commanded(desk, "list", "--json"))

    assert "第 1 版" in imported
    assert tried["findings"] == 1
    assert "生效版次 1" in applied
    assert listed["rule_set"].endswith("+city@1")
    assert [each["edition"] for each in listed["rulesets"]] == [1]
    assert await desk.sweep.once() == 1


async def commanded(desk: RulesDesk, *arguments: str) -> str:
    """Run `xuncha rules …` as a process, and return what it prints."""
    where = {name: desk.env[name] for name in ("NATS_URL", "MONGO_URL")}
    where["XUNCHA_HEALTH_URLS"] = "analyzer=http://127.0.0.1:1"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "xuncha", "rules", *arguments),
        env={**os.environ, **where, "LANG": "zh_CN.UTF-8"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode()
