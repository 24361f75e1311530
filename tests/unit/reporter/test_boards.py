"""Enquiries that were read off a board are kept like imported ones."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.reporter.boards import Boards
from services.reporter.limits import EnquiryLimits, Limiting
from shared.contracts.enquiry import BoardEntry, Enquiry, EnquiryChanged
from shared.contracts.target import TargetRegistered
from shared.errors import PermanentError
from shared.store.calendars import CalendarReader
from shared.store.enquiries import EnquiryStore
from shared.store.targets import TargetStore
from shared.workdays import Workdays
from tests.factories import make_target
from tests.fakes import FrozenClock, MemoryCollection

NOW = datetime(2021, 1, 30, 1, tzinfo=UTC)
ENTRY = BoardEntry(id="board-1", target="column-b", received_on=date(2021, 1, 25), category="咨询")


class Nudged:
    """An outbox that relays nothing."""

    def nudge(self) -> None:
        """Do nothing."""


class Office:
    """The parts that keep enquiries."""

    def __init__(self) -> None:
        self.enquiries = EnquiryStore(MemoryCollection())
        self.targets = TargetStore(MemoryCollection())
        workdays = Workdays(CalendarReader(MemoryCollection()))
        limit = Limiting(EnquiryLimits.load(None), workdays).limited
        outbox: Any = Nudged()
        self.boards = Boards(self.enquiries, self.targets, limit, outbox, FrozenClock(NOW))

    async def kept(self) -> Enquiry:
        return (await self.enquiries.get_many([ENTRY.id]))[ENTRY.id]


@pytest.fixture
async def office() -> Office:
    made = Office()
    board = make_target(id="column-b", unit="county-a")
    await made.targets.put(board, TargetRegistered(target=board, occurred_at=NOW), known=None)
    return made


async def test_an_enquiry_goes_to_the_unit_of_its_board_with_a_limit(office: Office) -> None:
    assert await office.boards.take(ENTRY)

    kept = await office.kept()
    assert (kept.unit, kept.target, kept.channel) == ("county-a", "column-b", "site")
    assert (kept.due_on, kept.closed_on) == (date(2021, 2, 1), None)
    assert kept.due_explained


async def test_a_repeat_changes_nothing_and_an_answer_closes_it(office: Office) -> None:
    await office.boards.take(ENTRY)

    assert not await office.boards.take(ENTRY)
    answered = ENTRY.model_copy(update={"closed_on": date(2021, 1, 28)})
    assert await office.boards.take(answered)
    assert not await office.boards.take(ENTRY), "an answer that stood once is not taken back"

    kept = await office.kept()
    assert (kept.closed_on, kept.version) == (date(2021, 1, 28), 2)


async def test_what_a_person_has_entered_stays(office: Office) -> None:
    await office.boards.take(ENTRY)
    known = await office.kept()
    judged = known.model_copy(
        update={"valid": False, "invalid_reason": "重复", "unit": "other", "version": 2}
    )
    event = EnquiryChanged(enquiry=judged, occurred_at=NOW)
    assert await office.enquiries.put(judged, event, known=known)

    await office.boards.take(ENTRY.model_copy(update={"closed_on": date(2021, 1, 28)}))

    kept = await office.kept()
    assert (kept.valid, kept.unit, kept.closed_on) == (False, "other", date(2021, 1, 28))


async def test_a_board_that_is_not_on_the_registry_is_refused() -> None:
    with pytest.raises(PermanentError, match="column-b is not on the registry"):
        await Office().boards.take(ENTRY)
