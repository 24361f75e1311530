"""Inspections: what only a person can see, as a task with a sample and a form."""

from collections.abc import Mapping
from datetime import date

from pydantic import AwareDatetime, Field

from shared.contracts.base import Contract


class Inspection(Contract):
    """One item of a profile, to be looked at by a person on one target in one quarter."""

    target: str
    unit: str
    quarter: str
    item: str
    title: str
    form: tuple[str, ...]
    """The questions, each to be answered yes or no."""
    samples: tuple[str, ...]
    """What was drawn, such as ids of articles; `1`, `2` … where the person chooses."""
    seed: str
    """By which anybody can draw the same sample again."""
    population: int = Field(default=0, ge=0)
    """How many it was drawn from; 0 when the person chooses."""
    suggested: Mapping[str, tuple[bool, ...]] = Field(default_factory=dict)
    """By sample: what the machine saw, for the person to confirm or correct; counts for nothing."""
    due_on: date
    """Last day of the quarter, Asia/Shanghai."""
    answers: Mapping[str, tuple[bool, ...]] = Field(default_factory=dict)
    """By sample; an inspection counts when every sample is answered."""
    answered_by: str = ""
    answered_at: AwareDatetime | None = None
    note: str = ""
    """Masked."""
    cause: str = ""
    """The command that answered it last: a repeat changes nothing."""
    version: int = Field(default=1, ge=1)

    @property
    def id(self) -> str:
        """Quarter, target and item."""
        return f"{self.quarter}:{self.target}:{self.item}"

    @property
    def is_answered(self) -> bool:
        """Tell whether every sample is answered."""
        return bool(self.samples) and set(self.samples) <= set(self.answers)
