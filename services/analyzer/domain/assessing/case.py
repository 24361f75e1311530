"""One target on one day, with everything that its indicators may look at. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from services.analyzer.domain.assessing.dates import Quarter
from services.analyzer.domain.assessing.ledger import Ledger
from shared.contracts.assessment import Verdict
from shared.contracts.enquiry import Enquiry
from shared.contracts.profile import ColumnClass, Profile
from shared.contracts.target import Target, TargetKind


@dataclass(frozen=True)
class Registry:
    """What the registry says beside the target itself.

    Attributes:
        units: id of a unit → its name.
        twins: unit and platform → ids of its running accounts there.
        hosts: of all websites and columns on the registry, lower case.
    """

    units: Mapping[str, str] = field(default_factory=dict)
    twins: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)
    hosts: frozenset[str] = frozenset()


class Column(NamedTuple):
    """One column of a website."""

    target: Target
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class Case:
    """A target to be judged at the end of `day`."""

    target: Target
    day: date
    ledger: Ledger
    profile: Profile
    columns: tuple[Column, ...] = ()
    enquiries: tuple[Enquiry, ...] = ()
    registry: Registry = Registry()
    known: datetime | None = None
    """What was recorded by then is in it, UTC."""
    judged: list[Any] = field(default_factory=list, compare=False, repr=False)
    """Columns that were judged already, for the items that count them."""

    @property
    def quarter(self) -> Quarter:
        """The quarter that `day` lies in."""
        return Quarter.of(self.day)

    @property
    def is_portal(self) -> bool:
        """Tell whether the profile gives this website points."""
        if self.target.kind is not TargetKind.WEBSITE:
            return False
        portals = self.profile.portals
        named = any(part in self.target.name for part in portals.names)
        return named or self.target.level in portals.levels

    def is_fresh(self, day: date | None) -> bool:
        """Tell whether an observation of `day` still says something of today."""
        oldest = self.day - timedelta(days=self.profile.observed.listing_days)
        return day is not None and day >= oldest


class Measured(NamedTuple):
    """What one measurement says.

    `keys` tells several failures of one item apart, one finding each; `since` is where the
    episode began, None when only the days before can tell.
    """

    verdict: Verdict
    text: str
    first: date | None = None
    last: date | None = None
    numbers: Mapping[str, float] = {}
    since: date | None = None
    keys: tuple[str, ...] = ("",)
    observations: tuple[str, ...] = ()


def unseen(text: str, **numbers: float) -> Measured:
    """Say that too little was observed."""
    return Measured(Verdict.NOT_OBSERVED, text, numbers=numbers)


def judged(*, failed: bool) -> Verdict:
    """Return the verdict of a measurement that could be made."""
    return Verdict.VIOLATING if failed else Verdict.COMPLIANT


def listing_id(target: str, day: date | None) -> tuple[str, ...]:
    """Return where a listing rests, as assessments name it."""
    return (f"listings:{target}:{day.isoformat()}",) if day else ()


def class_of(profile: Profile, target: Target) -> ColumnClass | None:
    """Return the class of a column; None when the profile knows no such class."""
    return profile.column_classes.get(target.columns_class.strip())
