"""Two replicas at one day: every change is said once, and both end at what is stored last."""

from datetime import date
from typing import Any

import pytest

from services.analyzer.assessing.saying import Saying
from services.analyzer.assessing.standings import Kept, Standings, empty
from services.analyzer.domain.assessing.daily import Standing, signature
from services.analyzer.domain.assessing.dates import Quarter
from services.analyzer.domain.assessing.ledger import begin
from shared.contracts.assessment import Assessment, AssessmentChanged, Verdict
from shared.contracts.target import TargetKind
from shared.errors import ConflictError
from shared.store.assessments import AssessmentStore
from shared.store.standings import StandingStore
from tests.factories import NOW, make_target
from tests.fakes import MemoryCollection

SITE = make_target(id="site-a")
QUARTER = Quarter(2026, 1)
GOOD, BAD = Verdict.COMPLIANT, Verdict.VIOLATING


def assessment(day: int, verdict: Verdict, **fields: Any) -> Assessment:
    given = {
        "target": SITE.id,
        "unit": SITE.unit,
        "kind": TargetKind.WEBSITE,
        "quarter": str(QUARTER),
        "on": date(2026, 3, day),
        "profile": "p",
        "profile_digest": "d",
        "verdict": verdict,
    }
    return Assessment(**{**given, **fields})


class Fixed:
    """Business time that stands still."""

    def now(self) -> Any:
        return NOW


class Desk:
    """What two replicas share."""

    def __init__(self) -> None:
        self.documents = MemoryCollection()
        self.said = AssessmentStore(self.documents)
        self.marks = StandingStore(MemoryCollection())
        self.standings = Standings(self.marks)
        self.saying = Saying(self.said, self.standings, Fixed())

    async def say(self, said: Assessment, before: Kept) -> Kept:
        now = before._replace(standing=Standing(begin(said.on)), assessment=said)
        return await self.saying.say(said, before, now)

    async def keep(self, one: Kept) -> None:
        left = await self.standings.put(QUARTER, {SITE.id: one}, {SITE.id: SITE})
        await self.standings.mark(QUARTER, left, NOW)

    async def story(self) -> list[tuple[int, int, Verdict]]:
        found = await self.said.of_target(str(QUARTER), SITE.id)
        return [(one.on.day, one.revision, one.verdict) for one in found]

    async def late(self) -> list[str]:
        return [one[1] for one in await self.marks.late(limit=9)]


@pytest.fixture
async def desk() -> Desk:
    made = Desk()
    await made.keep(await made.say(assessment(2, GOOD), empty(Standing(begin(date(2026, 3, 2))))))
    return made


async def before(desk: Desk) -> Kept:
    found = await desk.standings.get(QUARTER, SITE.id)
    assert found is not None
    return found


async def test_both_say_the_same_and_it_is_said_once(desk: Desk) -> None:
    read = await before(desk)

    for one in [await desk.say(assessment(3, BAD), read) for _ in range(2)]:
        await desk.keep(one)

    assert await desk.story() == [(2, 1, GOOD), (3, 1, BAD)]
    assert await desk.late() == []


async def test_who_saw_more_corrects_and_who_is_overtaken_has_it_judged_again(desk: Desk) -> None:
    read = await before(desk)
    less = await desk.say(assessment(3, BAD), read)
    more = await desk.say(assessment(3, BAD, proposes_closing=True), read)
    await desk.keep(more)
    assert await desk.late() == []

    await desk.keep(less)

    assert await desk.late() == [SITE.id]
    again = await desk.say(assessment(3, BAD, proposes_closing=True), await before(desk))
    assert again.last == more.last
    assert await desk.story() == [(2, 1, GOOD), (3, 1, BAD), (3, 2, BAD)]
    (_, _, last) = await desk.said.of_target(str(QUARTER), SITE.id)
    assert last.corrects == less.last.id
    assert len([one for one in await desk.documents.find({}, limit=9) if one["pending"]]) == 3


