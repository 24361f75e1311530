"""Two replicas at one day: every change is said once, and both end at what is stored last."""

from datetime import date
from typing import Any

import pytest

from services.analyzer.assessing.saying import Saying
from services.analyzer.assessing.standings import Kept, Standings, empty
from services.analyzer.domain.assessing.daily import Standing, signature
from services.analyzer.domain.assessing.dates import Quarter
from services.analyzer.domain.assessing.ledger import begin
from shared.contracts.assessment import Assessment, Verdict
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
        now = empty(Standing(begin(said.on)))._replace(assessment=said)
        return await self.saying.say(said, before, now)

    async def keep(self, one: Kept) -> None:
        assert one.assessment is not None
        await self.standings.put(QUARTER, {SITE.id: one}, {SITE.id: SITE})
        await self.saying.look_back(QUARTER, one.assessment.on, {SITE.id: one})

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


async def test_who_saw_more_corrects_and_who_wrote_last_has_it_judged_again(desk: Desk) -> None:
    read = await before(desk)
    less = await desk.say(assessment(3, BAD), read)
    more = await desk.say(assessment(3, BAD, proposes_closing=True), read)
    await desk.keep(more)
    assert await desk.late() == []

    await desk.keep(less)

    assert await desk.late() == [SITE.id]
    again = await desk.say(assessment(3, BAD, proposes_closing=True), await before(desk))
    assert (again.last, again.signature) == (more.last, more.signature)
    assert await desk.story() == [(2, 1, GOOD), (3, 1, BAD), (3, 2, BAD)]
    (_, _, last) = await desk.said.of_target(str(QUARTER), SITE.id)
    assert last.corrects == less.last
    assert len([one for one in await desk.documents.find({}, limit=9) if one["pending"]]) == 3


async def test_who_saw_no_change_does_not_stand_by_the_old_for_ever(desk: Desk) -> None:
    read = await before(desk)
    await desk.keep(await desk.say(assessment(3, BAD), read))

    same = Standing(begin(date(2026, 3, 3)))
    await desk.keep(read._replace(standing=same, assessment=assessment(3, GOOD)))

    assert (await before(desk)).last == read.last
    assert await desk.late() == [SITE.id]
    again = await desk.say(assessment(3, GOOD), await before(desk))
    assert again.signature == signature(assessment(3, GOOD))
    assert await desk.story() == [(2, 1, GOOD), (3, 1, BAD), (3, 2, GOOD)]


async def test_what_was_stored_before_a_crash_is_not_said_again_the_day_after(desk: Desk) -> None:
    read = await before(desk)
    await desk.say(assessment(3, BAD), read)  # and never comes to write where it stands

    after = await desk.say(assessment(4, BAD), read)

    assert (after.last, after.on) == (assessment(3, BAD).id, date(2026, 3, 3))
    assert await desk.story() == [(2, 1, GOOD), (3, 1, BAD)]


async def test_an_earlier_day_is_left_to_whoever_is_ahead(desk: Desk) -> None:
    read = await before(desk)
    await desk.say(assessment(5, BAD), read)

    with pytest.raises(ConflictError, match="2026-03-05"):
        await desk.say(assessment(4, GOOD, proposes_closing=True), read)
