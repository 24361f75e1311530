"""Reads what was observed, day by day, and the registry around it."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple, TypeVar

from services.analyzer.domain.assessing.case import Registry
from services.analyzer.domain.assessing.daily import Roster, roster, runs
from services.analyzer.domain.assessing.facts import DayFacts, Marked, day_facts
from shared.clock import office_date
from shared.contracts.marks import Marks
from shared.contracts.observation import LinkCheck, Listing, Probe
from shared.contracts.target import Target, TargetKind
from shared.store.days import DayReader, R
from shared.store.enquiries import EnquiryReader
from shared.store.links import LinkReader
from shared.store.marks import MarksReader
from shared.store.targets import TargetReader, host_of
from shared.store.units import UnitReader

Seen = TypeVar("Seen", Probe, Listing, LinkCheck, Marks)
_YEAR = timedelta(days=366)


class Readers(NamedTuple):
    """The collections that assessments look at."""

    targets: TargetReader
    units: UnitReader
    probes: DayReader[Probe]
    listings: DayReader[Listing]
    links: LinkReader
    marks: MarksReader
    enquiries: EnquiryReader


class Observations:
    """Reads the facts of days.

    Args:
        readers: the collections.
    """

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    async def roster(self, day: date) -> Roster:
        """Read the registry as it is now, for those targets that run on `day`."""
        targets = [target async for target in self._readers.targets.every()]
        units = {unit.id: unit.name async for unit in self._readers.units.every()}
        received = self._readers.enquiries.received_between(day - _YEAR, day)
        enquiries = [one async for one in received]
        return roster(targets, _registry(targets, units, day), enquiries, day)

    async def on_day(self, day: date) -> dict[str, DayFacts]:
        """Read what one day showed of all targets."""
        probes = await _whole_day(self._readers.probes, day)
        listings = await _whole_day(self._readers.listings, day)
        marks, links = await self._marks(day), await self._links(day)
        return {
            key: day_facts(
                probes.get(key, ()), listings.get(key, ()), marks.get(key), links.get(key, ())
            )
            for key in {*probes, *listings, *marks, *links}
        }

    async def of_targets(
        self, targets: Iterable[str], first: date, last: date
    ) -> dict[date, dict[str, DayFacts]]:
        """Read what some days showed of a few targets."""
        days: dict[date, dict[str, DayFacts]] = defaultdict(dict)
        for target in targets:
            async for day, facts in self._of_target(target, first, last):
                days[day][target] = facts
        return days

    async def _of_target(
        self, target: str, first: date, last: date
    ) -> AsyncIterator[tuple[date, DayFacts]]:
        probes = _by_day(await self._readers.probes.between(target, first, last))
        listings = _by_day(await self._readers.listings.between(target, first, last))
        links = _by_day(await self._readers.links.between(target, first, last))
        marks = _by_day(await self._readers.marks.between(target, first, last))
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

    async def _links(self, day: date) -> dict[str, list[LinkCheck]]:
        found: dict[str, list[LinkCheck]] = {}
        after = ""
        while page := await self._readers.links.on_day(day, after=after):
            found |= page
            after = max(page)
        return found


def _registry(targets: Sequence[Target], units: dict[str, str], day: date) -> Registry:
    twins: dict[tuple[str, str], list[str]] = defaultdict(list)
    for target in targets:
        if target.kind is TargetKind.ACCOUNT and runs(target, day):
            twins[target.unit, target.platform].append(target.id)
    hosts = frozenset(host_of(target.url) for target in targets if target.url)
    return Registry(units, twins, hosts)


async def _whole_day(reader: DayReader[R], day: date) -> dict[str, list[R]]:
    found: dict[str, list[R]] = {}
    after = ""
    while page := await reader.on_days(day, day, after=after):
        found |= {str(document["target"]): reader.records(document) for document in page}
        after = str(page[-1]["_id"])
    return found


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
