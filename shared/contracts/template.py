"""Templates of alerts as an office has put them in force, and the commands about them."""

from pydantic import AwareDatetime, Field

from shared.contracts.base import Contract
from shared.contracts.command import Command


class Template(Contract):
    """One version of the office's own templates; what it leaves out is packaged."""

    version: int = Field(ge=1)
    lines: str
    """YAML: by kind of alert, the texts that are the office's own."""
    file: str
    """Name of the file as the person had it."""
    by: str
    at: AwareDatetime
    cause: str
    """Id of the command."""


class TemplateFile(Command):
    """Check, preview or put in force the templates of a file."""

    file: str = Field(default="", max_length=200)
    """Its name as the person has it, for messages; empty for what is in force."""
    lines: str = Field(default="", max_length=100_000)
    reason: str = Field(default="", max_length=500)
    kind: str = ""
    """Of a preview: only this kind of alert."""
    title: str = Field(default="", max_length=500)
    """Of a preview: the title of the problem, to see what becomes of it."""
    version: int = Field(default=0, ge=0)
    """Of a look: which; 0 for the one in force."""
