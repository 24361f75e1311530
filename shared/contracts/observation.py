"""Observations: one measured fact each."""

from enum import StrEnum

from pydantic import AwareDatetime

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
