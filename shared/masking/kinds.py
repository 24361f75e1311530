"""What is recognised."""

from dataclasses import dataclass
from enum import StrEnum


class PersonalKind(StrEnum):
    """A kind of personal value."""

    RESIDENT_ID = "resident_id"
    MOBILE = "mobile"
    BANK_CARD = "bank_card"
    PASSPORT = "passport"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class PersonalSpan:
    """Where a personal value stands.

    Attributes:
        kind: what it is.
        start: first character, in characters of the original text.
        end: one past the last character.
        certain: check digit, date, boundaries and grouping are all right; else a person decides.
    """

    kind: PersonalKind
    start: int
    end: int
    certain: bool
