"""The watcher outside hears of us only while every loop comes round."""

from typing import Any

import pytest

from services.notifier import heartbeat as module
from services.notifier.heartbeat import Heartbeat
from shared.egress.errors import FetchFailed, Outcome


class Watcher:
    """Stands where the way out is, and hears."""

    def __init__(self, status: int = 200, error: Exception | None = None) -> None:
        self.heard: list[str] = []
        self.status = status
        self._error = error

    async def fetch(self, url: str, **_: object) -> "Watcher":
        """Hear one call."""
        if self._error:
            raise self._error
        self.heard.append(url)
        return self


def beating(watcher: Any, url: str = "https://watch.example.cn/ping") -> Heartbeat:
    heartbeat = Heartbeat(watcher, url)
    heartbeat.came_round("remind")
    heartbeat.came_round("send")
    return heartbeat


async def test_it_beats_while_the_loops_come_round() -> None:
    watcher = Watcher()

    assert await beating(watcher).beat()

    assert watcher.heard == ["https://watch.example.cn/ping"]


async def test_a_loop_that_stands_still_ends_the_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    watcher = Watcher()
    heartbeat = beating(watcher)
    monkeypatch.setattr(module, "PATIENCE_SECONDS", -1.0)
    heartbeat.came_round("send")

    assert not await heartbeat.beat()
    assert watcher.heard == []


async def test_before_the_first_round_or_without_an_address_nobody_is_called() -> None:
    watcher: Any = Watcher()

    assert not await Heartbeat(watcher, "https://watch.example.cn/ping").beat()
    assert not await beating(watcher, "").beat()
    assert watcher.heard == []


@pytest.mark.parametrize(
    "watcher", [Watcher(status=500), Watcher(error=FetchFailed(Outcome.DEADLINE, "15 s"))]
)
async def test_a_watcher_that_does_not_hear_stops_nothing(watcher: Any) -> None:
    assert not await beating(watcher).beat()
