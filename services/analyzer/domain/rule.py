"""What a rule declares, and what it brings to light."""

from dataclasses import dataclass, field
from typing import NamedTuple

from shared.contracts.finding import Effect, Severity


@dataclass(frozen=True)
class Rule:
    """One rule: what it means, what a hit does, and texts that prove it.

    A rule without texts that must fire and texts that must stay silent is refused by the tests.
    """

    id: str
    """`<family>.<name>`."""
    title: str
    """As notices print it."""
    severity: Severity
    effect: Effect
    source: str
    """Where the rule comes from."""
    mend: str
    """What the unit does about a hit."""
    fires: tuple[str, ...] = field(default=())
    silent: tuple[str, ...] = field(default=())

    @property
    def family(self) -> str:
        """The part of the id before the dot."""
        return self.id.partition(".")[0]


class Hit(NamedTuple):
    """One place in a text where a rule fires."""

    rule: str
    span: tuple[int, int]
    """Half-open, in characters of the text."""
    key: str
    """Identifies the defect wherever it stands; may be personal: fingerprint it, never keep it."""
    suggestion: str = ""
    why: str = ""
