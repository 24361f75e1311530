"""An enquiry that is imported again keeps the limit that it was given."""

from datetime import date
from typing import Any

import pytest

from services.reporter.figures import enquiry_files
from services.reporter.limits import EnquiryLimits, Limiting
from shared.contracts.enquiry import Enquiry, EnquiryChanged, EnquiryChannel
from shared.intake.kind import Entry, Verb
from shared.store.calendars import CalendarStore
from shared.store.enquiries import EnquiryStore
from shared.store.targets import TargetReader
from shared.store.units import UnitReader
from shared.workdays import Workdays
from tests.factories import NOW
from tests.fakes import FrozenClock, MemoryCollection

ROW = Enquiry(id="e", unit="u", received_on=date(2021, 1, 29), category="咨询")


class Office:
    """Takes one enquiry after another."""

    def __init__(self) -> None:
        self.calendars = CalendarStore(MemoryCollection())
        self.enquiries = EnquiryStore(MemoryCollection())
        limit = Limiting(EnquiryLimits.load(None), Workdays(self.calendars)).limited
        units, targets = UnitReader(MemoryCollection()), TargetReader(MemoryCollection())
        self.files = enquiry_files(self.enquiries, units, targets, limit, FrozenClock(NOW))

    async def take(self, **fields: Any) -> Verb:
        record = ROW.model_copy(update=fields)
        steps = await self.files.plan([Entry("enquiry", 2, "", record.id, record)])
        await self.files.apply([one for one in steps if one.verb is not Verb.UNCHANGED])
        return steps[0].verb

    async def due(self) -> tuple[date | None, str]:
        kept = await self.enquiries.get_many(["e"])
        return kept["e"].due_on, kept["e"].due_explained


async def test_the_same_file_again_changes_nothing_whatever_the_calendar_says_by_then() -> None:
    office = Office()
    assert await office.take() is Verb.NEW
    given = await office.due()

    await office.calendars.keep_file("2021-02-01 off 本地放假\n2021-02-02 off 本地放假\n", NOW)

    assert await office.take() is Verb.UNCHANGED
    assert await office.due() == given
    assert given[1], "it says how it was counted"


async def test_one_that_was_stored_before_limits_were_explained_stays_as_it_is() -> None:
    office = Office()
    old = ROW.model_copy(update={"due_on": date(2021, 2, 5)})
    await office.enquiries.add([(old, EnquiryChanged(enquiry=old, occurred_at=NOW))])

    assert await office.take() is Verb.UNCHANGED
    assert await office.due() == (date(2021, 2, 5), "")


@pytest.mark.parametrize(
    ("fields", "moved"),
    [
        pytest.param({"closed_on": date(2021, 2, 1)}, False, id="closed"),
        pytest.param({"unit": "other"}, False, id="another-unit"),
        pytest.param({"received_on": date(2021, 1, 26)}, True, id="received-on-another-day"),
        pytest.param({"channel": EnquiryChannel.FINDER}, True, id="another-channel"),
        pytest.param({"due_on": date(2021, 3, 1)}, True, id="a-limit-in-the-file"),
    ],
)
async def test_only_what_the_limit_hangs_on_moves_it(
    fields: dict[str, Any], *, moved: bool
) -> None:
    office = Office()
    await office.take()
    before = await office.due()

    assert await office.take(**fields) is Verb.CHANGED
    assert (await office.due() != before) == moved
