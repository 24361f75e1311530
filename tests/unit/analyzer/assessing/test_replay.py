"""Replay: a past day gives the same bytes by what was known then, whatever changed afterwards."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from services.analyzer.assessing.schemes import library
from shared.contracts.assessment import Assessment, Verdict
from shared.contracts.enquiry import Enquiry
from shared.contracts.finding import Decision
from shared.contracts.observation import ListingObserved
from shared.contracts.profile import ProfileRegistered
from shared.contracts.target import TargetKind, TargetStatus
from shared.store.profiles import next_of
from tests.factories import make_finding, make_target
from tests.unit.analyzer.assessing.office import ONE, Office

FIRST = date(2020, 12, 21)
DAYS = 12
"""Over the end of the quarter."""
SITE = make_target(id="site-a", name="甲县人民政府门户网站", opened_on=date(2019, 1, 1))
COLUMN = make_target(
    id="column-a", kind=TargetKind.COLUMN, parent="site-a", columns_class="动态要闻", url=""
)
ACCOUNT = make_target(
    id="account-a", kind=TargetKind.ACCOUNT, platform="wechat", url="", subject="甲县人民政府"
)
TARGETS = (SITE, COLUMN, ACCOUNT)
STRICT = """\
name: strict
title: 更严
base: national-2019
valid_from: 2020-01-01
items:
  - {id: MV2.a, limits: {days: 3}}
  - {id: WV3, limits: {days: 3}}
"""


async def column_of_another_class(office: Office) -> None:
    await changed(office, COLUMN.id, columns_class="通知公告")


async def column_back(office: Office) -> None:
    await changed(office, COLUMN.id, columns_class="动态要闻")


async def another_unit(office: Office) -> None:
    await changed(office, SITE.id, unit="county-b")


async def another_subject(office: Office) -> None:
    await changed(office, ACCOUNT.id, subject_name="某公司")


async def exempt(office: Office) -> None:
    await changed(office, ACCOUNT.id, status=TargetStatus.EXEMPT)


async def running_again(office: Office) -> None:
    await changed(office, ACCOUNT.id, status=TargetStatus.RUNNING)


async def closed_a_week_ago(office: Office) -> None:
    day = office.clock.now().date() - timedelta(days=7)
    await changed(office, COLUMN.id, status=TargetStatus.CLOSED, closed_on=day)


async def another_account(office: Office) -> None:
    twin = make_target(id="account-b", kind=TargetKind.ACCOUNT, platform="wechat", url="")
    if await office.targets.get(twin.id) is None:
        await office.late.registered(await office.enter(twin))


async def unit_renamed(office: Office) -> None:
    await office.unit(f"甲县新名{office.clock.now():%d%H}")


async def enquiry_of_long_ago(office: Office) -> None:
    old = Enquiry(id="e-1", unit="county-a", received_on=date(2020, 8, 1))
    await office.late.enquired(await office.enquire(old))


async def enquiry_closed(office: Office) -> None:
    old = Enquiry(
        id="e-1", unit="county-a", received_on=date(2020, 8, 1), closed_on=date(2020, 12, 23)
    )
    await office.late.enquired(await office.enquire(old))


async def confirmed(office: Office) -> None:
    await decided(office, Decision.CONFIRMED)


async def rejected(office: Office) -> None:
    await decided(office, Decision.REJECTED)


async def reported(office: Office) -> None:
    day = office.clock.now().date() - timedelta(days=4)
    found = make_finding(
        id=f"f-{day}", target="site-a", rule="wording.serious", found_on=day, article="", history=()
    )
    found = found.model_copy(update={"history": make_finding().history})
    step = found.history[0].model_copy(update={"at": office.clock.now(), "actor": "manual"})
    found = found.model_copy(update={"history": (step,)})
    await office.findings.add([found])
    await office.late.found([office.detected(found)])


async def late_listing(office: Office) -> None:
    day = office.clock.now().date() - timedelta(days=5)
    late = office.listing("account-a", day, day).model_copy(
        update={"recorded_at": office.clock.now()}
    )
    before = await office.listings.between("account-a", day, day)
    await office.listings.record([late], [one for one in before if one.at == late.at])
    await office.late.listed([ListingObserved(listing=late, occurred_at=office.clock.now())])


async def stricter(office: Office) -> None:
    running = await office.profiles.running()
    files = {"strict.yaml": STRICT}
    profile = library(files).profile("strict", date(2020, 12, 1))
    now = office.clock.now()
    applied = next_of(running, name="strict", files=files, applied_at=now)
    assert await office.profiles.apply(applied, ProfileRegistered(profile=profile, occurred_at=now))


async def nothing(_office: Office) -> None:
    """A day like any other."""


CHANGES: tuple[Callable[[Office], Awaitable[None]], ...] = (
    nothing,
    column_of_another_class,
    column_back,
    another_unit,
    another_subject,
    exempt,
    running_again,
    closed_a_week_ago,
    another_account,
    unit_renamed,
    enquiry_of_long_ago,
    enquiry_closed,
    confirmed,
    rejected,
    reported,
    late_listing,
    stricter,
)


async def changed(office: Office, target: str, **fields: object) -> None:
    known = await office.targets.get(target)
    assert known is not None
    await office.late.registered(await office.enter(known, **fields))


async def decided(office: Office, decision: Decision) -> None:
    found = [one async for one in office.findings.found_between(FIRST, FIRST + DAYS * ONE)]
    for one in found:
        if one.decision is not decision:
            await office.late.decided((await office.decide(one, decision)).finding)


def uncounted(said: Assessment) -> bytes:
    """Write what a verdict says; how often its day was corrected is no part of it."""
    plain = said.model_copy(update={"revision": 1, "corrects": "", "corrected_on": None})
    return plain.model_dump_json().encode()


async def lived(plan: list[Callable[[Office], Awaitable[None]]], quiet: set[int]) -> Office:
    """Let an office live through some days, each with a change; no look on quiet ones."""
    office = Office(FIRST)
    await office.unit()
    for target in TARGETS:
        await office.enter(target)
    for n, change in enumerate(plan):
        day = FIRST + n * ONE
        await office.probed(SITE.id, day, failed=n % 3)
        if n not in quiet:
            for target in TARGETS:
                await office.listed(target.id, day, day - (n % 5) * ONE)
        office.now(day, 10)
        await change(office)
        office.now(day, 11)
        await correct_all(office)
        await office.day(day)
    office.now(FIRST + len(plan) * ONE, 9)
    await correct_all(office)
    return office


async def correct_all(office: Office) -> None:
    if await office.marks.jobs.last_day("assess", office.clock.now().date()) is None:
        return
    for _ in range(9):
        if not await office.open_marks():
            return
        await office.correct()
    raise AssertionError("corrections never end")


PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""A plan of twelve days is read as it is: to make it smaller takes minutes."""
plans = st.lists(st.sampled_from(CHANGES), min_size=DAYS, max_size=DAYS)


