"""The rules in force: the packaged lists and the office's, swapped as a whole."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import structlog

from services.analyzer.domain.editions import named
from services.analyzer.domain.lists import Lists
from services.analyzer.domain.office_lists import joined
from services.analyzer.domain.rules import RuleSet, rule_set
from services.analyzer.metrics import AnalyzerMetrics
from shared.contracts.ruleset import Ruleset
from shared.errors import TransientError
from shared.store.rulesets import RulesetReader

log = structlog.get_logger()


class InForce:
    """Holds the one rule set that everything is looked at with.

    Whoever reads `rules` once and keeps it works with one version from beginning to end; a swap
    replaces the reference and changes nothing that is in use.

    Args:
        packaged: the lists that come with the program.
        rulesets: the office's.
        metrics: counts swaps.
        every_seconds: longest time that a swap may go unnoticed when its event was missed.
    """

    def __init__(
        self,
        packaged: Lists,
        rulesets: RulesetReader,
        metrics: AnalyzerMetrics,
        every_seconds: float,
    ) -> None:
        self._packaged = packaged
        self._rulesets = rulesets
        self._metrics = metrics
        self._every_seconds = every_seconds
        self._turn = asyncio.Lock()
        self._applied: tuple[tuple[str, int], ...] = ()
        self.rules = rule_set(packaged)

    async def repackage(self, packaged: Lists) -> None:
        """Take over the packaged lists in another form, such as compiled ones."""
        async with self._turn:
            self._packaged = packaged
            applied = [each for each in await self._rulesets.every() if each.edition]
            self.rules = await self.compiled(applied)

    async def refresh(self) -> None:
        """Take over what the store says is in force; the same changes nothing."""
        async with self._turn:
            applied = [each for each in await self._rulesets.every() if each.edition]
            names = tuple((each.id, each.edition) for each in applied)
            if names == self._applied:
                return
            self.rules = await self.compiled(applied)
            self._applied = names
            self._metrics.swaps.inc()
            log.info("rules.swapped", version=self.rules.version)

    async def with_edition(self, ruleset: Ruleset, number: int) -> RuleSet:
        """Compile the rules as they would be with another edition of one rule set in force."""
        others = [each for each in await self._rulesets.every() if each.id != ruleset.id]
        mine = ruleset.model_copy(update={"edition": number})
        applied = sorted([*others, mine], key=lambda each: each.id)
        return await self.compiled([each for each in applied if each.edition])

    async def compiled(self, applied: Sequence[Ruleset]) -> RuleSet:
        """Compile the packaged lists together with these editions, outside the event loop."""
        added = []
        for each in applied:
            edition = each.of(each.edition)
            rows = await self._rulesets.rows(each.id, edition.digest) if edition else None
            if rows is None:
                raise TransientError(f"edition {each.edition} of {each.id} has no rows yet")
            added.append((each.kind, [tuple(row) for row in rows]))
        made = await asyncio.to_thread(lambda: rule_set(joined(self._packaged, added)))
        return replace(made, version=named(made.version, applied))

    async def run(self) -> None:
        """Look every few seconds, for events that were missed; an outage only delays."""
        while True:
            await asyncio.sleep(self._every_seconds)
            await self.refresh()
