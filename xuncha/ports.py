"""Gives out loopback ports: the usual one where it is free, else any free one."""

import socket
from collections.abc import Callable

from xuncha.texts import say

NATS_PORT = 4222
MONITOR_PORT = 8222
MONGO_PORT = 27017
HEALTH_PORTS = {"crawler": 8101, "analyzer": 8102, "notifier": 8103, "reporter": 8104}
REPLICA_STEP = 10
"""The second crawler asks for 8111, the third for 8121."""

_LARGEST = 65_535


class Ports:
    """Gives out ports, none of them twice.

    Args:
        fixed: ask for the usual ports first; otherwise any free ones, so that many systems fit.
        note: hears which usual port was taken.
    """

    def __init__(self, *, fixed: bool = True, note: Callable[[str], None] = print) -> None:
        self._fixed = fixed
        self._note = note
        self._given: set[int] = set()

    def take(self, usual: int) -> int:
        """Return `usual` when it is free, else another free port."""
        if self._fixed and usual <= _LARGEST and usual not in self._given and _bound(usual):
            self._given.add(usual)
            return usual
        port = _bound(0)
        while port in self._given:
            port = _bound(0)
        self._given.add(port)
        if self._fixed:
            self._note(say("taken", port=usual, instead=port))
        return port


def _bound(port: int) -> int:
    """Bind and let go; return the port, 0 when it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return 0
        return int(probe.getsockname()[1])
