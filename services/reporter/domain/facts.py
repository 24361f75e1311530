"""What a quarter report is computed from; the edge fills it, nothing here reads a store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shared.contracts.assessment import Assessment
from shared.contracts.enquiry import Enquiry
from shared.contracts.finding import Finding
from shared.contracts.order import Order
from shared.contracts.score import Score
from shared.contracts.target import Target
from shared.contracts.unit import Unit


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was seen of one target.

    Attributes:
        target: its id.
        valid_probes: of a website, in the check week, without those the monitor itself spoilt.
        home_listed: of a website: its home page was read as a list of dated items.
        listing_seen: of a column: at least one listing was read.
        newest_post_on: of an account: day of its newest post; None when that was never read.
        post_seen_on: day on which that newest post was read; None when the reader of the
            store has made sure that it lies in the window.
    """

    target: str
    valid_probes: int = 0
    home_listed: bool = False
    listing_seen: bool = False
    newest_post_on: date | None = None
    post_seen_on: date | None = None


@dataclass(frozen=True, slots=True)
class AlertCounts:
    """Alerts that left in the quarter: near limits, orders before and past their deadline."""

    warnings: int = 0
    before_due: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """All records that a quarter report may need; the order within each tuple has no meaning.

    Attributes:
        targets: every row of the registry, closed ones included.
        findings: of any quarter and any decision; the counting rules choose.
        coverage: at most one for each target; a target without one was not observed.
        own_points: own points of scored portals, by target; empty while none are computed.
        assessments: the last one of each target by the day of the report; may be empty.
        sample: ids drawn for inspection; a kind without any of its ids here is checked in full.
        reported_back: units whose rectification report has arrived.
        stated: figures that somebody states, by path such as `accounts.opening`; compared
            with ours, never used instead of them.
    """

    targets: tuple[Target, ...] = ()
    units: tuple[Unit, ...] = ()
    findings: tuple[Finding, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    enquiries: tuple[Enquiry, ...] = ()
    scores: tuple[Score, ...] = ()
    orders: tuple[Order, ...] = ()
    alerts: AlertCounts = AlertCounts()
    own_points: Mapping[str, float] = field(default_factory=dict)
    assessments: tuple[Assessment, ...] = ()
    sample: frozenset[str] = frozenset()
    reported_back: frozenset[str] = frozenset()
    stated: Mapping[str, int] = field(default_factory=dict)
