"""Findings at rest. Written by the analyzer."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from shared import outbox
from shared.contracts.base import Event
from shared.contracts.finding import Decision, Finding
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document, to_document

PAGE = 500
LOOK_BACK = timedelta(days=40)
MOST_A_DAY = 100_000
MOST = 10_000
"""Findings that one look may bring."""
FIRST_DAY = date(2000, 1, 1)
"""Nothing is found before; bounds every look at whatever there is."""
GROWTH = 4
"""How many times longer each window of days is than the one before."""


class Window(NamedTuple):
    """Which days a page looks at, and where it begins."""

    first: date
    """Asia/Shanghai."""
    last: date
    after: tuple[date, str] | None = None
    """Day and id of the last finding of the page before."""


class FindingReader:
    """Reads findings."""

    def __init__(self, collection: Collection) -> None:
        self._findings = collection

    async def get(self, finding: str) -> Finding | None:
        """Return one finding, or None."""
        document = await self._findings.get(finding)
        return from_document(Finding, document) if document else None

    async def get_many(self, findings: Sequence[str]) -> dict[str, Finding]:
        """Return those of the findings that exist, by id."""
        documents = await self._findings.get_many(findings)
        return {str(document["_id"]): from_document(Finding, document) for document in documents}

    async def of_targets(self, targets: Sequence[str], rules: Sequence[str]) -> list[Finding]:
        """Return the findings of these rules on these targets, whatever was decided."""
        where = {"target": {"$in": list(targets)}, "rule": {"$in": list(rules)}}
        documents = await self._findings.find(where, limit=MOST)
        return [from_document(Finding, document) for document in documents]

    async def of_root(self, root: str) -> list[Finding]:
        """Return the findings that are the same defect on whatever targets."""
        documents = await self._findings.find({"root": root}, limit=MOST)
        return [from_document(Finding, document) for document in documents]

    async def decided(self, rule: str) -> tuple[int, int]:
        """Count the findings of a rule that people confirmed last, and those they rejected."""
        where = {"rule": rule, "decided_by": {"$gt": ""}}
        return (
            await self._findings.count({**where, "decision": Decision.CONFIRMED.value}),
            await self._findings.count({**where, "decision": Decision.REJECTED.value}),
        )

    async def tally(self) -> dict[tuple[str, str], int]:
        """Count all findings by rule and decision."""
        counts = await self._findings.tally(("rule", "decision"), {})
        return {(str(rule), str(decision)): n for (rule, decision), n in counts.items()}

    async def newest_day(self, today: date) -> date | None:
        """Return the last day, of the last 40, on which something was found."""
        days = {"$gte": (today - LOOK_BACK).isoformat(), "$lte": today.isoformat()}
        documents = await self._findings.find(
            {"found_on": days}, limit=1, order="found_on", descending=True
        )
        return date.fromisoformat(documents[0]["found_on"]) if documents else None

    async def outside_of(self, targets: Sequence[str]) -> list[Finding]:
        """Return the findings on these targets that others reported first."""
        where = {"outside_target": {"$in": list(targets)}}
        documents = await self._findings.find(where, limit=MOST)
        return [from_document(Finding, document) for document in documents]

    async def starting_with(self, beginning: str) -> list[Finding]:
        """Return at most two findings whose id begins so: enough to tell an ambiguous one."""
        bounds = {"$gte": beginning, "$lt": beginning + "~"}
        documents = await self._findings.find({"_id": bounds}, limit=2)
        return [from_document(Finding, document) for document in documents]

    async def page(self, window: Window, wanted: Mapping[str, str], *, limit: int) -> list[Finding]:
        """Return findings, newest day first and within a day by id, from where the last page ended.

        Looks at growing windows of days: a limit alone does not bound the work of every store.

        Args:
            window: the days, and the last finding of the page before.
            wanted: field (decision, unit, target) to value; empty values are not asked about.
            limit: most findings.
        """
        where = {field: value for field, value in wanted.items() if value}
        found: list[Finding] = []
        day, width = window.last, 1
        if window.after:
            day = window.after[0]
            found += await self._rest_of(day, window.after[1], where, limit)
            day -= timedelta(days=1)
        while len(found) < limit and day >= window.first:
            start = max(window.first, day - timedelta(days=width - 1))
            left = limit - len(found)
            days = {"$gte": start.isoformat(), "$lte": day.isoformat()}
            documents = await self._findings.find(
                {**where, "found_on": days}, limit=left, order="found_on", descending=True
            )
            seen = [from_document(Finding, document) for document in documents]
            cut = seen[-1].found_on if len(seen) == left else None
            whole = [one for one in seen if one.found_on != cut]
            found += sorted(whole, key=lambda one: (-one.found_on.toordinal(), one.id))
            if cut is not None:  # of that day the store gave any, not the first ones
                found += await self._rest_of(cut, "", where, limit - len(found))
            day, width = start - timedelta(days=1), width * GROWTH
        return found

    async def _rest_of(
        self, day: date, after: str, where: Mapping[str, str], limit: int
    ) -> list[Finding]:
        """Return the rest of one day; with a bound on the id some stores would use no index."""
        documents = await self._findings.find(
            {**where, "found_on": day.isoformat()}, limit=MOST_A_DAY
        )
        rest = [one for one in documents if str(one["_id"]) > after]
        return [from_document(Finding, document) for document in rest[:limit]]

    async def found_between(self, first: date, last: date) -> AsyncIterator[Finding]:
        """Walk the findings of some days (Asia/Shanghai), both included, day by day.

        A day is one bounded look: to page through a range by ids makes the embedded store read
        all of it for every page.

        Args:
            first: first day.
            last: last day.
        """
        for number in range((last - first).days + 1):
            day = {"found_on": (first + timedelta(days=number)).isoformat()}
            for document in await self._findings.find(day, limit=MOST_A_DAY):
                yield from_document(Finding, document)

    async def of_target_between(self, target: str, first: date, last: date) -> list[Finding]:
        """Return the findings of one target and some days, both included, by day."""
        days = {"$gte": first.isoformat(), "$lte": last.isoformat()}
        where = {"target": target, "found_on": days}
        documents = await self._findings.find(where, limit=MOST_A_DAY, order="found_on")
        return [from_document(Finding, document) for document in documents]

    async def every(self) -> AsyncIterator[Finding]:
        """Walk all findings in order of their ids."""
        after = ""
        while page := await self._findings.find({"_id": {"$gt": after}}, limit=PAGE):
            for document in page:
                yield from_document(Finding, document)
            after = str(page[-1]["_id"])


class FindingStore(FindingReader):
    """Writes findings."""

    async def add(
        self, findings: Sequence[Finding], events: Mapping[str, Sequence[Event]] | None = None
    ) -> set[str]:
        """Store findings whose id is new, in one bulk write; return those ids.

        Args:
            findings: new and known ones.
            events: to relay about new ones, by id.
        """
        about = events or {}
        return await self._findings.insert(
            [to_document(one, one.id, **outbox.fields(*about.get(one.id, ()))) for one in findings]
        )

    async def add_outside(self, finding: Finding, *events: Event) -> bool:
        """Store a finding that others report, with its events; tell whether it was new."""
        extra = {"outside_target": finding.target, **outbox.fields(*events)}
        return bool(await self._findings.insert([to_document(finding, finding.id, **extra)]))

    async def change(self, finding: Finding, *events: Event) -> bool:
        """Store the next version and its events in one write.

        Returns:
            False when another change came first: read again, decide again.
        """
        return await self._findings.update(
            finding.id,
            changed_fields(finding),
            where={"version": finding.version - 1},
            pending=outbox.items(*events),
        )
