"""Working days of China: which days count, when a limit ends, and why."""

from shared.calendar.days import DueDate, WorkCalendar, due_moment
from shared.calendar.load import load_calendar, read_lines
from shared.calendar.override import CalendarFileError, Override, parse_override

__all__ = [
    "CalendarFileError",
    "DueDate",
    "Override",
    "WorkCalendar",
    "due_moment",
    "load_calendar",
    "parse_override",
    "read_lines",
]
