"""Enquiries: citizens' messages that must be answered in time."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from shared.contracts.base import ID_PATTERN, Contract, Event, identity


class EnquiryChannel(StrEnum):
    """Where a citizen wrote."""

    SITE = "site"
    FINDER = "finder"
    """我为政府网站找错, forwarded by the national platform."""
    HOTLINE = "12345"
    OTHER = "other"


class Enquiry(Contract):
    """A citizen's message that must be answered in time (网民留言). Holds nothing of its text."""

    id: str = Field(pattern=ID_PATTERN)
    unit: str
    target: str = ""
    """Where it was written; empty when that is no registered target."""
    channel: EnquiryChannel = EnquiryChannel.SITE
    received_on: date
    """Asia/Shanghai; decides the quarter it belongs to."""
    due_on: date | None = None
    """The last day of its limit; None while nobody has set one."""
    due_explained: str = ""
    """How that day was counted, in Chinese; empty for one that was handed in with the enquiry."""
    closed_on: date | None = None
    category: str = ""
    valid: bool = True
    invalid_reason: str = ""
    """Masked. An invalid one needs it, and leaves the count."""
    version: int = Field(default=1, ge=1)


class BoardEntry(Contract):
    """An enquiry as a page of a board shows it; the page itself stays where it is."""

    id: str = Field(pattern=ID_PATTERN)
    """Computed from the board and the address of the page."""
    target: str
    """The board: a column."""
    received_on: date
    """Asia/Shanghai."""
    closed_on: date | None = None
    category: str = ""


class EnquiryRead(Event):
    """An enquiry was read off a board."""

    entry: BoardEntry

    @property
    def subject(self) -> str:
        """All that is read travels on one subject."""
        return "enquiry.read"

    @property
    def msg_id(self) -> str:
        """Enquiry and what the page shows of it."""
        return identity("enquiry.read", self.entry.model_dump_json())


class EnquiryChanged(Event):
    """An enquiry came in or changed; carries the whole record."""

    enquiry: Enquiry

    @property
    def subject(self) -> str:
        """All changes travel on one subject."""
        return "enquiry.changed"

    @property
    def msg_id(self) -> str:
        """Enquiry and version."""
        return identity("enquiry.changed", self.enquiry.id, str(self.enquiry.version))
