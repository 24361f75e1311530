"""Findings page by page: newest day first, none left out, none twice, whatever the pages' size."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.store.findings import FindingStore, Window
from tests.factories import make_finding
from tests.fakes import MemoryCollection

LAST = date(2021, 1, 30)
FIRST = LAST - timedelta(days=900)


@given(
    ages=st.lists(st.integers(0, 1000), max_size=30),
    limit=st.integers(1, 12),
    unit=st.sampled_from(["", "a"]),
)
async def test_pages_put_together_are_the_whole_list(
    ages: list[int], limit: int, unit: str
) -> None:
    store = FindingStore(MemoryCollection())
    made = [
        make_finding(id=f"f{number}", found_on=LAST - timedelta(days=age), unit="ab"[number % 2])
        for number, age in enumerate(ages)
    ]
    await store.add(made)

    seen: list[str] = []
    after: tuple[date, str] | None = None
    while page := await store.page(Window(FIRST, LAST, after), {"unit": unit}, limit=limit):
        assert len(page) <= limit
        seen += [one.id for one in page]
        after = (page[-1].found_on, page[-1].id)

    wanted = [one for one in made if one.found_on >= FIRST and one.unit in (unit or "ab")]
    wanted.sort(key=lambda one: (-one.found_on.toordinal(), one.id))
    assert seen == [one.id for one in wanted]
