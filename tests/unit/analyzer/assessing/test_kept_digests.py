"""What is written down of profiles, so that others can name what judges a day."""

from datetime import date

from services.analyzer.assessing.profiledesk import ProfileDesk
from services.analyzer.assessing.schemes import Schemes, keep_digests, library
from shared.contracts.assessment_command import ApplyProfile
from shared.store.profiles import Applied, ProfileStore
from tests.fakes import FrozenClock, MemoryCollection
from tests.unit.analyzer.assessing.office import at

DAY = date(2025, 12, 31)
CITY = """name: city
title: 本市
base: national-2019
valid_from: 2025-01-01
valid_to: 2025-12-31
warn_days: 4
"""


class Nudged:
    """An outbox that relays nothing."""

    def nudge(self) -> None:
        """Do nothing."""


async def apply(profiles: ProfileStore) -> dict[str, str]:
    parts = (profiles, Schemes(profiles), None, Nudged(), FrozenClock(at(date(2025, 6, 1))))
    desk = ProfileDesk(*parts)  # type: ignore[arg-type]
    command = ApplyProfile(request="r", actor="a", name="city", files={"city.yaml": CITY})
    return await desk.apply(command)


async def test_the_packaged_profile_is_written_down_at_the_start() -> None:
    profiles = ProfileStore(MemoryCollection())
    await keep_digests(profiles)
    await keep_digests(profiles)

    judging = await profiles.judging(DAY)

    assert judging is not None
    assert judging.version == 0
    assert judging.digest_on(DAY) == library({}).profile("national-2019", DAY).digest
    assert judging.digest_on(date(2019, 3, 31)) == ""
    assert await profiles.running() is None, "nobody has applied anything"


async def test_an_applied_profile_says_its_digest_and_when_it_ends() -> None:
    profiles = ProfileStore(MemoryCollection())
    await keep_digests(profiles)
    told = await apply(profiles)

    within, after = await profiles.judging(DAY), await profiles.judging(date(2026, 1, 1))

    assert within is not None
    assert after is not None
    assert (within.name, within.digest_on(DAY)) == ("city", told["digest"])
    assert (after.name, after.version) == ("national-2019", 0)
    assert (await Schemes(profiles).on(date(2026, 1, 1))).digest == after.digest_on(DAY)


async def test_a_profile_that_was_applied_before_digests_were_kept_gets_its_own() -> None:
    profiles = ProfileStore(MemoryCollection())
    old = Applied(
        name="city", files={"city.yaml": CITY}, version=1, applied_at=at(date(2025, 6, 1))
    )
    await profiles.apply(old)
    before = await profiles.judging(DAY)

    await keep_digests(profiles)

    kept = await profiles.judging(DAY)
    assert before is None
    assert kept is not None
    assert kept.digest_on(DAY) == library({"city.yaml": CITY}).profile("city", DAY).digest
    assert kept.files == old.files


async def test_a_profile_that_this_release_refuses_keeps_nobody_from_starting() -> None:
    profiles = ProfileStore(MemoryCollection())
    await profiles.apply(Applied(name="odd", files={"odd.yaml": "name: odd"}, version=1))

    await keep_digests(profiles)

    judging = await profiles.judging(DAY)
    assert judging is not None
    assert judging.version == 0
