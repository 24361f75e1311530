"""Rule sets: the lists of an office, kept in editions, one of which is in force."""

from pydantic import AwareDatetime, Field

from shared.contracts.base import ID_PATTERN, Contract, Event, identity
from shared.contracts.finding import Step


class Edition(Contract):
    """One version of a rule set as it was imported (版次); its rows rest by themselves."""

    number: int
    digest: str
    """Of the rows: the same list imported twice is one edition."""
    entries: int
    file: str
    """Name of the file, masked."""
    actor: str
    at: AwareDatetime


class Ruleset(Contract):
    """One named list of the office and which edition of it is looked for (规则集)."""

    id: str = Field(pattern=ID_PATTERN)
    kind: str = "wording"
    """What its rows are; decides the columns of its file."""
    edition: int = 0
    """The one in force; 0 for none."""
    editions: tuple[Edition, ...] = ()
    history: tuple[Step, ...] = ()
    version: int = Field(default=1, ge=1)

    def of(self, number: int) -> Edition | None:
        """Return one edition, None when there is none of that number."""
        return next((each for each in self.editions if each.number == number), None)


class RulesetRegistered(Event):
    """A rule set was imported, put in force or taken out; carries the full record."""

    ruleset: Ruleset

    @property
    def subject(self) -> str:
        """One subject per rule set: the stream keeps the last record of each."""
        return f"registry.ruleset.{self.ruleset.id}"

    @property
    def msg_id(self) -> str:
        """Rule set and version."""
        return identity("registry.ruleset", self.ruleset.id, str(self.ruleset.version))


def edition_id(ruleset: str, digest: str) -> str:
    """Compute the id under which the rows of an edition rest."""
    return identity("edition", ruleset, digest)
