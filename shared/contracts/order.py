"""Orders: demands to one unit to fix findings by a deadline."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import AwareDatetime, Field

from shared.contracts.base import Contract, Event, identity
from shared.contracts.finding import Finding, Proof, Severity, Step


class OrderState(StrEnum):
    """Where an order stands."""

    ISSUED = "issued"
    ACKNOWLEDGED = "acknowledged"
    RECTIFIED = "rectified"
    """By the unit's statement; not yet proven."""
    REOPENED = "reopened"
    CLOSED = "closed"
    """By proof."""
    WITHDRAWN = "withdrawn"
    EXTENDED = "extended"
    """The office has granted a later date; the unit works on."""
    EXCEPTED = "excepted"
    """The office accepts it as it is until a day (报备)."""
    APPEALED = "appealed"
    """The unit says that it is none; a second person decides (误报申诉)."""
    ESCALATED = "escalated"
    """Overdue, and brought before the next level; `level` says which."""


class OrderKind(StrEnum):
    """What is demanded."""

    RECTIFY = "rectify"
    """Mend findings."""
    REPORT_BACK = "report_back"
    """Hand in the report on a notice (整改情况报告)."""


class LimitStep(StrEnum):
    """The steps that a deadline class may ask for."""

    HIDE = "hide"
    """Take it out of sight."""
    RECTIFY = "rectify"


class Limit(Contract):
    """The deadline of one step of an order, with how it was counted."""

    step: LimitStep
    due_on: date
    """Asia/Shanghai."""
    due_at: AwareDatetime
    """The moment at which it ends, UTC."""
    start: AwareDatetime
    """Where the counting began."""
    working_days: int | None = None
    hours: int | None = None
    """Neither: the date is fixed."""
    provisional: bool = False
    """暂定: a year on the way has no published schedule."""
    explained: str = ""
    """One Chinese sentence that shows how the date was counted."""
    calendar: str = ""
    """Version of the calendar that counted."""
    done_at: AwareDatetime | None = None
    """When the unit said that this step is done; None while it is open."""


class Demand(Contract):
    """One finding of an order, as the unit is told of it; every text is masked."""

    finding: str
    target: str
    rule: str
    severity: Severity
    title: str
    excerpt: str
    suggestion: str = ""
    headline: str = ""
    url: str = ""
    request: str = ""
    """The re-check that is under way for it or was the last to answer."""
    proof: Proof | None = None
    """What that re-check showed; None while it has not answered."""
    before: str = ""
    """Masked excerpt that the re-check looked for."""
    after: str = ""
    """What the re-check found in its place, in words."""
    before_article: str = ""
    """The article it was found in; its id is a digest of what it says."""
    after_article: str = ""
    """The article that the re-check read; empty where it read none."""
    after_excerpt: str = ""
    """Masked excerpt of what stands there now; empty where nothing does."""


class Wish(Contract):
    """What a unit asks the office for and nobody has decided yet."""

    kind: str
    """extension, exception or hand_over."""
    until: date
    """Last day that is asked for; of a hand-over, which asks for none, the limit as it stands."""
    note: str = ""
    by: str
    at: AwareDatetime
    unit: str = ""
    """Of a hand-over: id of the unit that is said to have it; empty where that is not known."""


class Grant(Contract):
    """What the office granted: by whom, and until when."""

    kind: str
    """extension or exception."""
    until: date
    """Last day, Asia/Shanghai."""
    by: str
    """The approver."""
    note: str = ""
    at: AwareDatetime


class Order(Contract):
    """A demand to one unit to fix findings by a deadline (整改单)."""

    id: str
    unit: str
    target: str
    findings: tuple[str, ...]
    rule: str
    severity: Severity
    title: str
    excerpt: str
    """Masked."""
    suggestion: str = ""
    headline: str = ""
    """Masked."""
    url: str = ""
    """Masked."""
    issued_at: AwareDatetime
    due_on: date
    """Asia/Shanghai; the limit ends with this day."""
    due_at: AwareDatetime
    """The same as a moment, UTC."""
    provisional: bool = False
    """True while the year's official holiday schedule is not out (暂定)."""
    deadline_explained: str = ""
    """One Chinese sentence that shows how the date was counted."""
    state: OrderState = OrderState.ISSUED
    request: str = ""
    """The re-check that is under way or was the last to answer."""
    history: tuple[Step, ...] = ()
    version: int = Field(default=1, ge=1)
    kind: OrderKind = OrderKind.RECTIFY
    deadline_class: str = ""
    """Name of the class that set the limits; empty in orders of older versions."""
    limits: tuple[Limit, ...] = ()
    """The steps with their deadlines, the first due first; `due_on` is the last one's."""
    demands: tuple[Demand, ...] = ()
    """One for each of `findings`; empty in orders of older versions, see `demanded`."""
    level: int = Field(default=0, ge=0)
    """How often it was escalated: 1 the superior knows, 2 the office."""
    named: bool = False
    """A reminder has said that the notice will name the unit."""
    wish: Wish | None = None
    """What the unit asks for; None when nothing is open."""
    grants: tuple[Grant, ...] = ()
    confirmed_by: str = ""
    """Who confirmed the finding: somebody else decides an appeal."""
    appealed_by: str = ""
    units_before: tuple[str, ...] = ()
    """Units that it was handed over from, the first one first."""
    period: str = ""
    """Of a report-back duty: the quarter whose notice asks for it."""

    @property
    def demanded(self) -> tuple[Demand, ...]:
        """The findings as told, also of an order that an older version wrote."""
        if self.demands or not self.findings:
            return self.demands
        told = self.model_dump(include=set(Demand.model_fields) & set(Order.model_fields))
        return (Demand(finding=self.findings[0], **told),)

    def limit(self, step: LimitStep) -> Limit | None:
        """Return the limit of one step, None when the order asks for no such step."""
        return next((one for one in self.limits if one.step is step), None)


SIDE_STEPS = frozenset({"joined", "hidden", "checked", "asked", "disowned", "refused"}) | frozenset(
    {"rescheduled", "named", "reduced", "returned", "revoked"}
)
"""Actions in a history that leave the state as it is: who counts states passes over them."""


class OrderEvent(Event):
    """Any change of an order; carries the whole record as that step left it."""

    order: Order
    verb: str

    @property
    def subject(self) -> str:
        """`order.` and the verb in the past tense."""
        return f"order.{self.verb}"

    @property
    def msg_id(self) -> str:
        """Order, verb and version."""
        return identity("order", self.order.id, self.verb, str(self.order.version))


def order_id(finding: str) -> str:
    """Compute the id of the order that demands to fix `finding`."""
    return identity("order", finding)


def group_id(unit: str, deadline_class: str, slot: datetime) -> str:
    """Compute the id of the order that gathers findings of one unit and deadline class.

    Args:
        unit: who must mend them.
        deadline_class: name of the class.
        slot: beginning of the stretch of time in which they were confirmed, aware.
    """
    return identity("order", unit, deadline_class, slot.isoformat())


def duty_id(unit: str, period: str) -> str:
    """Compute the id of a unit's duty to report back on the notice of a period."""
    return identity("order", "report_back", unit, period)


def demand(finding: Finding) -> Demand:
    """Write a finding as an order tells it."""
    return Demand(
        finding=finding.id,
        target=finding.target,
        rule=finding.rule,
        severity=finding.severity,
        title=finding.title,
        excerpt=finding.excerpt,
        suggestion=finding.suggestion,
        headline=finding.headline,
        url=finding.url,
    )
