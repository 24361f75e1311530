"""Rates that keep their exact fraction and say how they were printed."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_FINEST = 6


class Mode(StrEnum):
    """What happens to the digits that are not printed."""

    HALF_UP = "half_up"
    TRUNCATE = "truncate"


@dataclass(frozen=True, slots=True)
class Style:
    """How one figure is printed.

    Attributes:
        decimals: digits after the point of the percentage, 0 to 6.
        mode: what happens to the rest.
    """

    decimals: int = 1
    mode: Mode = Mode.HALF_UP

    def __post_init__(self) -> None:
        if not 0 <= self.decimals <= _FINEST:
            raise ValueError(f"a rate has 0 to {_FINEST} decimals, not {self.decimals}")


JSON_STYLE = Style()
"""The rates of the report's JSON; a notice has its own style for each figure."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share as an exact fraction; made by `rate`, so the denominator is above 0."""

    numerator: int
    denominator: int
    style: Style = JSON_STYLE

    @property
    def value(self) -> float:
        """The fraction as a number from 0 to 1."""
        return self.numerator / self.denominator

    @property
    def printed(self) -> str:
        """The percentage in the chosen style."""
        return self._percentage(self.style.mode)

    @property
    def half_up(self) -> str:
        """The percentage rounded half up."""
        return self._percentage(Mode.HALF_UP)

    @property
    def truncated(self) -> str:
        """The percentage cut off."""
        return self._percentage(Mode.TRUNCATE)

    @property
    def differs(self) -> bool:
        """Whether rounding and truncation print different numbers."""
        return self.half_up != self.truncated

    def styled(self, style: Style) -> "Rate":
        """Return the same fraction in another style."""
        return Rate(self.numerator, self.denominator, style)

    def as_json(self) -> dict[str, Any]:
        """Write the keys that the report's JSON fixes."""
        return {
            "numerator": self.numerator,
            "denominator": self.denominator,
            "value": self.value,
            "printed": self.printed,
            "mode": self.style.mode.value,
            "decimals": self.style.decimals,
            "truncated": self.truncated,
        }

    def _percentage(self, mode: Mode) -> str:
        scale = 10**self.style.decimals
        shown, rest = divmod(self.numerator * 100 * scale, self.denominator)
        if mode is Mode.HALF_UP and 2 * rest >= self.denominator:
            shown += 1
        whole, fraction = divmod(shown, scale)
        tail = f".{fraction:0{self.style.decimals}d}" if self.style.decimals else ""
        return f"{whole}{tail}%"


def rate(numerator: int, denominator: int, style: Style = JSON_STYLE) -> Rate | None:
    """Make a rate; None when there is nothing to divide by: neither 0 % nor 100 % would be true.

    Raises:
        ValueError: the fraction is not between 0 and 1.
    """
    if denominator == 0 and numerator == 0:
        return None
    if not 0 <= numerator <= denominator:
        raise ValueError(f"{numerator} of {denominator} is no share")
    return Rate(numerator, denominator, style)


def as_json(share: Rate | None) -> dict[str, Any] | None:
    """Write a rate, or null where there is none."""
    return share.as_json() if share else None
