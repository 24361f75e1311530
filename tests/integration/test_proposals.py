"""Changes of the registry: proposed by one, approved by another, filed in time."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from nats.aio.client import Client

from services.reporter.proposals import Proposals
from shared.commands import ask
from shared.contracts.command import Command, ListQuery
from shared.contracts.proposal import Proposal
from shared.contracts.registry_command import DecideProposal, FileProposal, Propose, ShowTarget
from shared.store.database import Database
from shared.store.proposals import ProposalStore
from tests.integration.intake_desk import Desk, environment, make_service, running
from tests.servers import Nats

UNITS = """id,name,kind,channels
linxiang,临翔区,county,mailto:a@lx.example.cn
fengqing,凤庆县,county,
"""
TARGETS = "id,kind,name,unit,url\nlx,website,临翔区网站,linxiang,https://lx.example.cn/\n"


@pytest.fixture
async def desk(
    tmp_path: Path, nats_server: Nats, streams: Client, database: Database, mongo_url: str
) -> AsyncIterator[Desk]:
    env = environment(tmp_path, nats_server.url, mongo_url, database._database.name)
    async with running(make_service("reporter", env), streams, tmp_path) as opened:
        await opened.imported("registry", UNITS, "units.csv")
        await opened.imported("registry", TARGETS, "targets.csv")
        yield opened


async def asked(desk: Desk, name: str, form: type[Command], /, actor: str, **fields: Any) -> Any:
    request = f"{name} {actor} {sorted(fields.items())}"
    result = await ask(desk.client, name, form(request=request, actor=actor, **fields))
    return result.data if result.ok else result


async def proposed(desk: Desk, verb: str, about: str, **fields: Any) -> Any:
    return await asked(
        desk, "proposal.make", Propose, "unit-clerk", verb=verb, about=about, **fields
    )


async def approved(desk: Desk, proposal: str, actor: str = "office-clerk") -> Any:
    return await asked(
        desk, "proposal.decide", DecideProposal, actor, proposal=proposal, approve=True
    )


def keeper_of(desk: Desk) -> Proposals:
    owners = (getattr(loop, "__self__", None) for loop in desk.service.loops)
    (keeper,) = [owner for owner in owners if isinstance(owner, Proposals)]
    return keeper


async def test_an_opening_takes_effect_when_another_approves_it(desk: Desk) -> None:
    cells = {"kind": "account", "name": "临翔发布", "unit": "linxiang", "platform": "wechat"}
    made = await proposed(desk, "open", "lx-wx", fields=cells, on="2021-02-01")

    own = await approved(desk, made["id"], actor="unit-clerk")
    assert "somebody else" in own.message
    done = await approved(desk, made["id"])
    assert await approved(desk, made["id"]) == done
    assert (done["state"], done["file_by"]) == ("approved", "2021-02-18")

    life = await asked(desk, "target.life", ShowTarget, "office-clerk", id="lx-wx")
    assert [(one["action"], one["actor"], one["cause"]) for one in life["life"]] == [
        ("opened", "office-clerk", made["id"])
    ]
    assert life["target"]["opened_on"] == "2021-02-01"


async def test_a_closing_keeps_what_the_registry_said_before(desk: Desk) -> None:
    made = await proposed(desk, "close", "lx", on="2021-02-10")
    await approved(desk, made["id"])

    before = await asked(desk, "target.life", ShowTarget, "x", id="lx", on="2021-02-09")
    after = await asked(desk, "target.life", ShowTarget, "x", id="lx", on="2021-02-10")

    assert (before["target"]["status"], after["target"]["status"]) == ("running", "closed")
    assert [one["action"] for one in after["life"]] == ["opened", "closed"]


async def test_contacts_and_hosts_change_by_an_approved_proposal_only(desk: Desk) -> None:
    for body, column in (
        (UNITS.replace("a@lx", "thief@lx"), "channels"),
        (TARGETS.replace("lx.example.cn", "other.example.cn"), "url"),
        (TARGETS.replace(",linxiang,", ",fengqing,"), "unit"),
    ):
        report = await desk.imported("registry", body, "changed.csv")
        assert [bad["column"] for bad in report["bad"]] == [column]
    filled = UNITS.replace("凤庆县,county,", "凤庆县,county,mailto:b@fq.example.cn")
    assert (await desk.imported("registry", filled, "filled.csv"))["changed"] == 1

    made = await proposed(
        desk, "contact", "linxiang", fields={"channels": "mailto:new@lx.example.cn"}
    )
    assert made["sensitive"]
    await approved(desk, made["id"])
    units: Sequence[Any] = await desk.listed("registry.list", state="unit")
    channels = {unit["id"]: unit["channels"] for unit in units}
    assert channels["linxiang"] == ["mailto:new@lx.example.cn"]


async def test_what_was_not_filed_in_time_becomes_a_finding(desk: Desk, database: Database) -> None:
    made = await proposed(desk, "close", "lx", on="2021-02-10")
    await approved(desk, made["id"])
    keeper = keeper_of(desk)
    told: list[str] = []

    async def report(_request: str, text: str) -> None:
        told.append(text)

    keeper._report = report
    assert await keeper.look() == 0, "the limit has not passed"
    store = ProposalStore(database.collection("proposals"))
    late = (await store.listed())[0]
    early = late.model_copy(update={"file_by": date(2021, 1, 29), "version": late.version + 1})
    await store.change(early)

    assert await keeper.look() == 1
    assert await keeper.look() == 0
    assert "lx,registry.unfiled,2021-01-30,monitor,suspected" in told[0]


async def test_a_filed_proposal_is_never_told(desk: Desk) -> None:
    made = await proposed(desk, "close", "lx", on="2021-02-10")
    early = await asked(
        desk, "proposal.file", FileProposal, "c", proposal=made["id"], number="云备1号"
    )
    assert "proposed" in early.message
    await approved(desk, made["id"])
    done = await asked(
        desk, "proposal.file", FileProposal, "c", proposal=made["id"], number="云备1号"
    )
    assert done["filing"] == "云备1号"
    assert [p["id"] for p in await desk.listed("proposal.list", state="approved")] == [made["id"]]


@pytest.mark.parametrize(
    ("verb", "about", "fields", "why"),
    [
        ("open", "lx", {}, "is on the registry already"),
        ("close", "nowhere", {}, "is not on the registry"),
        ("change", "lx", {"colour": "red"}, "no keys of the registry: colour"),
        ("change", "lx", {"url": "javascript:alert(1)"}, "url"),
        ("contact", "linxiang", {"name": "新名"}, "`channels` only"),
    ],
)
async def test_an_impossible_proposal_is_refused_at_once(
    desk: Desk, verb: str, about: str, fields: dict[str, str], why: str
) -> None:
    refused = await proposed(desk, verb, about, fields=fields)

    assert (refused.code, why in refused.message) == ("refused", True)
    query = ListQuery(request="r", actor="c")
    assert (await ask(desk.client, "proposal.list", query)).data == []


CELLS = {"kind": "account", "name": "临翔发布", "unit": "linxiang", "platform": "wechat"}


async def test_what_was_rejected_meanwhile_is_not_on_the_registry(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await proposed(desk, "open", "lx-wx", fields=CELLS)
    enact = keeper_of(desk)._enact
    check = enact.check

    async def slow(proposal: Proposal) -> None:
        monkeypatch.setattr(enact, "check", check)
        no = DecideProposal(request="no", actor="other", proposal=made["id"], approve=False)
        assert (await keeper_of(desk).decide(no)).state == "rejected"
        await check(proposal)

    monkeypatch.setattr(enact, "check", slow)
    lost = await approved(desk, made["id"])

    assert "just now" in lost.message
    assert "lx-wx" not in {one["id"] for one in await desk.listed("registry.list", state="target")}


async def unenacted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> str:
    """Approve an opening in a reporter that ends before it writes the registry."""
    made = await proposed(desk, "open", "lx-wx", fields=CELLS)

    async def ended(proposal: Proposal) -> Proposal:
        return proposal

    with monkeypatch.context() as short:
        short.setattr(keeper_of(desk)._enact, "once", ended)
        assert (await approved(desk, made["id"]))["unenacted"]
    proposal: str = made["id"]
    return proposal


async def test_an_approval_that_was_cut_off_takes_effect_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = await unenacted(desk, monkeypatch)

    enact = keeper_of(desk)._enact
    await asyncio.gather(enact.catch_up(), enact.catch_up())
    await enact.catch_up()

    life = await asked(desk, "target.life", ShowTarget, "office-clerk", id="lx-wx")
    assert [(one["action"], one["actor"], one["cause"]) for one in life["life"]] == [
        ("opened", "office-clerk", proposal)
    ]
    (kept,) = await desk.listed("proposal.list", state="approved")
    assert not kept["unenacted"]


async def test_an_approval_that_became_impossible_is_taken_back_with_its_reason(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = await unenacted(desk, monkeypatch)
    row = "lx-wx,account,抢先登记,linxiang,,wechat\n"
    body = "id,kind,name,unit,url,platform\n" + row
    assert (await desk.imported("registry", body, "targets.csv"))["bad"] == []

    await keeper_of(desk)._enact.catch_up()

    (kept,) = await desk.listed("proposal.list", state="rejected")
    last = kept["history"][-1]
    assert (kept["id"], last["actor"], last["note"]) == (
        proposal,
        "reporter",
        "lx-wx is on the registry already",
    )
