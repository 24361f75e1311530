"""Profiles: the indicators of one scheme as dated data, with the certainty of every value."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field

from shared.clock import OFFICE_ZONE
from shared.contracts.base import ID_PATTERN, Contract, Event, identity
from shared.contracts.deadline import DeadlineClass
from shared.contracts.finding import Severity
from shared.contracts.target import TargetKind

GRACE = timedelta(hours=1)
"""A day is assessed so long after its end: what its last minutes showed has arrived by then."""


def closes_at(day: date) -> datetime:
    """Return the moment from which a day is assessed; a profile applied later judges later days."""
    return datetime.combine(day + timedelta(days=1), time(), OFFICE_ZONE) + GRACE


class Certainty(StrEnum):
    """How sure we are of a value; everything but `confirmed` is shown with its mark."""

    CONFIRMED = "confirmed"
    PARTLY = "partly"
    MEMORY = "memory"
    UNKNOWN = "unknown"
    LOCAL = "local"
    """An office has decided it for itself, in an overlay."""


class Part(StrEnum):
    """What a failed item does."""

    VETO = "veto"
    """One failed item makes the target unqualified (单项否决)."""
    PROBLEM = "problem"
    """Named among the targets with problems; does not make one unqualified."""
    DEDUCTION = "deduction"
    """Takes points from a portal's 100."""
    BONUS = "bonus"
    """Gives points beyond 100."""


class Item(Contract):
    """One indicator."""

    id: str = Field(pattern=r"^[A-Z]{1,3}[0-9]+(\.[0-9a-z]+)*$")
    title: str
    situation: str = ""
    """What fails it, in our own words."""
    part: Part
    kinds: tuple[TargetKind, ...]
    rule: str
    """Rule of the findings that a failure raises, `<family>.<name>`."""
    check: str
    """Name of the measurement; `findings` judges by confirmed findings of `rules`, `inspection`
    by what a person answers."""
    rules: tuple[str, ...] = ()
    """Of `findings`: the rules whose confirmed findings fail the item."""
    portals_only: bool = False
    platforms: tuple[str, ...] = ()
    """Of accounts: those on these platforms; none means all."""
    severity: Severity = Severity.ORDINARY
    confirms: bool = False
    """A failure needs no person to confirm it."""
    limits: Mapping[str, float] = Field(default_factory=dict)
    """Thresholds of the measurement, inclusive, by name: `days`, `months`, `count`, `share` …"""
    classes: tuple[str, ...] = ()
    """Column classes that the measurement looks at; none means all."""
    keys: tuple[str, ...] = ()
    """What must be present: marks, tags, parts, elements."""
    group: str = ""
    """First-level item it belongs to, such as 办事服务."""
    points: float | None = Field(default=None, ge=0)
    """Most that the item takes or gives; None while nobody has confirmed it."""
    each: float | None = Field(default=None, ge=0)
    """What one case takes; None takes all of `points`."""
    certainty: Certainty = Certainty.CONFIRMED
    """Of the item and its limits."""
    points_certainty: Certainty = Certainty.UNKNOWN
    source: str = ""
    sample: int = Field(default=0, ge=0)
    """Of an inspection: how many are drawn."""
    form: tuple[str, ...] = ()
    """Of an inspection: the questions, each answered yes or no; a no is one case."""
    enabled: bool = True
    raises: bool = True
    """A failure raises a finding; without it, it is only told in the assessment."""


class ColumnClass(Contract):
    """How often the columns of one class must be updated."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    titles: tuple[str, ...] = ()
    """As registries and notices write it; the first is printed."""
    days: int = Field(default=0, ge=0)
    months: int = Field(default=0, ge=0)
    """Calendar months; both 0 means that no limit is set."""
    finished: bool = False
    """Archives and closed topics: never overdue."""
    certainty: Certainty = Certainty.CONFIRMED
    source: str = ""


class Observed(Contract):
    """How much must have been seen before anything is said about a target."""

    probes: int = Field(default=140, ge=1)
    """Valid probes of a website in some `probe_days` days in a row."""
    probe_days: int = Field(default=7, ge=1, le=31)
    listing_days: int = Field(default=14, ge=1, le=31)
    """A listing older than this many days says nothing of today."""


class Scoring(Contract):
    """How points become a result."""

    full: float = 100
    pass_below: float = 60
    """Below it a portal is unqualified; the limit itself passes."""
    bonus_above: float = 80
    """Bonus counts only above it; the limit itself gets none."""
    bonus_most: float = 30
    services_group: str = ""
    """Group that a website without services is not checked for."""
    services_points: float = 25
    decimals: int = Field(default=1, ge=0, le=4)


class Portals(Contract):
    """Which websites get points: any of these fits."""

    levels: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Parts of the name."""


class Profile(Contract):
    """One scheme of indicators, overlays applied."""

    name: str = Field(pattern=ID_PATTERN)
    title: str
    bases: tuple[str, ...] = ()
    """Names of the profiles it was laid over, nearest first."""
    valid_from: date
    valid_to: date | None = None
    items: tuple[Item, ...]
    columns: tuple[ColumnClass, ...] = ()
    observed: Observed = Observed()
    scoring: Scoring = Scoring()
    portals: Portals = Portals()
    warn_days: int = Field(default=3, ge=0, le=14)
    """A warning is raised this many days before a limit."""
    warn_again: tuple[Annotated[int, Field(ge=0, le=14)], ...] = (1,)
    """It is raised again when so many days are left and nothing has happened."""
    closing_quarters: int = Field(default=3, ge=1)
    """So many failed quarters in a row propose closing."""
    deadlines: tuple[DeadlineClass, ...] = ()
    """How fast findings must be mended, by rule and severity, in the order in which they are tried;
    none leaves that to the notifier."""
    version: int = Field(default=1, ge=1)

    @cached_property
    def digest(self) -> str:
        """Tells any two contents apart that could judge differently; named by each assessment.

        Deadlines judge nothing: an office that changes one leaves every verdict's profile as it is.
        """
        plain = self.model_dump_json(exclude={"version", "deadlines"})
        return identity("profile", plain)[:16]

    @cached_property
    def column_classes(self) -> Mapping[str, ColumnClass]:
        """Column classes by name and by every title."""
        return {key: one for one in self.columns for key in (one.name, *one.titles)}

    @cached_property
    def scopes(self) -> dict[Any, Any]:
        """Room for what is worked out of the items once, such as those of one sort of target.

        `model_copy` carries it along: build a profile with other items anew.
        """
        return {}


class DatedDigest(Contract):
    """The content of a profile, overlays applied, from one day until the next such record."""

    valid_from: date
    """Asia/Shanghai."""
    digest: str = ""
    """`Profile.digest`; empty where the profile is not valid."""


class ProfileRegistered(Event):
    """A profile was put into effect; carries the full record."""

    profile: Profile

    @property
    def subject(self) -> str:
        """One subject per profile: the stream keeps the last record of each."""
        return f"registry.profile.{self.profile.name}"

    @property
    def msg_id(self) -> str:
        """Profile and version."""
        return identity("registry.profile", self.profile.name, str(self.profile.version))
