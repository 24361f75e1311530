"""Audit: who did what, when and why."""

from shared.contracts.base import Event, identity


class AuditRecorded(Event):
    """A person or a timer changed something."""

    actor: str
    action: str
    """Noun and verb, such as `finding.confirm`."""
    about: str
    """Id of the document that changed."""
    cause: str
    """Id of the command behind it."""
    reason: str = ""
    """Masked."""
    via: str = ""
    """How a unit's word reached us: page, paper or phone; empty for a command."""

    @property
    def subject(self) -> str:
        """All entries travel on one subject."""
        return "audit.recorded"

    @property
    def msg_id(self) -> str:
        """Action, document and cause."""
        return identity("audit", self.action, self.about, self.cause)
