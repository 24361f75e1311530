"""Commands about rules, their lists, and texts that are checked before publication."""

from pydantic import Field

from shared.contracts.base import ID_PATTERN
from shared.contracts.command import Command

TEXT_LIMIT = 200_000
"""Characters of one text that is checked on request."""
TRIAL_DAYS = 30


class CheckText(Command):
    """Check a text before it is published; nothing of it is kept."""

    text: str = Field(max_length=TEXT_LIMIT)


class ImportRuleset(Command):
    """Import a file that was put into the bucket IMPORTS as the next edition of a rule set."""

    file: str
    """Reference of the object in the bucket."""
    name: str
    """Name of the file as the person has it."""
    ruleset: str = Field(pattern=ID_PATTERN)
    kind: str = "wording"
    skip_bad: bool = False
    dry_run: bool = False


class ApplyRuleset(Command):
    """Put an edition of a rule set in force; 0 puts none in force."""

    ruleset: str
    edition: int = Field(ge=0)


class TryRuleset(Command):
    """Ask what an edition would newly flag in what stands on the sites; changes nothing."""

    ruleset: str
    edition: int = Field(ge=1)
    days: int = Field(default=TRIAL_DAYS, ge=1, le=90)
    shown: int = Field(default=100, ge=1, le=1000)
    """Most findings to name one by one; all are counted."""


class ConsentToHint(Command):
    """A reviewer agrees, or no longer agrees, that an imprecise veto rule gives hints only."""

    rule: str
    agreed: bool = True
    reason: str = Field(min_length=1, max_length=500)
