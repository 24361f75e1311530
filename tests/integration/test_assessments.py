"""The daily assessment on real servers: verdicts from observations, corrections, replay."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nats.aio.client import Client

from services.analyzer.loop import Daily
from shared.clock import OFFICE_ZONE, set_clock
from shared.commands import ask
from shared.contracts.assessment_command import (
    AnswerInspection,
    ApplyProfile,
    AssessmentQuery,
    InspectionQuery,
    ProfileFiles,
)
from shared.contracts.command import Command, DecideFinding, Result
from shared.contracts.enquiry import Enquiry
from shared.contracts.finding import Decision
from shared.contracts.marks import Footer, Marks
from shared.contracts.observation import (
    Listing,
    ListingObserved,
    ListingOutcome,
    Probe,
    ProbeObserved,
    ProbeOutcome,
)
from shared.contracts.target import Target, TargetKind
from shared.contracts.unit import Unit
from shared.store.assessments import AssessmentReader
from shared.store.database import Database
from shared.store.days import DayStore
from shared.store.findings import FindingReader
from shared.store.mapping import to_document
from shared.store.marks import MarksStore
from shared.store.raised import RaisedReader
from tests.eventually import eventually
from tests.factories import make_target, make_unit
from tests.integration.intake_desk import Desk, environment, make_service, running
from tests.integration.rig import stored

FIRST = date(2020, 12, 14)
LAST = date(2020, 12, 20)
SITE = make_target(id="site-a", name="甲县人民政府门户网站")
BAD_SITE = make_target(id="site-b", name="乙局网站", url="http://b.example.cn/")
COLUMN = make_target(
    id="column-a", kind=TargetKind.COLUMN, parent="site-a", columns_class="动态要闻"
)
ACCOUNT = make_target(id="account-a", kind=TargetKind.ACCOUNT, platform="wechat", url="")
UNSEEN = make_target(id="account-b", kind=TargetKind.ACCOUNT, platform="weibo", url="")


class City:
    """A small city, watched for a week."""

    def __init__(self, desk: Desk, database: Database, clock: Path) -> None:
        self.desk = desk
        self.database = database
        self.clock = clock
        owners = [getattr(loop, "__self__", None) for loop in desk.service.loops]
        (self.daily,) = [owner for owner in owners if isinstance(owner, Daily)]
        self.probes: DayStore[Probe] = DayStore(database.collection("probes"), Probe)
        self.listings: DayStore[Listing] = DayStore(database.collection("listings"), Listing)
        self.findings = FindingReader(database.collection("findings"))
        self.said = AssessmentReader(database.collection("assessments"))

    def at(self, day: date, hour: int = 9) -> datetime:
        return datetime(day.year, day.month, day.day, hour, tzinfo=OFFICE_ZONE)

    def now(self, day: date, hour: int = 9) -> None:
        set_clock(self.clock, self.at(day, hour), 0.0)

    async def enter(self, *targets: Target) -> None:
        rows = [to_document(one, one.id, host="") for one in targets]
        await self.database.collection("targets").insert(rows)
        unit: Unit = make_unit()
        await self.database.collection("units").insert([to_document(unit, unit.id)])

    async def probe(self, target: str, day: date, failed: int = 0) -> None:
        await self.probes.record(
            [
                Probe(
                    target=target,
                    at=self.at(day, hour),
                    outcome=ProbeOutcome.FAILED if hour < failed else ProbeOutcome.OPEN,
                    seconds=1.0,
                )
                for hour in range(24)
            ]
        )

    async def listed(self, target: str, day: date, newest: date) -> None:
        await self.listings.record([self.listing(target, day, newest)])

    def listing(self, target: str, day: date, newest: date) -> Listing:
        return Listing(
            target=target,
            at=self.at(day),
            outcome=ListingOutcome.READ,
            items=5,
            newest_on=newest,
        )

    async def watch(self) -> None:
        for n in range(7):
            day = FIRST + timedelta(days=n)
            await self.probe("site-a", day)
            await self.probe("site-b", day, failed=2)
            await self.listed("site-a", day, day)
            await self.listed("site-b", day, day)
            await self.listed("column-a", day, date(2020, 12, 10))
            await self.listed("account-a", day, date(2020, 12, 1))

    async def ask(self, name: str, command: Command) -> Result:
        return await ask(self.desk.client, name, command)

    async def rows(self) -> dict[str, dict[str, Any]]:
        query = AssessmentQuery(request="r", actor="a", quarter="2020Q4", limit=1000)
        result = await self.ask("assessment.list", query)
        assert result.ok, result
        return {row["target"]: row for row in result.data}


@pytest.fixture
async def city(
    tmp_path: Path, nats_server: Any, streams: Client, mongo_url: str, database: Database
) -> AsyncIterator[City]:
    clock = tmp_path / "clock"
    set_clock(clock, datetime(2020, 12, 14, tzinfo=OFFICE_ZONE), 0.0)
    name = database._database.name
    env = environment(tmp_path, nats_server.url, mongo_url, name)
    service = make_service("analyzer", {**env, "XUNCHA_CLOCK": f"file:{clock}"})
    async with running(service, streams, tmp_path) as desk:
        yield City(desk, database, clock)


async def assessed(city: City) -> None:
    """The week has passed, and every day was assessed on the morning after."""
    await city.enter(SITE, BAD_SITE, COLUMN, ACCOUNT, UNSEEN)
    await city.watch()
    for n in range(7):
        city.now(FIRST + timedelta(days=n + 1))
        await city.daily.look()


async def test_a_week_of_observations_gives_verdicts_and_findings(city: City) -> None:
    await assessed(city)

    rows = await city.rows()
    assert {key: row["verdict"] for key, row in rows.items()} == {
        "site-a": "compliant",
        "site-b": "compliant",
        "column-a": "compliant",
        "account-a": "compliant",
        "account-b": "not_observed",
    }
    found = [one async for one in city.findings.found_between(FIRST, LAST)]
    raised = {(one.target, one.rule): one for one in found if one.effect == "veto"}
    assert set(raised) == {("site-b", "availability.site"), ("account-a", "freshness.account")}
    assert raised["site-b", "availability.site"].found_on == date(2020, 12, 19)
    assert raised["account-a", "freshness.account"].found_on == date(2020, 12, 16)
    assert await city.daily.look() == 0, "a day is assessed once"


async def test_a_confirmed_finding_corrects_the_verdict_with_a_date(city: City) -> None:
    await assessed(city)
    found = [one async for one in city.findings.found_between(FIRST, LAST)]
    finding = next(one for one in found if one.target == "site-b" and one.effect == "veto")
    command = DecideFinding(
        request="d-1", actor="zhang", finding=finding.id, decision=Decision.CONFIRMED
    )
    assert (await city.ask("finding.decide", command)).ok
    await city.desk.relay()

    async def corrected() -> bool:
        await city.daily.correct()
        return (await city.rows())["site-b"]["verdict"] == "violating"

    await eventually(corrected)

    said = await city.said.of_target("2020Q4", "site-b")
    assert (said[-1].revision, said[-1].corrects) == (2, said[-2].id)
    assert said[-1].corrected_on == date(2020, 12, 21)
    assert said[-2].verdict == "compliant", "nothing is overwritten"
    assert "达到5%的否决线" in said[-1].text
    subjects = [message.subject for message in await stored(city.desk.client, "ASSESSMENTS")]
    assert "assessment.changed" in subjects


async def test_late_facts_correct_and_the_past_can_be_replayed(city: City) -> None:
    await assessed(city)
    city.now(date(2020, 12, 22))
    late = city.listing("account-b", date(2020, 12, 18), date(2020, 12, 17))
    await city.listings.record([late])
    event = ListingObserved(listing=late, occurred_at=datetime(2020, 12, 22, tzinfo=UTC))
    await city.desk.client.jetstream().publish(event.subject, event.body())

    async def corrected() -> bool:
        await city.daily.correct()
        return (await city.rows())["account-b"]["verdict"] == "compliant"

    await eventually(corrected)

    for target in ("site-a", "site-b", "column-a", "account-a", "account-b"):
        query = AssessmentQuery(request="r", actor="a", quarter="2020Q4", target=target)
        answer = await city.ask("assessment.replay", query)
        assert answer.ok, answer
        assert answer.data["same_verdicts"], target
        said, again = answer.data["said"], answer.data["replayed"]
        kept = {"revision", "corrects", "corrected_on"}
        assert {k: v for k, v in said.items() if k not in kept} == {
            k: v for k, v in again.items() if k not in kept
        }


async def test_facts_that_come_late_after_silent_days_begin_no_second_episode(city: City) -> None:
    """When a late probe has the site replayed, it fails as it did before, since the same day."""
    await city.enter(SITE)
    no_form = Marks(target="site-a", at=city.at(FIRST), enquiry_form=False)
    await MarksStore(city.database.collection("marks")).record([no_form])
    for n in range(7):
        city.now(FIRST + timedelta(days=n + 1))
        await city.daily.look()
    found = [one async for one in city.findings.found_between(FIRST, LAST)]
    assert [one.rule for one in found].count("interaction.enquiry_channel") == 1

    await city.probe("site-a", LAST)
    late = Probe(target="site-a", at=city.at(LAST), outcome=ProbeOutcome.OPEN, seconds=1.0)
    event = ProbeObserved(probe=late, occurred_at=city.at(LAST))
    await city.desk.client.jetstream().publish(event.subject, event.body())
    marks = city.database.collection("standings")

    async def marked() -> bool:
        return await marks.count({"late": {"$gt": ""}}) > 0

    await eventually(marked)
    await city.daily.correct()

    found = [one async for one in city.findings.found_between(FIRST, LAST)]
    assert [one.rule for one in found].count("interaction.enquiry_channel") == 1


async def test_a_replica_that_was_overtaken_changes_nothing(city: City) -> None:
    """Two replicas make up for days; the slower one comes to a day that the other has left."""
    await assessed(city)
    standings = city.database.collection("standings")
    before = {row["_id"]: row for row in await standings.find({}, limit=100)}
    told = len(await city.said.of_target("2020Q4", "site-b"))

    for n in range(7):
        await city.daily._assess.day(
            FIRST + timedelta(days=n), city.at(FIRST + timedelta(days=n + 1))
        )

    assert {row["_id"]: row for row in await standings.find({}, limit=100)} == before
    assert len(await city.said.of_target("2020Q4", "site-b")) == told


async def test_a_limit_is_warned_of_once(city: City) -> None:
    await city.enter(COLUMN)
    await city.listed("column-a", date(2020, 12, 20), date(2020, 12, 10))
    enquiry = Enquiry(
        id="e-1", unit="county-a", received_on=date(2020, 12, 15), due_on=date(2020, 12, 24)
    )
    await city.database.collection("enquiries").insert([to_document(enquiry, enquiry.id)])
    for day in (21, 22):
        await city.listed("column-a", date(2020, 12, day), date(2020, 12, 10))
        city.now(date(2020, 12, day))
        await city.daily.look()

    warned = await RaisedReader(city.database.collection("analyzer_warnings")).raised_between(
        date(2020, 12, 1), date(2020, 12, 31)
    )
    assert {(one.kind.value, one.limit_on.day, one.days_left) for one in warned} == {
        ("column", 24, 3),
        ("enquiry", 24, 3),
    }
    await city.desk.relay()
    subjects = [message.subject for message in await stored(city.desk.client, "ASSESSMENTS")]
    assert subjects.count("warning.raised") == 2


async def test_a_profile_shows_what_it_would_change_before_it_is_applied(city: City) -> None:
    await assessed(city)
    strict = (
        "name: strict\ntitle: 更严\nbase: national-2019\nvalid_from: 2020-01-01\n"
        "items:\n  - {id: MV2.a, limits: {days: 30}}\n"
    )
    files = {"strict.yaml": strict}

    compared = await city.ask(
        "profile.diff",
        ProfileFiles(request="r", actor="a", files=files, name="strict", quarter="2020Q4"),
    )
    assert compared.ok, compared
    assert [(row["target"], row["before"], row["after"]) for row in compared.data["verdicts"]] == [
        ("account-a", "violating", "compliant")
    ]

    broken = {
        "strict.yaml": strict.replace("days: 30", "dayz: 30").replace("{dayz", "{days: -1, dayz")
    }
    refused = await city.ask(
        "profile.apply", ApplyProfile(request="p-0", actor="li", files=broken, name="strict")
    )
    assert (refused.ok, "strict.yaml, line 6" in refused.message) == (False, True)
    running = await city.ask("profile.check", ProfileFiles(request="r", actor="a"))
    assert running.data["name"] == "national-2019", "the running profile stays"

    for _ in range(2):
        applied = await city.ask(
            "profile.apply", ApplyProfile(request="p-1", actor="li", files=files, name="strict")
        )
        assert (applied.ok, applied.data["version"]) == (True, 1)
    running = await city.ask("profile.check", ProfileFiles(request="r", actor="a"))
    assert running.data["name"] == "strict"
    await city.desk.relay()
    subjects = [message.subject for message in await stored(city.desk.client, "REGISTRY")]
    assert subjects == ["registry.profile.strict"]


async def test_an_inspection_counts_when_it_was_answered(city: City) -> None:
    await assessed(city)
    query = InspectionQuery(request="r", actor="a", quarter="2020Q4", target="site-a", state="open")
    tasks = {row["item"]: row for row in (await city.ask("inspection.list", query)).data}
    assert {"WV6.a", "WV6.b", "D1.1", "D2.2"} <= set(tasks)
    assert tasks["D2.2"]["seed"] == "2020Q4/site-a/D2.2"
    task = tasks["D1.1"]
    key = f"2020Q4:site-a:{task['item']}"

    wrong = AnswerInspection(request="i-0", actor="wang", inspection=key, answers={"1": (True,)})
    assert not (await city.ask("inspection.answer", wrong)).ok
    right = AnswerInspection(
        request="i-1", actor="wang", inspection=key, answers={"1": (True, False)}
    )
    assert (await city.ask("inspection.answer", right)).ok
    await city.daily.correct()

    said = (await city.said.of_target("2020Q4", "site-a"))[-1]
    reason = next(one for one in said.reasons if one.item == "D1.1")
    assert reason.verdict == "violating"
    assert "人工检查1项，其中1项不符合要求" in reason.text


async def test_marks_reach_the_portals_deductions(city: City) -> None:
    await city.enter(SITE)
    marks = Marks(
        target="site-a", at=city.at(LAST), footer=tuple(set(Footer) - {Footer.ICP}), ipv6=False
    )
    await MarksStore(city.database.collection("marks")).record([marks])
    city.now(date(2020, 12, 21))
    await city.daily.look()

    said = (await city.said.of_target("2020Q4", "site-a"))[-1]
    reasons = {one.item: one for one in said.reasons}
    assert reasons["D4.2"].numbers["missing"] == 1
    assert (reasons["D4.6"].verdict, reasons["D4.3"].verdict) == ("violating", "not_observed")
    assert said.points is not None
    assert (said.points.total, said.points.provisional) == (100, True)
