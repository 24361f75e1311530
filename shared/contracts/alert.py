"""Alerts: one message to one recipient on one channel."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from shared.contracts.base import Contract, Event, identity


class AlertKind(StrEnum):
    """Why an alert is sent; the ladder's rungs."""

    ISSUED = "issued"
    BEFORE_DUE = "before_due"
    OVERDUE = "overdue"
    REOPENED = "reopened"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    JOINED = "joined"
    """Another finding was added to an order."""
    DUE = "due"
    """The limit ends now."""
    ESCALATED = "escalated"
    """To the superior or the office."""
    EXTENDED = "extended"
    EXCEPTED = "excepted"
    REFUSED = "refused"
    """An appeal, or a wish for a later date or an exception, was turned down."""
    RESCHEDULED = "rescheduled"
    """The calendar changed, and the deadline with it."""
    HANDED_OVER = "handed_over"
    """To the unit that need do nothing more."""
    ASKED = "asked"
    """To the office: a unit asks or appeals, somebody must decide."""
    WARNING = "warning"
    """A limit is near, not yet a defect (预警)."""
    ENQUIRY = "enquiry"
    """A citizen's message is due soon."""
    REPORT = "report"
    """The daily report, or the notice."""
    UNREACHED = "unreached"
    """To the office: what was for a unit could not be delivered for good."""
    TEST = "test"
    """Somebody tries a channel out."""


class AlertState(StrEnum):
    """Where an alert stands on its way out."""

    PENDING = "pending"
    LEASED = "leased"
    SENT = "sent"
    FAILED = "failed"
    """For good; needs a person."""
    DROPPED = "dropped"
    """A person decided, after a restore, that it is not sent."""


class Alert(Contract):
    """One message to one recipient on one channel (提醒)."""

    id: str
    kind: AlertKind
    order: str
    """Id of the order it is about; of a warning, enquiry or report the id of that."""
    occasion: str = ""
    """What tells it from the next of its kind about the same; every channel's copy has the same."""
    unit: str
    recipient: str
    """The channel address as the registry has it, such as `mailto:…`."""
    subject_line: str
    text: str
    """Masked."""
    explained: str = ""
    """How its deadline was counted, in Chinese; empty where it prints none."""
    due_at: AwareDatetime
    """Business time before which it must not be sent, UTC."""
    state: AlertState = AlertState.PENDING
    attempts: int = Field(default=0, ge=0)
    answer: str = ""
    """What the channel said last."""
    sent_at: AwareDatetime | None = None
    version: int = Field(default=1, ge=1)
    urgent: bool = False
    """Goes out by itself, at any hour."""
    sent_in: str = ""
    """Id of the alert whose message carried this one too; empty when it went by itself."""
    templates: int = Field(default=0, ge=0)
    """Version of the office's templates that it was written by; 0 for the packaged ones."""
    replays: int = Field(default=0, ge=0)
    """How often a person put it back in line after it had failed."""


class AlertEvent(Event):
    """An alert left, or failed for good."""

    alert: Alert

    @property
    def subject(self) -> str:
        """`alert.sent` or `alert.failed`."""
        return f"alert.{self.alert.state}"

    @property
    def msg_id(self) -> str:
        """Alert and where it came to rest."""
        return identity("alert", self.alert.id, self.alert.state)


def alert_id(order: str, kind: AlertKind, occasion: str, recipient: str) -> str:
    """Compute the id that every copy of one alert carries.

    Args:
        order: id of the order, warning, enquiry or report that it is about.
        kind: rung of the ladder.
        occasion: what tells this alert from the next of its kind, such as a round or a day.
        recipient: the channel address.
    """
    return identity("alert", order, kind, occasion, recipient)
