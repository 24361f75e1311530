"""Observations: one measured fact each."""

from datetime import UTC, date, datetime
from enum import StrEnum

from pydantic import AwareDatetime, Field

from shared.contracts.base import Contract, Event, identity


class VisitOutcome(StrEnum):
    """What a visit to a known address found."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"


class Visited(Contract):
    """One visit to one address, asked for by a re-check or made when a known article is gone."""

    request: str = ""
    """The re-check that asked for it; empty when nobody did."""
    finding: str = ""
    """The finding whose disappearance is to be proven; empty when nobody asked."""
    places: int = 1
    """How many addresses the request asked about."""
    target: str
    address: str
    url: str
    """Masked."""
    outcome: VisitOutcome
    article: str = ""
    """The article that stands at the address now; empty when none could be read."""
    at: AwareDatetime


class PageVisited(Event):
    """A known address was visited."""

    visit: Visited

    @property
    def subject(self) -> str:
        """All visits travel on one subject."""
        return "observation.visited"

    @property
    def msg_id(self) -> str:
        """Request and address; without a request, address and what was found when."""
        visit = self.visit
        asked = visit.request or f"{visit.outcome}@{visit.at.isoformat()}"
        return identity("observation.visited", visit.finding, visit.address, asked)


class ProbeOutcome(StrEnum):
    """What one probe of a website says."""

    OPEN = "open"
    """A usable page within 15.0 s."""
    FAILED = "failed"
    """No usable page within 15.0 s, by the site's fault."""
    INVALID = "invalid"
    """We could not look: our own outage, or the site refuses the monitor. Says nothing."""


class Probe(Contract):
    """One look whether a website opens."""

    target: str
    at: AwareDatetime
    outcome: ProbeOutcome
    seconds: float = Field(default=0.0, ge=0)
    """From the request to the last byte."""
    why: str = ""
    """How the fetch ended; one of the crawler's outcomes."""
    source: str = "monitor"
    vantage: str = ""
    """Where the monitor stood, as its operator named it; empty when there is one place only."""
    family: str = ""
    """`ipv4` or `ipv6`: over which the page came; empty when no connection was made."""
    ipv6: bool | None = None
    """Whether it opened over IPv6; None when that was not tried."""
    tls_expires_on: date | None = None
    """Last day of the site's certificate, Asia/Shanghai; None without TLS."""
    recorded_at: AwareDatetime | None = None
    """When it was entered, where that was long after `at`, UTC; None: as it was observed."""


class ProbeObserved(Event):
    """A website was probed."""

    probe: Probe

    @property
    def subject(self) -> str:
        """All probes travel on one subject."""
        return "observation.probed"

    @property
    def msg_id(self) -> str:
        """Target and minute: one probe a minute counts."""
        return identity("observation.probed", self.probe.target, minute_of(self.probe.at))


class ListingOutcome(StrEnum):
    """What reading a listing brought."""

    READ = "read"
    BLANK = "blank"
    """The page opened and lists nothing."""
    UNREADABLE = "unreadable"
    """Blocked, unreachable or not understood. Says nothing."""


class Listing(Contract):
    """What a home page, a column or an account lists at one moment."""

    target: str
    at: AwareDatetime
    outcome: ListingOutcome
    items: int = Field(default=0, ge=0)
    newest_on: date | None = None
    """Day of the newest dated item, Asia/Shanghai; None when none is dated."""
    source: str = "monitor"
    placeholder: bool = False
    """The page says that there is nothing yet (建设中, 暂无内容 …) where entries should stand."""
    recorded_at: AwareDatetime | None = None
    """When it was entered, where that was long after `at`, UTC; None: as it was observed."""


class ListingObserved(Event):
    """A listing was read."""

    listing: Listing

    @property
    def subject(self) -> str:
        """All listings travel on one subject."""
        return "observation.listed"

    @property
    def msg_id(self) -> str:
        """Target and minute."""
        return identity("observation.listed", self.listing.target, minute_of(self.listing.at))


class LinkOutcome(StrEnum):
    """What following a link brought."""

    OPEN = "open"
    DEAD = "dead"
    UNVERIFIED = "unverified"
    REMOVED = "removed"
    """It was dead, and its page has it no more."""


class LinkCheck(Contract):
    """One look at where a link of a target leads."""

    target: str
    url: str
    """Masked."""
    at: AwareDatetime
    outcome: LinkOutcome
    source: str = "monitor"
    page: str = ""
    """Where the link stands, masked; empty when a file did not say."""
    landed: str = ""
    """Host that answered after all redirects; empty when none did."""
    fingerprint: str = ""
    """Of what stands there (title and words), in hexadecimal; empty when it could not be read."""
    changed: bool = False
    """What stands there has nothing in common with what was seen first: perhaps a resold domain."""
    why: str = ""
    """How the last try ended; one of the crawler's outcomes."""
    tries: int = Field(default=1, ge=1)
    """Tries at different hours; `dead` needs several."""
    recorded_at: AwareDatetime | None = None
    """When it was entered, where that was long after `at`, UTC; None: as it was observed."""


class LinkObserved(Event):
    """A link was followed."""

    link: LinkCheck

    @property
    def subject(self) -> str:
        """All link checks travel on one subject."""
        return "observation.linked"

    @property
    def msg_id(self) -> str:
        """Target, address and minute."""
        link = self.link
        return identity("observation.linked", link.target, link.url, minute_of(link.at))


def minute_of(moment: datetime) -> str:
    """Return the minute of a moment in UTC, as observations are told apart by it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
