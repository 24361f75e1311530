"""Every kind of late fact leads to a dated correction, and none of them is ever lost."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date

import pytest

from shared.contracts.assessment import Assessment, Verdict
from shared.contracts.enquiry import Enquiry
from shared.contracts.finding import Decision
from shared.contracts.inspection import Inspection
from shared.contracts.marks import Marks as PageMarks
from shared.contracts.marks import MarksObserved
from shared.contracts.observation import (
    LinkCheck,
    LinkObserved,
    LinkOutcome,
    ListingObserved,
    Probe,
    ProbeObserved,
    ProbeOutcome,
)
from shared.contracts.target import TargetKind
from shared.store.standings import Mark, Reading, StandingRecord
from tests.factories import make_finding, make_target
from tests.unit.analyzer.assessing.office import ONE, Office, at

FIRST, LAST = date(2020, 12, 7), date(2020, 12, 20)
WEDNESDAY = date(2020, 12, 16)
SITE = make_target(id="site-a", name="甲县人民政府门户网站", opened_on=date(2019, 1, 1))
COLUMN = make_target(
    id="column-a", kind=TargetKind.COLUMN, parent="site-a", columns_class="动态要闻", url=""
)
ACCOUNT = make_target(id="account-a", kind=TargetKind.ACCOUNT, platform="wechat", url="")


@pytest.fixture
async def office() -> Office:
    """Two weeks are assessed; everything was in order."""
    office = Office(FIRST)
    await office.unit()
    for target in (SITE, COLUMN, ACCOUNT):
        await office.enter(target)
    for n in range((LAST - FIRST).days + 1):
        day = FIRST + n * ONE
        await office.probed("site-a", day)
        for target in ("site-a", "column-a"):
            await office.listed(target, day, day)
        await office.day(day)
    office.now(date(2020, 12, 21), 10)
    assert await office.open_marks() == 0
    return office


async def probes(office: Office) -> None:
    late = [
        Probe(target="site-a", at=at(WEDNESDAY, hour), outcome=ProbeOutcome.FAILED)
        for hour in range(12)
    ]
    now = office.clock.now()
    late = [one.model_copy(update={"recorded_at": now}) for one in late]
    await office.probes.record(late)
    await office.late.probed([ProbeObserved(probe=one, occurred_at=now) for one in late])


async def listings(office: Office) -> None:
    late = office.listing("account-a", WEDNESDAY, WEDNESDAY)
    late = late.model_copy(update={"recorded_at": office.clock.now()})
    await office.listings.record([late])
    await office.late.listed([ListingObserved(listing=late, occurred_at=office.clock.now())])


async def links(office: Office) -> None:
    late = LinkCheck(
        target="site-a",
        url="http://gone.example.cn/",
        at=at(WEDNESDAY),
        outcome=LinkOutcome.DEAD,
        tries=3,
        recorded_at=office.clock.now(),
    )
    await office.links.record([late])
    await office.late.linked([LinkObserved(link=late, occurred_at=office.clock.now())])


async def marks(office: Office) -> None:
    late = PageMarks(target="site-a", at=at(WEDNESDAY))
    await office.pages.record([late])
    await office.late.marked([MarksObserved(marks=late, occurred_at=office.clock.now())])


async def enquiries(office: Office) -> None:
    late = Enquiry(id="e-1", unit="county-a", received_on=date(2020, 9, 1))
    await office.late.enquired(await office.enquire(late))


async def reports(office: Office) -> None:
    late = make_finding(
        target="site-a", rule="wording.serious", found_on=WEDNESDAY, article="", history=()
    )
    await office.findings.add([late])
    await office.late.found([office.detected(late)])


async def answers(office: Office) -> None:
    task = Inspection(
        target="site-a",
        unit="county-a",
        quarter="2020Q4",
        item="D1.1",
        title="概况信息",
        form=("栏目存在",),
        samples=("1",),
        seed="s",
        due_on=date(2020, 12, 31),
    )
    await office.inspections.add([task])
    now = office.clock.now()
    answered = {"answers": {"1": (False,)}, "answered_at": now, "version": 2}
    assert await office.inspections.change(task.model_copy(update=answered))
    await office.marks.standings.mark_late({"2020Q4:site-a": Mark("site-a")}, now)


async def registry(office: Office) -> None:
    """A portal that turns out to belong to another unit since the quarter began."""
    event = await office.enter(SITE, unit="county-b", opened_on=date(2019, 1, 1))
    lives = await office.targets.lives("site-a")
    document = office.of["targets"]._documents["site-a"]
    document["lives"][f"v{lives[-1].target.version}"]["on"] = WEDNESDAY.isoformat()
    await office.late.registered(event)


@pytest.mark.parametrize(
    ("come_late", "target", "since", "item"),
    [
        pytest.param(probes, "site-a", WEDNESDAY, "WV2", id="probes"),
        pytest.param(listings, "account-a", WEDNESDAY, "", id="listings"),
        pytest.param(links, "site-a", WEDNESDAY, "D4.3", id="links"),
        pytest.param(marks, "site-a", WEDNESDAY, "WV5.a", id="marks"),
        pytest.param(enquiries, "site-a", FIRST, "WV5.b", id="enquiries"),
        pytest.param(reports, "site-a", LAST, "WV1.1", id="reported findings"),
        pytest.param(answers, "site-a", LAST, "D1.1", id="answers"),
        pytest.param(registry, "site-a", WEDNESDAY, "", id="registry"),
    ],
)
async def test_a_late_fact_corrects_with_a_date(
    office: Office,
    come_late: Callable[[Office], Awaitable[None]],
    target: str,
    since: date,
    item: str,
) -> None:
    before = {one.id: one for one in await office.said.of_target("2020Q4", target)}
    then = office.clock.now()

    office.now(date(2020, 12, 21), 11)
    await come_late(office)
    assert await office.correct() > 0

    said = await office.said.of_target("2020Q4", target)
    assert {one.id: one for one in said}.items() >= before.items(), "nothing is overwritten"
    new = [one for one in said if one.id not in before]
    assert {one.corrected_on for one in new} == {date(2020, 12, 21)}
    assert all(one.revision > 1 and one.corrects in {each.id for each in said} for one in new)
    if item:
        failing = {
            one.on
            for one in said
            for each in one.reasons
            if each.item == item and each.verdict is Verdict.VIOLATING
        }
        assert min(failing) == since
    last = await office.stood(target, LAST)
    again = await office.replayed(target, last.on, last.known_at or then)
    assert uncounted(again) == uncounted(last)
    assert await office.open_marks() == 0


async def test_a_registry_that_is_entered_marks_nothing(office: Office) -> None:
    """A province is imported in one go: none of it asks for a replay of days before it came."""
    for n in range(3):
        new = make_target(id=f"new-{n}", kind=TargetKind.ACCOUNT, platform="wechat", url="")
        await office.late.registered(await office.enter(new))

    assert await office.open_marks() == 0
    await office.day(date(2020, 12, 21))
    assert (await office.stood("new-0", date(2020, 12, 21))).on == date(2020, 12, 21)


def uncounted(said: Assessment) -> Assessment:
    return said.model_copy(update={"revision": 1, "corrects": "", "corrected_on": None})


async def test_a_past_failure_that_came_late_is_found_on_its_day(office: Office) -> None:
    """By now all is well again; what happened in the quarter counts all the same."""
    await probes(office)
    await office.correct()

    found = [one async for one in office.findings.found_between(FIRST, LAST)]
    (unreachable,) = [one for one in found if one.rule == "availability.site"]
    assert unreachable.found_on == WEDNESDAY
    office.now(date(2020, 12, 21), 12)
    await office.late.decided((await office.decide(unreachable, Decision.CONFIRMED)).finding)
    assert await office.correct() == 1
    assert (await office.stood("site-a", LAST)).verdict is Verdict.VIOLATING


async def race(office: Office, meanwhile: Callable[[], Awaitable[None]]) -> None:
    """Let something happen between the next writer's reading of standings and its writing."""
    standings = office.marks.standings
    put = standings.put

    async def raced(rows: Mapping[str, StandingRecord], read: Mapping[str, Reading]) -> set[str]:
        standings.put = put  # type: ignore[method-assign] - once
        await meanwhile()
        return await put(rows, read)

    standings.put = raced  # type: ignore[method-assign] - in between


