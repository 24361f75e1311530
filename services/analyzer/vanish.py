"""Notices that a defect no longer stands where it stood, and that it stands nowhere any more."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from services.analyzer.domain.aftermath import aftermath
from services.analyzer.domain.change import caused, vanish
from services.analyzer.domain.detectors.wording_model import MODEL
from services.analyzer.domain.findings import Reading
from services.analyzer.domain.unread import hides, unread
from services.analyzer.onsite import OnSite
from services.analyzer.opening import Opening
from shared.contracts.finding import Decision, Finding, FindingEvent, Occurrence
from shared.contracts.observation import Visited
from shared.errors import ConflictError
from shared.failpoints import Failpoint, reach
from shared.store.findings import FindingStore
from shared.store.occurrences import OccurrenceStore


class Left(NamedTuple):
    """A place that no longer shows its finding: when that was seen, and what stands there now."""

    place: Occurrence
    at: datetime
    after: Reading | None


class Vanish:
    """Marks places as left, and findings as gone when no place is left.

    A page costs the same however many others show the same defect: its own places are read by
    article, and of each defect that left it one more place is asked for.

    Args:
        findings: the findings.
        occurrences: their places.
        onsite: what stands on the sites.
        opening: opens the article that stood before.
    """

    def __init__(
        self,
        findings: FindingStore,
        occurrences: OccurrenceStore,
        onsite: OnSite,
        opening: Opening,
    ) -> None:
        self._findings = findings
        self._occurrences = occurrences
        self._onsite = onsite
        self._opening = opening

    async def replaced(
        self, readings: Sequence[Reading], found: Mapping[str, set[str]], now: datetime
    ) -> None:
        """Take into account which articles replaced which, and what they still show.

        Args:
            readings: as they were crawled, with the articles that stood there before.
            found: article → findings that stand in it.
            now: business time, UTC.
        """
        left = await self._left_behind(readings, found)
        left += await self._passed_already(readings, found, now)
        await self._leave(left)

    async def page_gone(self, visit: Visited) -> None:
        """Take into account that an address shows nothing any more."""
        places = await self._occurrences.at_address(visit.address)
        await self._leave([Left(place, visit.at, None) for place in places])

    async def _left_behind(
        self, readings: Sequence[Reading], found: Mapping[str, set[str]]
    ) -> list[Left]:
        moves = [one for one in readings if one.previous and one.previous != one.article.id]
        places: dict[str, list[Occurrence]] = {}
        for place in await self._occurrences.in_articles([one.previous for one in moves]):
            places.setdefault(place.article, []).append(place)
        return [
            Left(place, move.article.fetched_at, move)
            for move in moves
            for place in places.get(move.previous, ())
            if place.address == move.article.address
            and place.finding not in found.get(move.article.id, ())
            and place.left_at in {None, move.article.fetched_at}
            and not await self._moved(place)
        ]

    async def _passed_already(
        self, readings: Sequence[Reading], found: Mapping[str, set[str]], now: datetime
    ) -> list[Left]:
        """Return places in articles that were replaced before we came to read them."""
        showing = [one.article for one in readings if found.get(one.article.id)]
        still = await self._onsite.still(showing)
        passed = [article.id for article in showing if article.id not in still]
        places = await self._occurrences.in_articles(passed)
        return [Left(place, now, None) for place in places if place.left_at is None]

    async def _moved(self, place: Occurrence) -> bool:
        """Look for the same article at another address; the place is there then."""
        other = await self._onsite.elsewhere(place.article, place.address)
        if other is None:
            return False
        await self._occurrences.move(place.id, other.id, other.url)
        return True

    async def _leave(self, left: Sequence[Left]) -> None:
        if not left:
            return
        await self._occurrences.leave({one.place.id: one.at for one in left})
        reach(Failpoint.ANALYZER_AFTER_LEAVE)
        last = {one.place.finding: one for one in left}
        for finding in (await self._findings.get_many(sorted(last))).values():
            one = last[finding.id]
            if not _can_vanish(finding, one) or await self._occurrences.stands(finding.id):
                continue
            if not await self.hidden(one.place, one.after):
                await self._gone(finding, one)

    async def _gone(self, finding: Finding, left: Left) -> None:
        gone = vanish(
            finding,
            cause=_cause(left),
            now=left.at,
            after=await self.excerpt_after(left.place, left.after),
            after_article=left.after.article.id if left.after else "",
        )
        event = FindingEvent(finding=gone, verb="gone", occurred_at=left.at)
        if not await self._findings.change(gone, event):
            raise ConflictError(f"finding {finding.id} changed meanwhile")

    async def hidden(self, place: Occurrence, after: Reading | None) -> bool:
        """Tell whether a finding may stand where it stood, in a part that nobody can read now."""
        if after is None or not any(unread(after.content)):
            return False
        before = (await self._opening.named([place.article])).get(place.article)
        return before is not None and hides(before.content, after.content)

    async def excerpt_after(self, place: Occurrence, after: Reading | None) -> str:
        """Return what stands now where a finding stood, masked; empty when nothing does."""
        before = (await self._opening.named([place.article])).get(place.article)
        if before is None or after is None:
            return ""
        return aftermath(before.content.whole, place.span, after.content.whole)


def found_in(occurrences: Iterable[Occurrence]) -> dict[str, set[str]]:
    """Return which findings stand in which article."""
    found: dict[str, set[str]] = {}
    for place in occurrences:
        found.setdefault(place.article, set()).add(place.finding)
    return found


def _can_vanish(finding: Finding, left: Left) -> bool:
    rejected = finding.decision is Decision.REJECTED
    # what a model said stands until it answers again: its silence proves nothing
    unasked = finding.rule == MODEL and left.after is not None and not left.after.advised
    return not (finding.gone_at or rejected or unasked or caused(finding, _cause(left)))


def _cause(left: Left) -> str:
    return f"left:{left.place.id}@{left.at.isoformat()}"
