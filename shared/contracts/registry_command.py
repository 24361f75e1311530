"""Commands about the registry: proposals and their decisions, lives, reconciliation."""

from pydantic import Field

from shared.contracts.base import ID_PATTERN
from shared.contracts.command import Command


class Propose(Command):
    """Propose to open, change or close a target, or to change a unit's contact."""

    verb: str = Field(pattern="^(open|change|close|contact)$")
    about: str = Field(pattern=ID_PATTERN)
    """Id of the target; of the unit for a contact."""
    fields: dict[str, str] = Field(default_factory=dict)
    """Keys and cells as an import file has them."""
    on: str = ""
    """First day on which it holds, ISO; empty means today."""
    reason: str = Field(default="", max_length=500)


class DecideProposal(Command):
    """Approve or reject a proposal; the proposer cannot approve it."""

    proposal: str = Field(min_length=4)
    approve: bool
    reason: str = Field(default="", max_length=500)


class FileProposal(Command):
    """Note the filing number of an approved proposal."""

    proposal: str = Field(min_length=4)
    number: str = Field(min_length=1, max_length=60)


class ShowTarget(Command):
    """Ask what the registry said of a target on a day, and its life."""

    id: str = Field(pattern=ID_PATTERN)
    on: str = ""
    """ISO; empty means today."""
    known_on: str = ""


class ReconcileRegistry(Command):
    """Compare the registry with another one in a file, or with what the crawler sees."""

    file: str = ""
    """Reference of the object in the bucket; empty compares with what the crawler sees."""
    name: str = ""
    """Name of the file as the person has it."""
