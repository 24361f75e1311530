"""Reads what was observed, day by day, and the registry around it."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from datetime import date, datetime
from typing import NamedTuple, TypeVar

from services.analyzer.assessing.registered import Registered, Registers
from services.analyzer.domain.assessing.facts import DayFacts, Marked, day_facts
from shared.clock import office_date
from shared.contracts.marks import Marks
from shared.contracts.observation import LinkCheck, Listing, Probe
from shared.store.days import DayReader, R
from shared.store.links import LinkReader
from shared.store.marks import MarksReader

Seen = TypeVar("Seen", Probe, Listing, LinkCheck, Marks)


class Readers(NamedTuple):
    """The collections that assessments look at."""

    registers: Registers
    probes: DayReader[Probe]
    listings: DayReader[Listing]
    links: LinkReader
    marks: MarksReader


class Observations:
    """Reads the facts of days.

    Args:
        readers: the collections.
    """

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    async def registered(self, day: date, known: datetime) -> Registered:
        """Read the registry as it was known at a moment, UTC, for days up to `day`."""
        return await Registered.read(self._readers.registers, day, known)

    async def on_day(self, day: date, known: datetime) -> dict[str, DayFacts]:
        """Read what one day showed of all targets, by what was recorded by a moment, UTC."""
        probes = await _whole_day(self._readers.probes, day, known)
        listings = await _whole_day(self._readers.listings, day, known)
        marks, links = await self._marks(day), await self._links(day, known)
        return {
            key: day_facts(
                probes.get(key, ()), listings.get(key, ()), marks.get(key), links.get(key, ())
            )
            for key in {*probes, *listings, *marks, *links}
        }

    async def of_targets(
        self, targets: Iterable[str], days: tuple[date, date], known: datetime
    ) -> dict[date, dict[str, DayFacts]]:
        """Read what some days, both included, showed of a few targets; see `on_day`."""
        found: dict[date, dict[str, DayFacts]] = defaultdict(dict)
        for target in targets:
            async for day, facts in self._of_target(target, days, known):
                found[day][target] = facts
        return found

    async def _of_target(
        self, target: str, days: tuple[date, date], known: datetime
    ) -> AsyncIterator[tuple[date, DayFacts]]:
        of = self._readers
        probes = _by_day(await of.probes.between(target, *days, known=known))
        listings = _by_day(await of.listings.between(target, *days, known=known))
        links = _by_day(await of.links.between(target, *days, known=known))
        marks = _by_day(await of.marks.between(target, *days))
        for day in sorted({*probes, *listings, *links, *marks}):
            seen = marks.get(day)
            yield (
                day,
                day_facts(
                    probes.get(day, ()),
                    listings.get(day, ()),
                    _marked(seen[-1]) if seen else None,
                    links.get(day, ()),
                ),
            )

    async def _marks(self, day: date) -> dict[str, Marked]:
        found: dict[str, Marked] = {}
        after = ""
        while page := await self._readers.marks.on_day(day, after=after):
            found |= {one.target: _marked(one) for one in page}
            after = page[-1].target
        return found

    async def _links(self, day: date, known: datetime) -> dict[str, list[LinkCheck]]:
        found: dict[str, list[LinkCheck]] = {}
        after = ""
        while page := await self._readers.links.on_day(day, after=after, known=known):
            found |= page
            after = max(page)
        return found


async def _whole_day(reader: DayReader[R], day: date, known: datetime) -> dict[str, list[R]]:
    return {
        str(document["target"]): reader.records(document, known)
        async for document in reader.on_day(day)
    }


def _by_day(records: Iterable[Seen]) -> dict[date, list[Seen]]:
    days: dict[date, list[Seen]] = defaultdict(list)
    for record in records:
        days[office_date(record.at)].append(record)
    return days


def _marked(marks: Marks) -> Marked:
    return Marked(
        frozenset(marks.footer),
        frozenset(marks.tags),
        None if marks.article_tags is None else frozenset(marks.article_tags),
        marks.error_report,
        marks.enquiry_form,
        marks.ipv6,
    )
