"""Reads articles: open, detect, store, publish, and only then remember that it was done."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog

from services.analyzer.corrector import Corrector
from services.analyzer.domain.detectors.wording_model import MODEL
from services.analyzer.domain.findings import Analysed, Reading, findings_of, identities
from services.analyzer.domain.rule import View
from services.analyzer.domain.rules import RuleSet
from services.analyzer.domain.unread import unread
from services.analyzer.inforce import InForce
from services.analyzer.keep import Keep
from services.analyzer.metrics import AnalyzerMetrics
from services.analyzer.opening import Opening, Stored
from shared.clock import Clock
from shared.contracts.article import ArticleCrawled, Content
from shared.errors import PermanentError
from shared.sealing import Fingerprinter
from shared.store.analyses import AnalysisStore
from shared.vault import Reader

log = structlog.get_logger()


class Analyze:
    """Analyses articles.

    Args:
        opening: opens them.
        vault: the keyed fingerprints.
        inforce: the rules.
        keep: stores and publishes what is found.
        analyses: remembers what was read.
        corrector: a model that is asked, if there is one.
        clock: business time.
        metrics: counts.
    """

    def __init__(  # noqa: PLR0913 - the steps of the path, put together in one place
        self,
        opening: Opening,
        vault: Reader,
        inforce: InForce,
        keep: Keep,
        analyses: AnalysisStore,
        *,
        corrector: Corrector,
        clock: Clock,
        metrics: AnalyzerMetrics,
    ) -> None:
        self._opening = opening
        self._vault = vault
        self._inforce = inforce
        self._keep = keep
        self._analyses = analyses
        self._corrector = corrector
        self._clock = clock
        self._metrics = metrics

    async def prepare(self) -> None:
        """Let the rules build what they build at their first text: no article waits for it."""
        await asyncio.to_thread(self._inforce.rules.detect, View(Content()))

    async def batch(self, events: Sequence[ArticleCrawled]) -> dict[int, Exception]:
        """Analyse many articles with one bulk write per collection.

        Returns:
            The failures by index; the other articles are done.
        """
        readings, failures = await self._opening.crawled(events)
        return failures | await self._all_or_each(readings)

    async def _all_or_each(self, readings: Mapping[int, Reading]) -> dict[int, Exception]:
        """Analyse all together; when something of it is refused for good, find out which."""
        failures: dict[int, Exception] = {}
        try:
            await self._analyse(list(readings.values()))
        except PermanentError:
            log.warning("analysis.apart", articles=len(readings))
        else:
            return failures
        for index, reading in readings.items():
            try:
                await self._analyse([reading])
            except PermanentError as error:
                failures[index] = error
        return failures

    async def _analyse(self, readings: Sequence[Reading]) -> None:
        if not readings:
            return
        now, rules = self._clock.now(), self._inforce.rules
        prints = await self._vault.fingerprinter()
        readings = await self._corrector.advised(readings)
        done = await asyncio.to_thread(self.detect, readings, rules, prints, now)
        await self._keep.found(readings, done, now)
        await self._analyses.record(
            [reading.article.id for reading in readings], rules.version, now
        )
        self._metrics.articles.inc(len(readings))
        self._tell_unread(readings)

    def _tell_unread(self, readings: Sequence[Reading]) -> None:
        """Count what no rule could judge, and name where it stands."""
        for reading in readings:
            if parts := list(unread(reading.content)):
                for part in parts:
                    self._metrics.unread.labels(part).inc()
                log.warning("article.partial", article=reading.article.id, parts=parts)

    async def standing_in(self, article: str, rule: str) -> set[str] | None:
        """Return the ids of the findings that stand in a stored article.

        Args:
            article: its id.
            rule: of the finding that is asked about.

        Returns:
            None when nobody can read the article any more, or the model behind the rule is silent.
        """
        reading = (await self._opening.named([article])).get(article)
        if reading is None:
            return None
        (reading,) = await self._corrector.advised([reading])
        if rule == MODEL and not reading.advised:
            return None
        hits = self._inforce.rules.detect(reading.view)
        found = identities(reading.target.id, hits, await self._vault.fingerprinter())
        return found | await self._keep.outside(reading.target.id, found)

    async def again(self, stored: Sequence[Stored]) -> None:
        """Read stored articles again; one that nobody can open any more counts as read."""
        rules, readings = self._inforce.rules, await self._opening.stored(stored)
        failures = await self._all_or_each(dict(enumerate(readings)))
        unread = {article.id for article, _ in stored} - {one.article.id for one in readings}
        unread |= {readings[index].article.id for index in failures}
        await self._analyses.record(sorted(unread), rules.version, self._clock.now())

    @staticmethod
    def detect(
        readings: Sequence[Reading], rules: RuleSet, prints: Fingerprinter, now: datetime
    ) -> list[Analysed]:
        """Run the rules over articles; CPU-bound, run it in a thread."""
        found = rules.detect_each([reading.view for reading in readings])
        return [
            findings_of(reading, hits, prints, rules.version, now)
            for reading, hits in zip(readings, found, strict=True)
        ]