async def test_who_saw_no_change_does_not_overwrite_what_was_said_meanwhile(desk: Desk) -> None:
    read = await before(desk)
    said = await desk.say(assessment(3, BAD), read)
    await desk.keep(said)

    same = Standing(begin(date(2026, 3, 3)))
    await desk.keep(read._replace(standing=same, assessment=assessment(3, GOOD)))

    assert (await before(desk)).last == said.last
    assert await desk.late() == [SITE.id]
    again = await desk.say(assessment(3, GOOD), await before(desk))
    assert again.last.signature == signature(assessment(3, GOOD))
    assert await desk.story() == [(2, 1, GOOD), (3, 1, BAD), (3, 2, GOOD)]


async def test_what_was_stored_before_a_crash_is_not_said_again_the_day_after(desk: Desk) -> None:
    read = await before(desk)
    await desk.say(assessment(3, BAD), read)  # and never comes to write where it stands

    after = await desk.say(assessment(4, BAD), read)

    assert (after.last.id, after.last.on) == (assessment(3, BAD).id, date(2026, 3, 3))
    assert await desk.story() == [(2, 1, GOOD), (3, 1, BAD)]


async def test_of_the_first_days_of_a_target_the_second_reads_what_the_first_said() -> None:
    """Neither has anything kept of it: one was at the day before when the other began this one."""
    desk, nothing = Desk(), empty(Standing(begin(date(2026, 3, 2))))
    slow = await desk.say(assessment(2, GOOD), nothing)

    fast = await desk.say(assessment(3, GOOD), nothing)

    assert fast.last == slow.last
    assert await desk.story() == [(2, 1, GOOD)]


async def test_what_is_said_between_reading_and_saying_is_read_as_well(desk: Desk) -> None:
    """A correction of the day before comes in just before the write: it has said it all."""
    read, insert = await before(desk), desk.documents.insert
    corrected = assessment(2, BAD, revision=2, corrects=read.last.id)

    async def meanwhile(documents: Any) -> set[str]:
        desk.documents.insert = insert  # type: ignore[method-assign] - once
        assert await desk.said.add(
            corrected, AssessmentChanged(assessment=corrected, occurred_at=NOW), 2
        )
        return await insert(documents)

    desk.documents.insert = meanwhile  # type: ignore[method-assign] - in between
    after = await desk.say(assessment(3, BAD), read)

    assert after.last.id == corrected.id
    assert await desk.story() == [(2, 1, GOOD), (2, 2, BAD)]


async def test_what_an_ended_replica_said_is_found_when_the_next_day_begins(desk: Desk) -> None:
    """Another had ended the day without seeing it, so that nobody comes to that day again."""
    read = await before(desk)
    await desk.say(assessment(2, BAD), read)  # and never comes to write where it stands

    await desk.saying.look_back(date(2026, 3, 2), {SITE.id: read})

    assert await desk.late() == [SITE.id]


async def test_what_stands_as_it_was_said_is_not_judged_again(desk: Desk) -> None:
    await desk.saying.look_back(date(2026, 3, 2), {})
    later = await desk.say(assessment(3, BAD), await before(desk))
    await desk.saying.look_back(date(2026, 3, 2), {SITE.id: later})

    assert await desk.late() == []


async def test_a_standing_of_an_older_version_is_held_to_all_that_was_said(desk: Desk) -> None:
    read = await before(desk)
    await desk.say(assessment(3, BAD), read)
    old = read._replace(last=read.last._replace(number=None))

    after = await desk.say(assessment(4, BAD), old)

    assert (after.last.number, await desk.story()) == (2, [(2, 1, GOOD), (3, 1, BAD)])


async def test_an_earlier_day_is_left_to_whoever_is_ahead(desk: Desk) -> None:
    read = await before(desk)
    await desk.say(assessment(5, BAD), read)

    with pytest.raises(ConflictError, match="2026-03-05"):
        await desk.say(assessment(4, GOOD, proposes_closing=True), read)
