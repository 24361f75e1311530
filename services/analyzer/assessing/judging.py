"""What it takes to judge targets, of a day that is over as of days that went by."""

from datetime import date, timedelta

from services.analyzer.assessing.observed import Observations
from services.analyzer.assessing.registered import Registered
from services.analyzer.assessing.said import Said, Shelves
from services.analyzer.assessing.saying import Saying
from services.analyzer.assessing.schemes import Schemes
from services.analyzer.assessing.standings import Standings
from services.analyzer.domain.assessing.daily import Judged, Standing, judge, step
from services.analyzer.domain.assessing.dates import Quarter
from services.analyzer.domain.assessing.episodes import Episodes, begun_as
from services.analyzer.domain.assessing.ledger import replay_start
from shared.clock import Clock
from shared.publisher import Publisher

_ONE = timedelta(days=1)


class Judging:
    """Judges targets.

    Args:
        observations: what was seen.
        shelves: the collections.
        standings: where targets stand.
        schemes: which profile is in effect.
        publisher: of the service.
        clock: business time.
    """

    def __init__(
        self,
        observations: Observations,
        shelves: Shelves,
        standings: Standings,
        schemes: Schemes,
        publisher: Publisher,
        clock: Clock,
    ) -> None:
        self._observations = observations
        self._shelves = shelves
        self._said = Said(shelves)
        self._standings = standings
        self._schemes = schemes
        self._publisher = publisher
        self._saying = Saying(shelves.assessments, standings, clock)

    async def _walked(
        self, whole: Registered, target: str, since: date, day: date, before: Episodes
    ) -> list[Judged]:
        """Judge a target from stored facts alone: on each day from `since` to `day` that it ran.

        Before `since` it is judged on those days on which something was seen.
        """
        around, roster = whole.around(target), whole.roster(day)
        first = replay_start(day)
        seen = await self._observations.of_targets(
            [one.target.id for one in around.of(target)], (first, day), whole.known
        )
        answers = await self._said.answers(Quarter.of(day), whole.known, target)
        standings = dict[str, Standing]()
        found = list[Judged]()
        wanted = {since + n * _ONE for n in range((day - since).days + 1)}
        for now in sorted({*seen, *wanted}):
            small = around.small(now, roster)
            if target not in small.targets:
                continue
            scheme = await self._schemes.around(now, day)
            step(small, standings, seen.get(now, {}), now, scheme)
            (judged,) = judge(small, standings, [target], scheme, answers)
            standings[target] = judged.standing
            found.append(judged)
        starts = begun_as(found[-1].standing.episodes if found else {}, before)
        return [
            one._replace(standing=one.standing._replace(episodes=starts(one.standing.episodes)))
            for one in found
        ]