async def test_a_correction_that_the_next_day_overwrites_is_made_again(office: Office) -> None:
    """Another replica read where all stood before the late facts, and writes after them."""
    await listings(office)

    async def corrected() -> None:
        office.now(date(2020, 12, 22), 2, 1)
        assert await office.correct() > 0
        assert await office.open_marks() == 0

    await race(office, corrected)
    await office.day(date(2020, 12, 21))

    assert await office.open_marks() == 1, "what would have been overwritten is marked"
    await the_late_post_is_in(office)


async def test_a_correction_that_the_next_day_overtook_is_made_as_of_that_day(
    office: Office,
) -> None:
    """The replica that corrects is slower than the one that assesses the next day."""
    await listings(office)

    async def next_day() -> None:
        await office.day(date(2020, 12, 21))

    await race(office, next_day)
    await office.correct()

    assert await office.open_marks() == 1, "the mark is not settled: its facts are not in"
    await the_late_post_is_in(office)


async def the_late_post_is_in(office: Office) -> None:
    office.now(date(2020, 12, 22), 3)
    await office.correct()
    kept = await office.marks.standings.get("2020Q4", "account-a")
    assert kept is not None
    assert (kept.on, kept.verdict) == (date(2020, 12, 21), Verdict.COMPLIANT)
    assert WEDNESDAY.isoformat() in str(kept.ledger)
    assert await office.open_marks() == 0


async def test_a_corrected_quarter_is_counted_by_those_after_it() -> None:
    """Two quarters failed; that the first one did too becomes known in the third."""
    days = [date(2020, 6, 30), date(2020, 9, 30), date(2020, 12, 20)]
    office = Office(days[0])
    await office.unit()
    await office.enter(SITE)
    for day in days:
        await office.day(day)
    for day in (days[1], days[2], days[0]):
        finding = make_finding(
            id=f"finding-{day}", target="site-a", rule="wording.serious", found_on=day, article=""
        )
        await office.findings.add([finding])
        office.now(date(2020, 12, 21), 20 - day.month)
        await office.late.decided((await office.decide(finding, Decision.CONFIRMED)).finding)
        while await office.open_marks():
            assert (await office.stood("site-a", days[2])).proposes_closing is False
            await office.correct()

    said = await office.stood("site-a", days[2])
    assert (said.verdict, said.proposes_closing) == (Verdict.VIOLATING, True)
    assert "建议关停" in said.text
