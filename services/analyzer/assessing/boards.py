"""Reads enquiries off the boards that the crawler visits, once a day, and tells the reporter."""

from datetime import date, timedelta

from services.analyzer.assessing.inspections import POPULATION, Pages
from services.analyzer.assessing.schemes import Schemes
from services.analyzer.domain.assessing.boards import BOARDS, entries
from services.analyzer.domain.assessing.case import class_of
from services.analyzer.domain.assessing.daily import Roster
from shared.clock import Clock
from shared.contracts.enquiry import EnquiryRead
from shared.contracts.target import TargetKind
from shared.publisher import Publisher


class Boards:
    """Looks through the newest pages of every board; a repeat tells the same again.

    Args:
        pages: of the boards.
        schemes: which columns are boards.
        publisher: of the service.
        clock: business time.
        on: whether boards are read at all: they are not where enquiries are imported.
    """

    def __init__(
        self, pages: Pages, schemes: Schemes, publisher: Publisher, clock: Clock, *, on: bool
    ) -> None:
        self._pages = pages
        self._schemes = schemes
        self._publisher = publisher
        self._clock = clock
        self._on = on

    async def look(self, known: Roster, day: date, today: date) -> int:
        """Tell of every enquiry that the pages show today; return how many there are.

        After a standstill only the last day looks: it sees what the others would have seen.
        """
        if not self._on or today - day > timedelta(days=1):
            return 0
        told, now = 0, self._clock.now()
        profile = await self._schemes.on(day)
        for column in known.targets.values():
            kind = class_of(profile, column) if column.kind is TargetKind.COLUMN else None
            if kind is None or kind.name != BOARDS:
                continue
            latest = await self._pages.articles.latest(target=column.id, limit=POPULATION)
            opened = await self._pages.opening.named([one.id for one in latest])
            found = entries(opened[one.id] for one in latest if one.id in opened)
            await self._publisher.publish_all(
                EnquiryRead(entry=entry, occurred_at=now) for entry in found
            )
            told += len(found)
        return told
