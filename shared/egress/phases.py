"""Where the time of one fetch goes."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from time import monotonic


class Phase(StrEnum):
    """A stretch of a fetch; a closed set, fit for a metric label."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    WAIT = "wait"
    BODY = "body"


class Timings:
    """Adds up seconds by phase, over all hops of one fetch.

    Attributes:
        seconds: monotonic seconds spent, by phase.
        current: the phase last entered, None before the first.
    """

    def __init__(self) -> None:
        self.seconds: dict[Phase, float] = {}
        self.current: Phase | None = None

    @contextmanager
    def phase(self, phase: Phase) -> Iterator[None]:
        """Count the time of the block as `phase`."""
        self.current = phase
        started = monotonic()
        try:
            yield
        finally:
            self.seconds[phase] = self.seconds.get(phase, 0.0) + monotonic() - started
