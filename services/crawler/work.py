"""One pass over one target that is being worked on: what is left, and what it has seen so far."""

from dataclasses import dataclass
from datetime import date, datetime

from services.crawler.domain.cursor import Job
from services.crawler.domain.frontier import Frontier
from services.crawler.domain.marking import Found
from services.crawler.domain.plan import Thoroughness
from shared.contracts.connector import CRAWLED, Connector, Origin
from shared.contracts.target import Target
from shared.store.targets import host_of


@dataclass
class Pass:
    """A pass that is being worked on."""

    target: Target
    connector: Connector
    kind: Thoroughness
    begun_at: datetime
    frontier: Frontier
    start: str
    opened: bool = False
    """Whether the start page could be read."""
    changed: bool = False
    newest_on: date | None = None
    found: Found | None = None
    """Marks of the start page; None when they are not looked for, or it could not be read."""
    article_tags: tuple[str, ...] | None = None
    missing_at: datetime | None = None
    """When the target was read last before; what is new did not stand there then."""
    capped: bool = False
    """Whether sitemaps and feeds named more than was taken."""

    @property
    def origin(self) -> Origin:
        """By which way its articles come."""
        crawled = self.connector is Connector.CRAWL
        return CRAWLED if crawled else Origin(self.connector, host_of(self.start))

    def job(self) -> Job:
        """Write down how far it has come."""
        return Job(
            target=self.target.id,
            kind=self.kind,
            begun_at=self.begun_at,
            steps=self.frontier.waiting,
            seen=tuple(self.frontier.seen),
            left=self.frontier.limit,
            opened=self.opened,
            changed=self.changed,
            newest_on=self.newest_on,
            found=self.found,
            article_tags=self.article_tags,
            missing_at=self.missing_at,
            shapes=self.frontier.traps.shapes(),
            led=self.frontier.traps.led,
            alias=self.frontier.alias,
        )
