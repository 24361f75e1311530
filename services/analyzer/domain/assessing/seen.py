"""What the pages of a site show of an item that a person inspects: suggested, never counted."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

Suggested = Mapping[str, tuple[bool, ...]]
"""By article: what stands behind each statement of the item's form."""


class See(NamedTuple):
    """How to look."""

    classes: tuple[str, ...]
    """Of the columns whose articles are read, a list of readings for each."""
    look: Callable[..., Suggested]
