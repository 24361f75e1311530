"""One pass over one target that is being worked on."""

from dataclasses import dataclass
from datetime import datetime

from services.crawler.behind import Behind
from services.crawler.crawl import Look
from services.crawler.domain.cursor import Job
from services.crawler.domain.frontier import Frontier
from services.crawler.domain.plan import Known, is_wanted
from shared.contracts.connector import CRAWLED, Connector, Origin
from shared.contracts.target import Target, TargetKind
from shared.store.targets import host_of


@dataclass
class Pass:
    """A pass that is being worked on."""

    target: Target
    connector: Connector
    start: str
    frontier: Frontier
    """What is left of it."""
    job: Job
    """What it has seen so far; of what is left it tells where the run began."""
    capped: bool = False
    """Whether sitemaps and feeds named more than was taken."""

    def __post_init__(self) -> None:
        """Begin with nothing under way."""
        self.behind = Behind(self.kept)
        """What is kept while the next addresses are visited: done before it is written down."""

    @property
    def origin(self) -> Origin:
        """By which way its articles come."""
        crawled = self.connector is Connector.CRAWL
        return CRAWLED if crawled else Origin(self.connector, host_of(self.start))

    def wants(self, known: Known | None, now: datetime) -> bool:
        """Tell whether it reads an address; see `is_wanted`."""
        leads_on = self.target.kind is TargetKind.WEBSITE
        return is_wanted(self.job.kind, known, self.job.begun_at, now, leads_on=leads_on)

    def kept(self, url: str, look: Look) -> None:
        """Take note of a look at an address that is remembered now."""
        self.job.changed |= look.fresh
        if look.article:
            self.frontier.traps.bore(url)

    def so_far(self) -> Job:
        """Return the job as far as it has come."""
        return self.job.model_copy(
            update={
                "steps": self.frontier.waiting,
                "seen": tuple(self.frontier.seen),
                "left": self.frontier.limit,
                "shapes": self.frontier.traps.shapes(),
                "led": self.frontier.traps.led,
                "alias": self.frontier.alias,
                "again_at": None,
            }
        )
