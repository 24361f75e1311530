"""Dry run: what an edition of a list would newly flag, before anybody is told."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from services.analyzer.analyze import Analyze
from services.analyzer.domain.findings import Reading
from services.analyzer.domain.rules import RuleSet
from services.analyzer.domain.weigh import without
from services.analyzer.inforce import InForce
from services.analyzer.keep import Keep
from services.analyzer.onsite import OnSite
from services.analyzer.opening import Opening
from services.analyzer.rulesets import Rulesets
from shared.clock import Clock
from shared.commands import NotFound
from shared.contracts.finding import Finding
from shared.contracts.rule_command import TryRuleset
from shared.vault import Reader


class Trial:
    """Answers `ruleset.try`; writes nothing and publishes nothing.

    Args:
        opening: opens articles.
        vault: the keyed fingerprints.
        keep: knows what was found before.
        rulesets: the lists of the office.
        onsite: what stands on the sites.
        inforce: compiles the rules as they would be.
        clock: business time.
    """

    def __init__(  # noqa: PLR0913 - reads everything that is stored, put together in one place
        self,
        opening: Opening,
        vault: Reader,
        keep: Keep,
        rulesets: Rulesets,
        onsite: OnSite,
        *,
        inforce: InForce,
        clock: Clock,
    ) -> None:
        self._opening = opening
        self._vault = vault
        self._keep = keep
        self._inforce = inforce
        self._rulesets = rulesets
        self._onsite = onsite
        self._clock = clock

    async def run(self, command: TryRuleset) -> dict[str, Any]:
        """Read what stands with the rules as they would be, and count what is new."""
        ruleset = await self._rulesets.one(command.ruleset)
        if ruleset.of(command.edition) is None:
            raise NotFound(f"{ruleset.id} has no edition {command.edition}")
        candidate = await self._inforce.with_edition(ruleset, command.edition)
        current, now = self._inforce.rules, self._clock.now()
        found: dict[str, Finding] = {}
        places: Counter[str] = Counter()
        articles = 0
        async for ids in self._onsite.pages(now - timedelta(days=command.days), now):
            page = await self._onsite.stored(ids)
            still = await self._onsite.still([article for article, _ in page])
            readings = await self._opening.stored([one for one in page if one[0].id in still])
            articles += len(readings)
            for finding in await self._new_in(readings, candidate, current):
                found.setdefault(finding.id, finding)
                places[finding.id] += 1
        return {
            "rule_set": candidate.version,
            "articles": articles,
            "days": command.days,
            "findings": len(found),
            "by_rule": dict(Counter(finding.rule for finding in found.values())),
            "shown": [_told(one, places[one.id]) for one in list(found.values())[: command.shown]],
        }

    async def _new_in(
        self, readings: Sequence[Reading], candidate: RuleSet, current: RuleSet
    ) -> list[Finding]:
        """Return what the candidate finds and neither the store nor the rules in force know."""
        now = self._clock.now()
        prints = await self._vault.fingerprinter()
        would = await asyncio.to_thread(Analyze.detect, readings, candidate, prints, now)
        hit = [reading for reading, each in zip(readings, would, strict=True) if each.findings]
        does = await asyncio.to_thread(Analyze.detect, hit, current, prints, now)
        known = {finding.id for each in does for finding in each.findings}
        return await self._keep.unknown(without(would, known), now)


def _told(finding: Finding, places: int) -> dict[str, Any]:
    kept = {"rule", "severity", "target", "unit", "excerpt", "suggestion", "why", "url"}
    return {**finding.model_dump(mode="json", include=kept), "places": places}
