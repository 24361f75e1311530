"""Suppressions: what a person rejected, so that it does not come back."""

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime

from shared.contracts.base import Contract, identity


class Scope(StrEnum):
    """How far a rejection reaches."""

    TARGET = "target"
    UNIT = "unit"
    ALL = "all"


class Suppression(Contract):
    """One defect that is no defect, for a target, a unit or everybody."""

    id: str
    root: str
    """Rule and keyed fingerprint of the defect, as findings carry them."""
    rule: str
    scope: Scope
    about: str = ""
    """Id of the target or unit; empty for all."""
    until: date | None = None
    """Last day on which it holds, Asia/Shanghai; None for ever."""
    finding: str
    """The finding that was rejected."""
    actor: str
    reason: str = ""
    """Masked."""
    request: str
    """Id of the command behind it."""
    at: AwareDatetime

    def covers(self, *, root: str, target: str, unit: str) -> bool:
        """Tell whether it is about a defect of this target of this unit."""
        subject = {Scope.TARGET: target, Scope.UNIT: unit, Scope.ALL: ""}[self.scope]
        return self.root == root and self.about == subject

    def holds_on(self, day: date) -> bool:
        """Tell whether it still holds on a day."""
        return self.until is None or day <= self.until


def suppression_id(root: str, scope: Scope, about: str) -> str:
    """Compute the id by which a later rejection of the same reach replaces an earlier one."""
    return identity("suppression", root, scope, about)
