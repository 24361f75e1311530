"""Whether the broker writes before it answers; read from its monitoring port.

Without `sync_interval: always` a single broker acknowledges what a power cut will take away.
"""

import asyncio
import re
from urllib.request import urlopen

import orjson
import structlog
from prometheus_client import CollectorRegistry, Gauge

from shared.errors import OutageError
from shared.redaction import redacted

ANSWER_SECONDS = 3.0
UNKNOWN = -1
_OLDEST = (2, 12, 12)
_FAULTY_FROM, _FAULTY_BEFORE = (2, 14, 0), (2, 14, 3)

log = structlog.get_logger()


class Durability:
    """Checks the broker's promise.

    Args:
        monitor_url: `http://host:8222`; empty means that nobody can tell.
        registry: of the service's metrics.
    """

    def __init__(self, monitor_url: str, registry: CollectorRegistry) -> None:
        self._url = monitor_url.rstrip("/")
        self._always = Gauge(
            "xuncha_broker_sync_always",
            "1 when the broker writes before it answers, 0 when not, -1 when nobody can tell.",
            registry=registry,
        )
        self._always.set(UNKNOWN)

    async def check(self) -> None:
        """Refuse a single broker that answers first and writes later, or is too old.

        A monitor that cannot be read is a warning: it may be closed to us for good reasons.

        Raises:
            OutageError: with what to change in the broker's configuration.
        """
        try:
            told = await asyncio.to_thread(self._read)
        except (OSError, ValueError, TypeError) as error:
            log.warning("broker.unknown_durability", url=self._url, reason=str(error))
            self._always.set(UNKNOWN)
            return
        cluster = told.get("cluster")
        always, clustered = _sync_always(told), bool(isinstance(cluster, dict) and cluster)
        self._always.set(always)
        if not version_accepted(str(told.get("version", ""))):
            raise OutageError(
                f"nats-server {told.get('version')} loses data: install 2.12.12, 2.14.3 or later"
            )
        if not always and not clustered:
            raise OutageError(
                "the broker answers before it writes: set `jetstream { sync_interval: always }` "
                f"in its configuration (read at {redacted(self._url)}/varz)"
            )

    def _read(self) -> dict[str, object]:
        if not self._url:
            raise ValueError("NATS_MONITOR_URL is not set")
        # the address is the operator's setting, and only http is ever configured
        with urlopen(f"{self._url}/varz", timeout=ANSWER_SECONDS) as answer:  # noqa: S310
            told = orjson.loads(answer.read())
        if not isinstance(told, dict):
            raise TypeError("not the monitor of a nats-server")
        return told


def version_accepted(text: str) -> bool:
    """Tell whether a nats-server version is one we run on; text without a version is not."""
    found = re.search(r"(\d+)\.(\d+)\.(\d+)", text)
    if not found:
        return False
    version = tuple(map(int, found.groups()))
    return version >= _OLDEST and not _FAULTY_FROM <= version < _FAULTY_BEFORE


def _sync_always(told: dict[str, object]) -> bool:
    jetstream = told.get("jetstream")
    config = jetstream.get("config", {}) if isinstance(jetstream, dict) else {}
    return bool(config.get("sync_always"))