@settings(max_examples=10, deadline=None, phases=PHASES)
@given(plan=plans, quiet=st.sets(st.integers(0, DAYS - 1), max_size=4))
def test_what_was_said_is_said_again_byte_for_byte(
    plan: list[Callable[[Office], Awaitable[None]]], quiet: set[int]
) -> None:
    async def run() -> None:
        office = await lived(plan, quiet)
        for quarter in ("2020Q4", "2021Q1"):
            for target in (*TARGETS, make_target(id="account-b")):
                for said in await office.said.of_target(quarter, target.id):
                    assert said.known_at is not None
                    again = await office.again.replay(target.id, said.on, said.known_at)
                    assert again is not None
                    assert uncounted(again) == uncounted(said)

    asyncio.run(run())


@settings(max_examples=10, deadline=None, phases=PHASES)
@given(plan=plans, later=st.lists(st.sampled_from(CHANGES), min_size=1, max_size=4))
def test_what_changes_afterwards_changes_nothing_of_what_was_known(
    plan: list[Callable[[Office], Awaitable[None]]],
    later: list[Callable[[Office], Awaitable[None]]],
) -> None:
    """Every day is replayed by what was known then, before and after the world changed."""

    async def run() -> None:
        office = await lived(plan, set())
        days = [FIRST + n * ONE for n in range(DAYS)]
        moments = [await office.marks.jobs.finished_at("assess", day.isoformat()) for day in days]

        async def all_days() -> list[bytes | None]:
            found = [
                await office.again.replay(target.id, day, known)
                for target in TARGETS
                for day, known in zip(days, moments, strict=True)
                if known
            ]
            return [uncounted(one) if one else None for one in found]

        before = await all_days()
        for n, change in enumerate(later):
            office.now(FIRST + (DAYS + n) * ONE, 10)
            await change(office)
            office.now(FIRST + (DAYS + n) * ONE, 11)
            await correct_all(office)
        assert await all_days() == before

    asyncio.run(run())


async def test_what_is_known_now_may_differ_and_is_a_dated_correction() -> None:
    office = await lived([nothing] * 4, set())
    day = FIRST + 3 * ONE
    then = await office.stood(SITE.id, day)
    office.now(FIRST + 5 * ONE, 10)
    await enquiry_of_long_ago(office)
    await correct_all(office)

    assert then.known_at is not None
    now = await office.replayed(SITE.id, day, office.clock.now())
    assert uncounted(await office.replayed(SITE.id, then.on, then.known_at)) == uncounted(then)
    assert "WV5.b" in [one.item for one in now.reasons if one.verdict == "violating"]
    said = await office.stood(SITE.id, day)
    assert said.corrected_on == FIRST + 5 * ONE
    assert uncounted(said.model_copy(update={"on": day})) == uncounted(now) or said.on < day


async def test_what_was_seen_before_the_first_day_ever_counts_on_it() -> None:
    office = Office(FIRST)
    await office.unit()
    await office.enter(ACCOUNT)
    await office.listed(ACCOUNT.id, FIRST - 5 * ONE, FIRST - 5 * ONE)

    await office.day(FIRST)

    (said,) = await office.said.of_target("2020Q4", ACCOUNT.id)
    assert said.verdict is Verdict.COMPLIANT
    assert said.known_at is not None
    again = await office.again.replay(ACCOUNT.id, FIRST, said.known_at)
    assert again is not None
    assert uncounted(again) == uncounted(said)


async def test_what_is_heard_of_a_target_while_it_is_exempt_counts_once_it_runs_again() -> None:
    plan = [nothing, exempt, late_listing, nothing, running_again]
    office = await lived(plan, set(range(len(plan))))
    day = FIRST + 4 * ONE

    said = await office.stood(ACCOUNT.id, day)
    heard = FIRST + 2 * ONE - 5 * ONE
    assert [one.observations for one in said.reasons if one.item == "MV2.a"] == [
        (f"listings:{ACCOUNT.id}:{heard}",)
    ]
    assert said.known_at is not None
    assert uncounted(await office.replayed(ACCOUNT.id, day, said.known_at)) == uncounted(said)
