"""What the pages of a site show of an item that a person inspects: suggested, never counted."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

Suggested = Mapping[str, tuple[bool, ...]]
"""By sample, such as an article: what stands behind each statement of the item's form."""
WHOLE = "1"
"""The only sample of an item that asks of the whole website."""


class See(NamedTuple):
    """How to look."""

    classes: tuple[str, ...]
    """Of the columns whose articles are read, a list of readings for each."""
    look: Callable[..., Suggested]
