"""What another profile would have said: one pass over the observations of a quarter."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from services.analyzer.assessing.observed import Observations
from services.analyzer.domain.assessing.daily import Roster, Standing, judge, step
from services.analyzer.domain.assessing.dates import Quarter
from services.analyzer.domain.assessing.facts import DayFacts
from services.analyzer.domain.assessing.ledger import begin, replay_start
from services.analyzer.domain.assessing.supposed import Supposed, suppose
from shared.clock import Clock, office_date
from shared.contracts.finding import Finding
from shared.contracts.profile import Profile
from shared.store.findings import FindingReader

CHANGES = 1_000


class WhatIf:
    """Compares two profiles over a quarter.

    Args:
        observations: what was seen.
        findings: what was decided.
        clock: business time.
    """

    def __init__(self, observations: Observations, findings: FindingReader, clock: Clock) -> None:
        self._observations = observations
        self._findings = findings
        self._clock = clock

    async def compare(
        self, quarter: Quarter, before: Profile, after: Profile
    ) -> list[dict[str, Any]]:
        """List the targets that the two profiles judge differently, at most a thousand.

        A measured failure counts here as if a person had confirmed it, unless one was rejected.
        """
        now = self._clock.now()
        last = min(quarter.last, office_date(now))
        known = (await self._observations.registered(last, now)).roster(last)
        findings: dict[str, list[Finding]] = defaultdict(list)
        async for found in self._findings.found_between(quarter.first, last):
            findings[found.target].append(found)
        passes = [_Pass(known, before), _Pass(known, after)]
        first = replay_start(last)
        for n in range((last - first).days + 1):
            day = first + timedelta(days=n)
            facts = await self._observations.on_day(day, now)
            for one in passes:
                one.step(facts, day, counting=day >= quarter.first)
        old, new = (one.result(findings) for one in passes)
        rows = [
            {
                "target": key,
                "name": known.targets[key].name,
                "before": old[key].verdict.value,
                "after": new[key].verdict.value,
                "why": new[key].text,
            }
            for key in sorted(known.targets)
            if old[key].verdict != new[key].verdict
        ]
        return rows[:CHANGES]


class _Pass:
    """One profile on its way through the quarter."""

    def __init__(self, known: Roster, profile: Profile) -> None:
        self._known = known
        self._profile = profile
        self._standings: dict[str, Standing] = {}
        self._failed: dict[str, dict[str, str]] = defaultdict(dict)

    def step(self, facts: dict[str, DayFacts], day: date, *, counting: bool) -> None:
        if not self._standings:
            self._standings = {key: Standing(begin(day)) for key in self._known.targets}
        due = step(self._known, self._standings, facts, day, self._profile)
        for one in judge(self._known, self._standings, due, self._profile, {}):
            key = one.case.target.id
            self._standings[key] = one.standing
            if counting:
                self._failed[key] |= {
                    item.id: measured.text
                    for item, measured in one.measured
                    if measured.verdict == "violating"
                }

    def result(self, findings: dict[str, list[Finding]]) -> dict[str, Supposed]:
        return {
            key: suppose(
                self._known,
                self._standings,
                target,
                self._profile,
                failed=self._failed.get(key, {}),
                findings=findings.get(key, []),
            )
            for key, target in self._known.targets.items()
        }
