"""Commands about profiles, assessments and inspections."""

from pydantic import Field

from shared.contracts.command import Command


class ProfileFiles(Command):
    """Check profiles, or say what they would change; nothing named means the running ones."""

    files: dict[str, str] = Field(default_factory=dict, max_length=50)
    """Name of a file → its text, laid beside the packaged ones."""
    name: str = ""
    """The profile meant; empty means the running one."""
    other: str = ""
    """Of a comparison: the profile it is compared with; empty means the running one."""
    item: str = ""
    """Of an explanation: one item; empty means all."""
    day: str = ""
    """ISO; empty means today."""
    quarter: str = ""
    """Of a what-if: such as 2020Q4; empty shows no verdicts."""


class ApplyProfile(ProfileFiles):
    """Put a profile into effect."""

    reason: str = Field(default="", max_length=500)


class AssessmentQuery(Command):
    """Ask for the verdicts of a quarter."""

    quarter: str
    target: str = ""
    unit: str = ""
    verdict: str = ""
    day: str = ""
    """Of a replay: as of this day, ISO; empty means as last assessed."""
    known: str = ""
    """Of a replay: by what was known `then` (as empty), `now`, or at a moment, ISO."""
    limit: int = Field(default=50, ge=1, le=1000)


class InspectionQuery(Command):
    """Ask for the inspections of a quarter."""

    quarter: str
    target: str = ""
    state: str = Field(default="", pattern="^(|open|answered)$")
    limit: int = Field(default=50, ge=1, le=1000)


class AnswerInspection(Command):
    """Answer one inspection; its form says what is asked."""

    inspection: str
    answers: dict[str, tuple[bool, ...]]
    """By sample; a `false` is one case."""
    note: str = Field(default="", max_length=500)
