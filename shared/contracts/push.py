"""Pushed posts: who may hand posts over, and the commands about it."""

from pydantic import AwareDatetime, Field

from shared.contracts.base import ID_PATTERN, Contract
from shared.contracts.command import Command


class PushToken(Contract):
    """Leave to hand over posts of one unit's targets. The token rests nowhere, only its hash."""

    hash: str = Field(pattern=r"^[0-9a-f]{64}$")
    """SHA-256 of the token."""
    unit: str = Field(pattern=ID_PATTERN)
    """Whose targets it is for."""
    target: str = ""
    """The only one of them, empty for all."""
    label: str = Field(default="", max_length=100)
    """Who holds it."""
    expires_at: AwareDatetime
    revoked_at: AwareDatetime | None = None

    @property
    def id(self) -> str:
        """What people call it by."""
        return self.hash[:12]


class IssuePush(Command):
    """Let somebody hand over posts; the client has drawn the token and keeps it."""

    hash: str = Field(pattern=r"^[0-9a-f]{64}$")
    unit: str = ""
    target: str = ""
    """One of both is named; a target brings its unit."""
    label: str = Field(default="", max_length=100)
    days: int = Field(default=365, ge=1, le=1_100)
    """How long it holds, business time."""


class RevokePush(Command):
    """Take a token back."""

    id: str = Field(pattern=r"^[0-9a-f]{12}$")


class PushPosts(Command):
    """Hand posts over by the broker instead of HTTP."""

    token: str = Field(min_length=20, max_length=100, repr=False)
    posts: str = Field(max_length=2_000_000)
    """As the HTTP endpoint takes them: JSON, one post or a list."""
