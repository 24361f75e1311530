"""The precision of rules: how often people confirm what a rule finds."""

from enum import StrEnum

from pydantic import AwareDatetime

from shared.contracts.base import Contract


class Grade(StrEnum):
    """What a rule's precision has made of it."""

    NORMAL = "normal"
    HINT = "hint"
    """Too imprecise: what it finds from now on is a hint."""
    AWAITS_CONSENT = "awaits_consent"
    """Too imprecise, but a veto: a reviewer has to agree first."""


class Precision(Contract):
    """How precise one rule is."""

    rule: str
    confirmed: int = 0
    """Findings of our detectors that a person confirmed last."""
    rejected: int = 0
    """Findings of our detectors that a person rejected last; joint rejections count once."""
    grade: Grade = Grade.NORMAL
    consent_by: str = ""
    """The reviewer who agreed that a veto rule gives hints; empty for none."""
    consent_reason: str = ""
    changed_at: AwareDatetime | None = None

    @property
    def decided(self) -> int:
        """How many decisions there are."""
        return self.confirmed + self.rejected

    @property
    def share(self) -> float | None:
        """Confirmed of all decided; None without any."""
        return self.confirmed / self.decided if self.decided else None
