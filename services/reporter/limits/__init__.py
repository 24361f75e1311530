"""Limits of enquiries as data: which kind must be answered in how many working days."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.calendar import WorkCalendar
from shared.contracts.enquiry import Enquiry
from shared.errors import PermanentError
from shared.workdays import Workdays

_PACKAGED = Path(__file__).with_name("enquiries.yaml")
_MOST = 365


class EnquiryLimits(BaseModel):
    """Working days by channel and by category; the channel goes before."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    channels: dict[str, int] = Field(default_factory=dict)
    categories: dict[str, int] = Field(default_factory=dict)
    default: int = Field(ge=1, le=_MOST)
    roll_over: bool = True
    """What is received on a day off counts as received on the next working day."""

    @classmethod
    def load(cls, path: Path | None) -> Self:
        """Read an office's own file, else the packaged one.

        Raises:
            PermanentError: it cannot be read, or holds something else than limits.
        """
        file = path or _PACKAGED
        try:
            return cls.model_validate(yaml.safe_load(file.read_text("utf-8")))
        except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
            raise PermanentError(f"{file}: no limits of enquiries: {error}") from error

    def working_days(self, enquiry: Enquiry) -> int:
        """Return how many working days an enquiry may take."""
        by_category = self.categories.get(enquiry.category, self.default)
        return self.channels.get(enquiry.channel.value, by_category)

    def limited(self, enquiry: Enquiry, calendar: WorkCalendar) -> Enquiry:
        """Give an enquiry its last day, unless it has one."""
        if enquiry.due_on is not None:
            return enquiry
        came = enquiry.received_on
        start = calendar.receipt_day(came) if self.roll_over else came
        due = calendar.add_working_days(start, self.working_days(enquiry))
        return enquiry.model_copy(update={"due_on": due.on, "due_explained": due.explanation})


def with_limit_of(enquiry: Enquiry, known: Enquiry | None) -> Enquiry:
    """Leave an enquiry that is told again the limit it was given, while it hangs on the same."""
    if known is None or enquiry.due_on is not None or _hangs_on(enquiry) != _hangs_on(known):
        return enquiry
    given = {"due_on": known.due_on, "due_explained": known.due_explained}
    return enquiry.model_copy(update=given)


def _hangs_on(enquiry: Enquiry) -> tuple[date, str, str]:
    return enquiry.received_on, enquiry.channel, enquiry.category


class Limiting:
    """Gives enquiries their last days by the calendar that holds.

    Args:
        limits: working days.
        workdays: the calendar.
    """

    def __init__(self, limits: EnquiryLimits, workdays: Workdays) -> None:
        self._limits = limits
        self._workdays = workdays

    async def limited(self, enquiries: Sequence[Enquiry]) -> list[Enquiry]:
        """Give those that have none their last day."""
        calendar = await self._workdays.in_force()
        return [self._limits.limited(one, calendar) for one in enquiries]
