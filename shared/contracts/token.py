"""Tokens: what lets a unit open its orders without a login."""

from pydantic import AwareDatetime

from shared.contracts.base import Contract


class Token(Contract):
    """One link to one order for one unit. The token itself rests nowhere, only its hash."""

    hash: str
    """SHA-256 of the token."""
    order: str
    unit: str
    generation: int = 0
    """Grows when the link before it is revoked."""
    expires_at: AwareDatetime
    revoked_at: AwareDatetime | None = None


class Upload(Contract):
    """One file that a unit sent as proof; its body rests sealed."""

    id: str
    order: str
    unit: str
    name: str
    """Masked."""
    kind: str
    """pdf, png, jpeg, docx or xlsx; told by its content."""
    bytes: int
    at: AwareDatetime
