"""Orders: demands to one unit to fix a finding by a deadline."""

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, Field

from shared.contracts.base import Contract, Event, identity
from shared.contracts.finding import Severity, Step


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
