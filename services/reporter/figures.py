"""Enquiries and scores as files bring them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from services.reporter.domain.figure_rows import read_enquiry, read_score
from services.reporter.limits import with_limit_of
from services.reporter.registry import unknown_targets, unknown_units
from shared.clock import Clock
from shared.contracts.enquiry import Enquiry, EnquiryChanged
from shared.contracts.score import Score
from shared.intake.columns.figures import ENQUIRIES, SCORES
from shared.intake.kind import Batch, Entry, Step
from shared.intake.lookup import found_of
from shared.intake.upserts import Upserts, step_of
from shared.store.enquiries import EnquiryStore
from shared.store.scores import ScoreStore
from shared.store.targets import TargetReader
from shared.store.units import UnitReader
from shared.tables.model import Fault

Limit = Callable[[Sequence[Enquiry]], Awaitable[Sequence[Enquiry]]]


class _Limited(Upserts):
    """Enquiries; one without a limit keeps the one it has, or gets it by today's calendar."""

    def __init__(self, limit: Limit, *parts: Any) -> None:
        super().__init__(*parts)
        self._limit = limit

    async def plan(self, entries: Sequence[Entry]) -> list[Step]:
        """See `Kind.plan`."""
        known = await found_of(self._store.get_many, (entry.key for entry in entries))
        limited = await self._limit(
            [with_limit_of(entry.record, known.get(entry.key)) for entry in entries]
        )
        dated = zip(entries, limited, strict=True)
        return [
            step_of(replace(entry, record=record), known.get(entry.key)) for entry, record in dated
        ]


def enquiry_files(
    enquiries: EnquiryStore,
    units: UnitReader,
    targets: TargetReader,
    limit: Limit,
    clock: Clock,
) -> Upserts:
    """Return the kind of file that holds enquiries.

    Args:
        enquiries: where they rest.
        units: the registry's.
        targets: the registry's.
        limit: gives enquiries without a limit their last day.
        clock: business time.
    """

    def event(enquiry: Enquiry) -> EnquiryChanged:
        return EnquiryChanged(enquiry=enquiry, occurred_at=clock.now())

    async def refusals(entries: Sequence[Entry], batch: Batch) -> list[Fault]:
        faults = await unknown_units(entries, batch, units)
        return faults + await unknown_targets(entries, targets)

    return _Limited(limit, ENQUIRIES, read_enquiry, enquiries, event, refusals)


def score_files(scores: ScoreStore, targets: TargetReader) -> Upserts:
    """Return the kind of file that holds a higher level's scores."""

    def event(_score: Score) -> None:
        """Nobody but the reporter reads them."""

    async def refusals(entries: Sequence[Entry], _batch: Batch) -> list[Fault]:
        return await unknown_targets(entries, targets)

    return Upserts(SCORES, read_score, scores, event, refusals)
