"""How often one client may knock. Kept in this process: each replica counts for itself."""

from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from time import monotonic

CLIENTS = 10_000
"""Most clients remembered; the one that was silent longest is forgotten first."""


class Knocks:
    """Counts what one client did within a window of real time.

    Args:
        most: allowed within the window.
        seconds: length of the window.
        now: monotonic time in seconds.
    """

    def __init__(
        self, most: int, seconds: float = 60.0, now: Callable[[], float] = monotonic
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._now = now
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def spent(self, client: str) -> bool:
        """Tell whether a client has used up what it may do for now."""
        times = self._seen.get(client)
        if times is None:
            return False
        while times and times[0] <= self._now() - self._seconds:
            times.popleft()
        return len(times) >= self._most

    def count(self, client: str) -> None:
        """Count one more."""
        times = self._seen.setdefault(client, deque(maxlen=self._most))
        self._seen.move_to_end(client)
        times.append(self._now())
        if len(self._seen) > CLIENTS:
            self._seen.popitem(last=False)


def client(headers: Mapping[str, str], host: str, forwarded: bool) -> str:
    """Name the client: the last hop that the proxy saw, or whoever connected."""
    if forwarded and (named := headers.get("x-forwarded-for", "")):
        return named.rpartition(",")[2].strip()
    return host
