"""Which indicators a quarter stands on, by what their owner has written down."""

from datetime import UTC, date, datetime

import pytest

from services.reporter.indicators import Indicators
from shared.commands import Refused
from shared.contracts.profile import DatedDigest
from shared.errors import OutageError
from shared.store.profiles import Applied, ProfileStore
from tests.fakes import MemoryCollection

LAST = date(2025, 12, 31)


def applied(name: str, version: int, at: datetime, since: date) -> Applied:
    digests = (DatedDigest(valid_from=since, digest=f"{name}-digest"),)
    return Applied(name=name, version=version, applied_at=at, digests=digests)


@pytest.fixture
async def profiles() -> ProfileStore:
    store = ProfileStore(MemoryCollection())
    digests = (DatedDigest(valid_from=date(2019, 4, 1), digest="packaged"),)
    await store.keep_digests(Applied(name="national-2019", digests=digests))
    return store


async def test_the_packaged_indicators_hold_until_others_are_put_into_effect(
    profiles: ProfileStore,
) -> None:
    indicators = Indicators(profiles)

    assert await indicators.name(LAST) == "national-2019"
    assert await indicators.version(LAST) == "national-2019 packaged"


async def test_what_was_put_into_effect_in_time_holds(profiles: ProfileStore) -> None:
    await profiles.apply(
        applied("city", 1, datetime(2025, 12, 31, 16, 59, tzinfo=UTC), date(2025, 1, 1))
    )

    assert await Indicators(profiles).version(LAST) == "city city-digest"


@pytest.mark.parametrize(
    ("at", "since"),
    [
        pytest.param(
            datetime(2025, 12, 31, 17, 1, tzinfo=UTC), date(2025, 1, 1), id="an-hour-after-its-end"
        ),
        pytest.param(
            datetime(2025, 12, 1, tzinfo=UTC), date(2026, 1, 1), id="valid-from-the-next-year"
        ),
    ],
)
async def test_the_next_years_indicators_do_not_judge_the_last_quarter(
    profiles: ProfileStore, at: datetime, since: date
) -> None:
    await profiles.apply(applied("city-2026", 1, at, since))
    indicators = Indicators(profiles)

    assert await indicators.version(LAST) == "national-2019 packaged"
    assert await indicators.name(LAST) == "national-2019"


async def test_a_quarter_before_all_indicators_is_refused(profiles: ProfileStore) -> None:
    with pytest.raises(Refused, match=r"no indicators are valid on 2018-12-31.*profile apply"):
        await Indicators(profiles).version(date(2018, 12, 31))


async def test_an_analyzer_that_never_ran_is_told_with_what_to_do() -> None:
    indicators = Indicators(ProfileStore(MemoryCollection()))

    with pytest.raises(OutageError, match=r"start the analyzer once.*then freeze again"):
        await indicators.version(LAST)
    assert await indicators.name(LAST) == "national-2019", "figures need no version"
