"""A small part of what the bench measures: real channels, sinks that fail in every way."""

from datetime import UTC, datetime

import pytest

from bench import notify_delivery, notify_sinks
from tests.fakes import MemoryCollection

EACH = 25


class Memory:
    """A database in memory whose clock is the real one."""

    def __init__(self) -> None:
        self.stored: dict[str, MemoryCollection] = {}

    def collection(self, name: str) -> MemoryCollection:
        """Return one collection."""
        return self.stored.setdefault(name, MemoryCollection())

    async def now(self) -> datetime:
        """Return real time."""
        return datetime.now(UTC)


async def test_nothing_is_lost_and_copies_are_few_whatever_the_sinks_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notify_sinks, "RETRY_AFTER", 1)
    monkeypatch.setattr(notify_sinks, "BAD_OF_100", 40)

    result = await notify_delivery.delivered(Memory(), EACH)

    figures = {row.name: row.value for row in result.rows}
    assert figures["alerts_lost"] == 0
    assert figures["alerts_max_copies"] <= 3
    assert figures["alerts_copied_without_fault"] == 0
    assert figures["alerts_before_retry_after"] == 0
    assert figures["alerts_second_copies"] > 0
    assert figures["alerts_failed"] > 0
