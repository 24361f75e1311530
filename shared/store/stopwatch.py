"""Times every command that goes to the store."""

from prometheus_client import CollectorRegistry, Counter, Histogram
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)

from shared.metrics import WORK, labelled

COMMANDS = ("aggregate", "bulkWrite", "delete", "find", "getMore", "insert", "update", "other")
"""Closed set: whatever else the driver sends counts as `other`."""
_MICRO = 1e-6


class Stopwatch(CommandListener):
    """Hears of each command from the driver.

    Args:
        registry: of the service's metrics.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._seconds = labelled(
            Histogram(
                "xuncha_store_seconds",
                "Real time of one command to the store.",
                ("command",),
                buckets=WORK,
                registry=registry,
            ),
            COMMANDS,
        )
        self._failed = labelled(
            Counter(
                "xuncha_store_failed",
                "Commands to the store that failed or were not answered.",
                ("command",),
                registry=registry,
            ),
            COMMANDS,
        )

    def started(self, event: CommandStartedEvent) -> None:
        """Nothing is counted yet."""

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Note how long it took."""
        self._seconds.labels(_known(event.command_name)).observe(event.duration_micros * _MICRO)

    def failed(self, event: CommandFailedEvent) -> None:
        """Note that it failed, and after how long."""
        command = _known(event.command_name)
        self._seconds.labels(command).observe(event.duration_micros * _MICRO)
        self._failed.labels(command).inc()


def _known(name: str) -> str:
    return name if name in COMMANDS else "other"
