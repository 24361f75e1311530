"""What it takes to judge targets, of a day that is over as of days that went by."""

from services.analyzer.assessing.observed import Observations
from services.analyzer.assessing.said import Said, Shelves
from services.analyzer.assessing.saying import Saying
from services.analyzer.assessing.schemes import Schemes
from services.analyzer.assessing.standings import Standings
from shared.clock import Clock
from shared.publisher import Publisher


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
