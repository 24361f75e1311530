"""What everything that travels has in common: frozen, additive, and identified by its content."""

import hashlib
from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict

MSG_ID = "Nats-Msg-Id"
"""Header by which the broker drops a repeat within its duplicate window."""

ID_PATTERN = r"^[A-Za-z0-9_-]{1,64}$"
"""A registered id is one token of a subject: no dots, no spaces, no wildcards."""


def identity(*parts: str) -> str:
    """Compute the id that the same parts always get: 32 hexadecimal characters of SHA-256.

    Each part is preceded by its length, so ("ab", "c") and ("a", "bc") differ.
    """
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return digest.hexdigest()[:32]


class Contract(BaseModel):
    """A record that crosses a service boundary.

    Fields are only ever added, with a default; none is renamed. Unknown fields are ignored, so
    that an old consumer reads a new producer.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class Event(Contract):
    """Something that happened, past tense, with the whole record it happened to."""

    occurred_at: AwareDatetime
    """Business time, UTC."""

    @property
    def subject(self) -> str:
        """Where it is published."""
        raise NotImplementedError

    @property
    def msg_id(self) -> str:
        """The same for every repeat of this event, different for every other event."""
        raise NotImplementedError

    def body(self) -> bytes:
        """Encode the event as it travels: UTF-8 JSON."""
        return self.model_dump_json().encode()


def as_text(moment: datetime) -> str:
    """Write a moment as it stands in ids: ISO 8601 in UTC."""
    return moment.isoformat()
