"""Deadline classes: which findings must be mended how fast, and how units are reminded of it."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from pydantic import Field, model_validator

from shared.contracts.base import ID_PATTERN, Contract
from shared.contracts.finding import Severity


class Ladder(Contract):
    """When one limit is spoken of before, at and after its end, business time."""

    before_working_days: tuple[int, ...] = (3, 1)
    """Reminders this many working days before the last day, in the morning."""
    before_hours: tuple[int, ...] = (2,)
    """Reminders this many hours before the end."""
    at_due: bool = True
    """One message when the limit ends."""
    overdue_every_days: int = Field(default=1, ge=0, le=30)
    """Calendar days between two reminders past the end; 0 sends none."""
    overdue_most: int = Field(default=30, ge=0, le=400)
    """No more reminders than this past the end; the escalations go on."""
    superior_after: int | None = Field(default=1, ge=0)
    """Working days past the end until the unit's superior is told (first escalation)."""
    office_after: int | None = Field(default=3, ge=0)
    """Working days past the end until the office is told (second escalation)."""
    named_after: int = Field(default=3, ge=1)
    """From this reminder past the end on, the message says that the notice will name the unit."""


class DeadlineClass(Contract):
    """How fast findings of some rules must be hidden and mended."""

    name: str = Field(pattern=ID_PATTERN)
    title: str = ""
    """Chinese, as messages name it."""
    rules: tuple[str, ...] = ()
    """Rule ids, or `<family>.*`; none means every rule."""
    severities: tuple[Severity, ...] = ()
    """None means every severity."""
    hide_hours: int | None = Field(default=None, ge=1, le=240)
    """Hours until it must be taken out of sight; None asks for no such step."""
    rectify_hours: int | None = Field(default=None, ge=1, le=240)
    rectify_working_days: int | None = Field(default=None, ge=0, le=250)
    fixed_on: date | None = None
    """The date printed in a notice, Asia/Shanghai."""
    ladder: Ladder = Ladder()
    hide_ladder: Ladder = Ladder(before_working_days=(), before_hours=(1,), overdue_most=3)
    urgent: bool = False
    """Reminders go out in quiet hours too."""
    source: str = ""
    certainty: str = "unknown"
    """`confirmed` or `local` when an office has decided it; a suggestion otherwise."""

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        given = (self.rectify_hours, self.rectify_working_days, self.fixed_on)
        if sum(limit is not None for limit in given) != 1:
            raise ValueError(
                f"deadline class {self.name}: give one of rectify_hours, rectify_working_days "
                "and fixed_on"
            )
        return self

    def fits(self, rule: str, severity: Severity) -> bool:
        """Tell whether findings of this rule and severity fall under the class."""
        family = f"{rule.partition('.')[0]}.*"
        by_rule = not self.rules or rule in self.rules or family in self.rules
        return by_rule and (not self.severities or severity in self.severities)


class DatedDeadlines(Contract):
    """The deadline classes of the profile in effect, from one day until the next such record."""

    valid_from: date
    """Asia/Shanghai."""
    classes: tuple[DeadlineClass, ...] = ()
    """In the order in which they are tried; none where the profile says nothing of deadlines."""


OTHER = DeadlineClass(name="other", title="一般问题", rectify_working_days=7)
"""Where no class fits."""


def class_of(classes: Iterable[DeadlineClass], rule: str, severity: Severity) -> DeadlineClass:
    """Return the first class that fits, `OTHER` where none does."""
    return next((one for one in classes if one.fits(rule, severity)), OTHER)
