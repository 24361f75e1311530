"""Looks up many keys a few at a time: one look for all of a large file takes a store too long."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TypeVar

R = TypeVar("R")
TOGETHER = 100


async def found_of(
    get_many: Callable[[list[str]], Awaitable[Mapping[str, R]]], keys: Iterable[str]
) -> dict[str, R]:
    """Return what a store's `get_many` finds of these keys, by key."""
    wanted = sorted(set(keys))
    found: dict[str, R] = {}
    for start in range(0, len(wanted), TOGETHER):
        found |= await get_many(wanted[start : start + TOGETHER])
    return found
