"""Takes in the enquiries that were read off boards: the same record as an imported one."""

from collections.abc import Awaitable, Callable, Sequence

from services.reporter.limits import with_limit_of
from shared.clock import Clock
from shared.contracts.enquiry import BoardEntry, Enquiry, EnquiryChanged
from shared.errors import PermanentError, TransientError
from shared.outbox import Outbox
from shared.store.enquiries import EnquiryStore
from shared.store.targets import TargetReader


class Boards:
    """Keeps what boards show.

    Args:
        enquiries: where they rest.
        targets: whose unit answers.
        limit: gives enquiries without a limit their last day.
        outbox: relays what changed.
        clock: business time.
    """

    def __init__(
        self,
        enquiries: EnquiryStore,
        targets: TargetReader,
        limit: Callable[[Sequence[Enquiry]], Awaitable[Sequence[Enquiry]]],
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._enquiries = enquiries
        self._targets = targets
        self._limit = limit
        self._outbox = outbox
        self._clock = clock

    async def take(self, entry: BoardEntry) -> bool:
        """Store an enquiry, or what of it is new; tell whether anything was.

        What a person has entered of it (unit, validity) stays.

        Raises:
            PermanentError: its board is not on the registry.
            TransientError: somebody changed it at this moment; try again.
        """
        known = (await self._enquiries.get_many([entry.id])).get(entry.id)
        record = _told_again(entry, known) if known else await self._first(entry)
        (record,) = await self._limit([record])
        if record == known:
            return False
        record = record.model_copy(update={"version": known.version + 1 if known else 1})
        event = EnquiryChanged(enquiry=record, occurred_at=self._clock.now())
        if not await self._enquiries.put(record, event, known=known):
            raise TransientError(f"{entry.id} was changed by somebody else just now")
        self._outbox.nudge()
        return True

    async def _first(self, entry: BoardEntry) -> Enquiry:
        target = await self._targets.get(entry.target)
        if target is None:
            raise PermanentError(f"target {entry.target} is not on the registry")
        return Enquiry(unit=target.unit, **entry.model_dump())


def _told_again(entry: BoardEntry, known: Enquiry) -> Enquiry:
    shown = {
        "received_on": entry.received_on,
        "closed_on": entry.closed_on or known.closed_on,
        "category": entry.category or known.category,
        "due_on": None,
    }
    return with_limit_of(known.model_copy(update=shown), known)
