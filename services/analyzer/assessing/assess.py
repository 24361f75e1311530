"""Assesses one day for all targets, from where each stood the day before."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from services.analyzer.assessing.judging import Judging
from services.analyzer.assessing.raising import raise_findings
from services.analyzer.assessing.registered import Registered
from services.analyzer.assessing.standings import Kept, empty
from services.analyzer.domain.assessing.daily import (
    Judged,
    Roster,
    Standing,
    judge,
    signature,
    step,
)
from services.analyzer.domain.assessing.dates import Quarter
from services.analyzer.domain.assessing.ledger import replay_start
from shared.contracts.finding import Finding


class Assess(Judging):
    """Assesses days."""

    async def day(self, day: date, known: datetime) -> Roster:
        """Assess all targets at the end of a day; repeating it changes nothing.

        Whoever comes to a day that another has left behind leaves it alone: what was kept since
        belongs to later days. A target of which another has written while this went on is marked:
        it is assessed again with what both have seen.

        Args:
            day: Asia/Shanghai.
            known: what was recorded by then counts, UTC.

        Returns:
            The registry of the day, for what else is done once a day.
        """
        profile, quarter = await self._schemes.on(day), Quarter.of(day)
        registered = await self._observations.registered(day, known)
        roster = registered.roster(day)
        kept = await self._standings.of_quarter(quarter)
        if any(one.standing.ledger.on > day for one in kept.values()):
            return roster  # another replica has done this day, and is at a later one
        yesterday = day - timedelta(days=1)
        await self._saying.look_back(yesterday, kept if Quarter.of(yesterday) == quarter else {})
        if kept:
            standings = await self._continued(registered, kept, day)
        else:
            standings = await self._begun(registered, day)
        findings = await self._said.findings(day, known)
        due = step(roster, standings, await self._observations.on_day(day, known), day, profile)
        due |= {
            key for key in roster.targets if any(x.found_on >= day for x in findings.get(key, ()))
        }
        answers = await self._said.answers(quarter, known)
        judged = list(judge(roster, standings, due, profile, answers))
        after = await self._keep(judged, kept, findings, known)
        for key in roster.targets:
            if key in kept and key not in after:
                after[key] = kept[key]._replace(standing=standings[key])
        if left := await self._standings.put(quarter, after, roster.targets):
            await self._standings.mark(quarter, left, known, day)
        return roster

    async def _continued(
        self, registered: Registered, kept: Mapping[str, Kept], day: date
    ) -> dict[str, Standing]:
        """Return where targets stand before a day; one that comes back stands by the stored facts.

        While it did not run nobody moved its standing, and facts of the time before may have come.
        """
        yesterday = day - timedelta(days=1)
        targets = registered.roster(day).targets
        standings = {
            key: one.standing
            for key, one in kept.items()
            if key in targets and one.standing.ledger.on >= yesterday
        }
        for key in sorted(targets.keys() - standings.keys() - registered.fresh(day)):
            episodes = kept[key].standing.episodes if key in kept else {}
            if walked := await self._walked(registered, key, yesterday, yesterday, episodes):
                standings[key] = walked[-1].standing._replace(due_on=None)
        return standings

    async def _begun(self, registered: Registered, day: date) -> dict[str, Standing]:
        """Return where targets stand before the first day ever: what was seen earlier counts.

        Nothing was said of them yet, so each is to be judged.
        """
        standings, since = dict[str, Standing](), replay_start(day)
        answers = await self._said.answers(Quarter.of(day), registered.known)
        for before in (since + timedelta(days=n) for n in range((day - since).days)):
            facts = await self._observations.on_day(before, registered.known)
            if not facts:
                continue
            roster, profile = registered.roster(before), await self._schemes.around(before, day)
            due = step(roster, standings, facts, before, profile)
            for one in judge(roster, standings, due, profile, answers):
                standings[one.case.target.id] = one.standing
        return {key: one._replace(due_on=None) for key, one in standings.items()}

    async def _keep(
        self,
        judged: Sequence[Judged],
        kept: Mapping[str, Kept],
        findings: Mapping[str, list[Finding]],
        known: datetime,
    ) -> dict[str, Kept]:
        """Raise findings, then store what changed with its events; return where targets stand."""
        new = await raise_findings(judged, self._shelves.findings, self._publisher, known)
        after = dict[str, Kept]()
        for one in judged:
            key = one.case.target.id
            before = kept.get(key, empty(one.standing))
            of_target = {each.id: each for each in [*new.get(key, ()), *findings.get(key, ())]}
            said = await self._said.fold(one, known, of_target.values())
            now = before._replace(standing=one.standing, assessment=said)
            if signature(said) != before.last.signature:
                now = await self._saying.say(said, before, now)
            after[key] = now
        return after
