"""The ledger of precision when people decide and consent at the same moment."""

from collections.abc import Awaitable, Callable

import pytest

from services.analyzer.domain.rules import RULES
from services.analyzer.domain.weigh import Bar
from services.analyzer.grading import Grading
from shared.contracts.finding import Effect
from shared.contracts.precision import Grade
from shared.contracts.rule_command import ConsentToHint
from shared.publisher import Publisher
from shared.store.findings import FindingReader
from shared.store.precision import PrecisionStore
from tests.factories import NOW
from tests.fakes import FrozenClock, MemoryCollection

VETO = next(rule.id for rule in RULES.values() if rule.effect is Effect.VETO)
CONSENT = ConsentToHint(rule=VETO, reason="误报多", actor="reviewer", request="r1")


class Quiet(Publisher):
    """Publishes nothing."""

    async def publish(self, event: object) -> None:
        """Drop an event."""


class Decisions(FindingReader):
    """Says what people decided; something else happens while the first count is made."""

    def __init__(self, confirmed: int, rejected: int) -> None:
        super().__init__(MemoryCollection())
        self.counts = (confirmed, rejected)
        self.meanwhile: Callable[[], Awaitable[object]] | None = None

    async def decided(self, rule: str) -> tuple[int, int]:
        """Return the counts as they were when the count began."""
        assert rule == VETO
        counts, meanwhile, self.meanwhile = self.counts, self.meanwhile, None
        if meanwhile:
            await meanwhile()
        return counts


def make_grading(decisions: Decisions) -> tuple[Grading, PrecisionStore]:
    store = PrecisionStore(MemoryCollection())
    clock = FrozenClock(NOW)
    return Grading(decisions, store, Quiet(), clock, Bar(), every_seconds=1), store


async def test_a_consent_during_a_count_is_kept_and_graded() -> None:
    decisions = Decisions(confirmed=1, rejected=29)
    grading, store = make_grading(decisions)
    decisions.meanwhile = lambda: grading.consent(CONSENT)

    await grading.recount(VETO)

    row = await store.get(VETO)
    assert row is not None
    assert (row.consent_by, row.consent_reason) == ("reviewer", "误报多")
    assert (row.confirmed, row.rejected, row.grade) == (1, 29, Grade.HINT)
    assert grading.hints == {VETO}


@pytest.mark.parametrize("late", [(2, 29), (0, 0)])
async def test_a_count_that_took_long_does_not_undo_a_newer_one(late: tuple[int, int]) -> None:
    decisions = Decisions(confirmed=1, rejected=29)
    grading, store = make_grading(decisions)

    async def newer() -> None:
        decisions.counts = late
        await make_other(decisions, store).recount(VETO)

    await grading.recount(VETO)
    decisions.counts = (3, 29)
    decisions.meanwhile = newer

    await grading.recount(VETO)

    row = await store.get(VETO)
    assert row is not None
    assert (row.confirmed, row.rejected) == late


async def test_a_dissent_leaves_the_counts() -> None:
    grading, store = make_grading(Decisions(confirmed=1, rejected=29))
    await grading.consent(CONSENT)

    row = await grading.consent(CONSENT.model_copy(update={"agreed": False}))

    assert row == await store.get(VETO)
    assert (row.consent_by, row.rejected, row.grade) == ("", 29, Grade.AWAITS_CONSENT)


def make_other(decisions: Decisions, store: PrecisionStore) -> Grading:
    """Make another replica over the same row."""
    return Grading(decisions, store, Quiet(), FrozenClock(NOW), Bar(), every_seconds=1)
