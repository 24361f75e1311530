"""Assessments: what the indicators say about one target in one quarter, with every reason."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, Field

from shared.contracts.base import Contract, Event, identity
from shared.contracts.profile import Certainty, Part
from shared.contracts.target import TargetKind


class Verdict(StrEnum):
    """What can be said of a target, or of one indicator of it."""

    COMPLIANT = "compliant"
    VIOLATING = "violating"
    NOT_OBSERVED = "not_observed"
    """Too little was seen to say either; never counted as one of them."""


class Reason(Contract):
    """What one indicator says, and by which numbers."""

    item: str
    title: str
    part: Part
    rule: str
    verdict: Verdict
    """By the measurement alone; `counts` says whether it reaches the verdict of the target."""
    counts: bool = False
    """Confirmed by a person, or by an item that confirms itself."""
    first: date | None = None
    """Window of the measurement, Asia/Shanghai, both days included."""
    last: date | None = None
    numbers: Mapping[str, float] = Field(default_factory=dict)
    observations: tuple[str, ...] = ()
    """Where the facts rest: `<collection>:<id>`."""
    findings: tuple[str, ...] = ()
    points: float | None = None
    """Taken or given; None while the profile has no confirmed points for it."""
    certainty: Certainty = Certainty.CONFIRMED
    text: str
    """One sentence in Chinese that explains it."""


class Points(Contract):
    """The score of a portal."""

    total: float = Field(ge=0)
    deducted: float = Field(default=0, ge=0)
    bonus: float = Field(default=0, ge=0)
    rank: int | None = Field(default=None, ge=1)
    """Among the scored portals; computed when they are listed together."""
    provisional: bool = False
    """Items without confirmed points, or not yet inspected, could still lower it."""
    open_items: tuple[str, ...] = ()
    """Which those are."""


class Assessment(Contract):
    """The verdict of one target in one quarter, as of one day (评估)."""

    target: str
    unit: str
    kind: TargetKind
    quarter: str
    """Such as 2020Q4."""
    on: date
    """Last day whose facts count, Asia/Shanghai."""
    known_at: AwareDatetime | None = None
    """What was recorded by then counts, UTC; None in those that were stored before it was kept."""
    profile: str
    profile_digest: str
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    points: Points | None = None
    proposes_closing: bool = False
    corrects: str = ""
    """Id of the assessment that late facts made wrong; empty for none."""
    revision: int = Field(default=1, ge=1)
    """Of the same target, quarter and day: 1, then 2 for the first correction."""
    corrected_on: date | None = None
    """Of a correction: the day on which it was made, Asia/Shanghai."""
    text: str = ""
    """One sentence in Chinese."""

    @property
    def id(self) -> str:
        """Quarter, target, day and revision: an assessment is never overwritten."""
        return f"{self.quarter}:{self.target}:{self.on.isoformat()}:{self.revision}"


class AssessmentChanged(Event):
    """The verdict of a target, or of one of its indicators, is another than the day before."""

    assessment: Assessment

    @property
    def subject(self) -> str:
        """All changes travel on one subject."""
        return "assessment.changed"

    @property
    def msg_id(self) -> str:
        """The assessment."""
        return identity("assessment.changed", self.assessment.id)


class WarningKind(StrEnum):
    """What is near its limit."""

    COLUMN = "column"
    ACCOUNT = "account"
    ENQUIRY = "enquiry"


class Warning(Contract):  # noqa: A001 - the word of the trade; see the glossary
    """A limit that is near, not yet a defect (预警)."""

    id: str
    kind: WarningKind
    subject: str
    """Id of the target or enquiry."""
    target: str = ""
    unit: str
    limit_on: date
    """Last day on which it is still in time, Asia/Shanghai."""
    days_left: int = Field(ge=0)
    """When it was raised."""
    raised_on: date
    step: int = Field(default=1, ge=1)
    """1 for the first warning of a limit, 2 for the next one: the same limit, said again."""
    text: str
    """One sentence in Chinese."""
    explained: str = ""
    """How the limit was counted, one sentence in Chinese; empty in those of an older version."""


class WarningRaised(Event):
    """A limit came near, or nearer; raised once for each step of its ladder."""

    warning: Warning

    @property
    def subject(self) -> str:
        """All warnings travel on one subject."""
        return "warning.raised"

    @property
    def msg_id(self) -> str:
        """The warning."""
        return identity("warning.raised", self.warning.id)


def warning_id(kind: WarningKind, subject: str, limit_on: date, step: int = 1) -> str:
    """Compute the id that a step of one limit's warnings always gets."""
    again = (str(step),) if step > 1 else ()
    return identity("warning", kind, subject, limit_on.isoformat(), *again)
