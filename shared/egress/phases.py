"""Where the time of one fetch goes."""

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

    def phase(self, phase: Phase) -> "_Stretch":
        """Count the time of the block as `phase`."""
        return _Stretch(self, phase)


class _Stretch:
    """A block whose time is counted."""

    __slots__ = ("_phase", "_started", "_timings")

    def __init__(self, timings: Timings, phase: Phase) -> None:
        self._timings = timings
        self._phase = phase

    def __enter__(self) -> None:
        self._timings.current = self._phase
        self._started = monotonic()

    def __exit__(self, *_: object) -> None:
        seconds = self._timings.seconds
        spent = monotonic() - self._started
        seconds[self._phase] = seconds.get(self._phase, 0.0) + spent
