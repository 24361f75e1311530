"""The life of a finding: rejected for good, gone, back again, confirmed by its rule, a hint."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from nats.aio.client import Client

from shared.commands import ask, new_request
from shared.contracts.command import ListQuery, ReopenFinding
from shared.contracts.finding import Decision, Finding, Severity
from shared.contracts.rule_command import ConsentToHint
from shared.contracts.suppression import Scope
from shared.store.database import Database
from tests.integration.rig import stored
from tests.integration.rules_desk import RulesDesk, post, rules_desk
from tests.servers import Nats

WRONG = "会议布署了防汛工作。"
RIGHT = "会议部署了防汛工作。"


@pytest.fixture
async def desk(
    tmp_path: Path, nats_server: Nats, streams: Client, database: Database, mongo_url: str
) -> AsyncIterator[RulesDesk]:
    async with rules_desk(tmp_path, nats_server, streams, database, mongo_url) as desk:
        yield desk


async def test_what_was_rejected_does_not_come_back(desk: RulesDesk) -> None:
    await desk.posted(post(WRONG))
    finding = await desk.finding()
    await desk.decided(finding.id, Decision.REJECTED, reason="引用原文")

    await desk.posted(post(f"又讯。{WRONG}", number=2), post(f"再讯。{WRONG}", number=3))

    only = await desk.finding()
    assert (only.decision, only.version) == (Decision.REJECTED, 2)


async def test_a_rejection_for_all_reaches_other_targets_now_and_later(desk: RulesDesk) -> None:
    await desk.posted(post(WRONG), post(WRONG, target="yd"))
    mine = await desk.finding(target="jf")

    await desk.decided(mine.id, Decision.REJECTED, scope=Scope.ALL)
    await desk.posted(post(WRONG, target="wb"))

    findings = {one.target: one for one in await desk.findings()}
    assert {one.decision for one in findings.values()} == {Decision.REJECTED}
    assert sorted(findings) == ["jf", "yd"]
    assert findings["yd"].decided_by == ""


async def test_a_rejection_for_a_unit_stays_inside_it(desk: RulesDesk) -> None:
    await desk.posted(post(WRONG))
    await desk.decided((await desk.finding()).id, Decision.REJECTED, scope=Scope.UNIT)

    await desk.posted(post(WRONG, target="wb"), post(WRONG, target="yd"))

    decisions = {one.target: one.decision for one in await desk.findings()}
    assert decisions == {"jf": Decision.REJECTED, "yd": Decision.SUSPECTED}


async def test_a_rejection_for_a_time_ends(desk: RulesDesk) -> None:
    await desk.posted(post(WRONG))
    finding = await desk.finding()
    await desk.decided(finding.id, Decision.REJECTED, until=date(2021, 2, 1))
    desk.jump(timedelta(days=2))
    await desk.posted(post(f"又讯。{WRONG}", number=2))
    assert (await desk.finding()).decision is Decision.REJECTED

    desk.jump(timedelta(days=1))
    await desk.posted(post(f"再讯。{WRONG}", number=3))

    again = await desk.finding()
    assert again.decision is Decision.SUSPECTED
    assert [step.action for step in again.history] == ["detected", "rejected", "suspected"]


async def test_a_rejection_that_was_taken_back_no_longer_silences(desk: RulesDesk) -> None:
    await desk.posted(post(WRONG))
    finding = await desk.finding()
    await desk.decided(finding.id, Decision.REJECTED, scope=Scope.UNIT)

    command = ReopenFinding(request=new_request(), actor="clerk", finding=finding.id)
    opened = await desk.asked("finding.reopen", command)
    assert await desk.asked("finding.reopen", command) == opened
    await desk.posted(post(WRONG, target="wb"))

    assert {one.decision for one in await desk.findings()} == {Decision.SUSPECTED}
    assert len(await desk.findings()) == 2
    query = ListQuery(request=new_request(), actor="clerk")
    assert await desk.asked("suppression.list", query) == []


async def test_a_mended_page_marks_its_finding_gone_with_what_stands_there_now(
    desk: RulesDesk,
) -> None:
    await desk.posted(post(WRONG))
    before = await desk.finding()
    desk.jump(timedelta(hours=1))

    await desk.posted(post(RIGHT))

    gone = await desk.finding()
    assert gone.gone_at == desk.now
    assert "布署" in gone.excerpt
    assert "部署了防汛工作" in gone.after
    assert gone.after_article not in {"", before.article}
    await desk.analyzer.relay()
    assert "finding.gone" in [one.subject for one in await stored(desk.analyzer.client, "FINDINGS")]


async def test_a_defect_that_returns_reopens_its_finding_with_its_history(desk: RulesDesk) -> None:
    for text in (WRONG, RIGHT, WRONG, RIGHT, WRONG):
        await desk.posted(post(text))
        desk.jump(timedelta(hours=1))

    finding = await desk.finding()
    actions = [step.action for step in finding.history]
    assert actions == ["detected", "gone", "reopened", "gone", "reopened"]
    assert (finding.gone_at, finding.after) == (None, "")


async def test_a_finding_is_gone_only_when_its_last_place_is_mended(desk: RulesDesk) -> None:
    await desk.posted(*(post(f"第{n}期。{WRONG}", number=n) for n in range(3)))
    desk.jump(timedelta(hours=1))

    await desk.posted(*(post(f"第{n}期。{RIGHT}", number=n) for n in range(2)))
    assert (await desk.finding()).gone_at is None
    await desk.posted(post(f"第2期。{RIGHT}", number=2))

    assert (await desk.finding()).gone_at is not None


async def test_an_edit_elsewhere_on_the_page_leaves_the_finding_as_it_is(desk: RulesDesk) -> None:
    await desk.posted(post(WRONG))
    before = await desk.finding()
    desk.jump(timedelta(hours=1))

    await desk.posted(post(f"更新。{WRONG}附件已换。"))

    assert await desk.finding() == before


async def test_the_same_content_at_another_address_keeps_the_finding(desk: RulesDesk) -> None:
    await desk.posted(post(WRONG, number=1))
    await desk.posted(post(WRONG, number=2))
    desk.jump(timedelta(hours=1))

    await desk.posted(post(RIGHT, number=1))
    assert (await desk.finding()).gone_at is None
    await desk.posted(post(RIGHT, number=2))

    assert (await desk.finding()).gone_at is not None


async def test_the_same_sentence_on_three_targets_shares_one_root_the_source_first(
    desk: RulesDesk,
) -> None:
    days = {"yd": "2021-01-29 11:00", "wb": "2021-01-29 08:00", "jf": "2021-01-29 10:00"}
    for target, published in days.items():
        await desk.posted({**post(WRONG, target=target), "published_at": published})

    findings = await desk.findings()
    assert len({one.root for one in findings}) == 1
    shown = await desk.shown(findings[0].id)
    assert [one["target"] for one in shown["same"]] == ["wb", "jf", "yd"]


async def test_a_rule_of_low_precision_gives_hints_and_its_confirmed_ones_their_weight_back(
    desk: RulesDesk,
) -> None:
    await decided(desk, "布署", rejected=11, confirmed=9)
    row = await graded(desk, "wording.typo")
    assert (row["confirmed"], row["rejected"], row["state"]) == (9, 11, "hint")

    await desk.posted(post("新的一句话：会议布署了工作。", number=99))
    finding = await desk.finding(severity="hint")
    assert finding.demoted_from is Severity.ORDINARY
    confirmed = Finding(**await desk.decided(finding.id, Decision.CONFIRMED))

    assert confirmed.severity is Severity.ORDINARY


async def test_a_veto_rule_gives_hints_only_when_a_reviewer_agrees(desk: RulesDesk) -> None:
    await decided(desk, "攻府", rejected=20, confirmed=0)
    assert (await graded(desk, "wording.serious"))["state"] == "awaits_consent"
    await desk.posted(post("新的一句话：各级攻府。", number=99))
    assert (await desk.finding(decision="suspected")).severity is Severity.SERIOUS

    command = ConsentToHint(
        request=new_request(), actor="reviewer", rule="wording.serious", reason="词条过宽"
    )
    await desk.asked("rule.consent", command)
    assert (await graded(desk, "wording.serious"))["state"] == "hint"
    await desk.posted(post("又一句新话：各级攻府。", number=98))

    assert (await desk.finding(severity="hint")).rule == "wording.serious"
    ordinary = command.model_copy(update={"rule": "wording.typo"})
    assert (await ask(desk.analyzer.client, "rule.consent", ordinary)).code == "refused"


async def test_joint_rejections_count_as_one_decision(desk: RulesDesk) -> None:
    await desk.posted(*(post(WRONG, target=target) for target in ("jf", "yd", "wb")))

    await desk.decided((await desk.finding(target="jf")).id, Decision.REJECTED, scope=Scope.ALL)

    assert (await graded(desk, "wording.typo"))["rejected"] == 1


async def test_a_rule_confirms_itself_only_where_it_was_told_to(
    tmp_path: Path, nats_server: Nats, streams: Client, database: Database, mongo_url: str
) -> None:
    told = {"XUNCHA_ANALYZER_CONFIRMS": "wording.typo"}
    async with rules_desk(tmp_path, nats_server, streams, database, mongo_url, **told) as desk:
        await desk.posted(post(WRONG), post("各级攻府。", number=2))
        await desk.posted(post(f"又讯。{WRONG}", number=3))
        await desk.analyzer.relay()

        typo = await desk.finding(rule="wording.typo")
        assert (typo.decision, typo.history[-1].actor) == (Decision.CONFIRMED, "rule")
        assert (await desk.finding(rule="wording.serious")).decision is Decision.SUSPECTED
        subjects = [one.subject for one in await stored(desk.analyzer.client, "FINDINGS")]
        assert subjects.count("finding.confirmed") == 1
        assert (await graded(desk, "wording.typo"))["confirmed"] == 0


async def decided(desk: RulesDesk, wrong: str, *, rejected: int, confirmed: int) -> None:
    """Let people decide about different sentences with one wrong form."""
    total = rejected + confirmed
    await desk.posted(*(post(f"第{n}句话：{wrong}。", number=n) for n in range(total)))
    for number, finding in enumerate(await desk.findings()):
        decision = Decision.REJECTED if number < rejected else Decision.CONFIRMED
        await desk.decided(finding.id, decision)


async def graded(desk: RulesDesk, rule: str) -> dict[str, object]:
    """Return one rule as people see it."""
    data = await desk.asked("rule.list", ListQuery(request=new_request(), actor="clerk"))
    (row,) = [one for one in data["rules"] if one["rule"] == rule]
    return dict(row)
