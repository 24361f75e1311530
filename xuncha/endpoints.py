"""Where the parts of a running system answer, kept in the data directory for other commands."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

from xuncha.data import data_directory
from xuncha.failures import RefusedError
from xuncha.probes import is_http
from xuncha.texts import say

FILE_NAME = "endpoints.json"


@dataclass(frozen=True)
class Endpoints:
    """Addresses of one system; empty where unknown."""

    nats_url: str = ""
    monitor_url: str = ""
    """The broker's HTTP monitor, without a trailing slash."""
    mongo_url: str = ""
    services: Mapping[str, list[str]] = field(default_factory=dict)
    """Health addresses by service, one for each replica."""

    def write(self, data: Path) -> None:
        """Put the file into `data`, whole or not at all; only the owner may read it."""
        path = data / FILE_NAME
        fresh = path.with_name(f"{FILE_NAME}.{os.getpid()}")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(self), file, indent=2)
            file.flush()
            os.fsync(handle)
        fresh.replace(path)

    @classmethod
    def read(cls, data: Path) -> Self:
        """Read the file in `data`.

        Raises:
            RefusedError: there is none, or it cannot be understood.
        """
        path = data / FILE_NAME
        try:
            body = json.loads(path.read_text(encoding="utf-8"))
            services = {
                str(name): [str(url) for url in urls] for name, urls in body["services"].items()
            }
            return cls(
                str(body["nats_url"]), str(body["monitor_url"]), str(body["mongo_url"]), services
            )
        except FileNotFoundError as error:
            raise RefusedError(say("no_endpoints", path=path)) from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise RefusedError(say("bad_endpoints", path=path, why=repr(error))) from error


def find_endpoints(data: Path | None = None) -> Endpoints:
    """Return where the system answers: from the environment, the rest from the endpoints file.

    Reads NATS_URL, NATS_MONITOR_URL, MONGO_URL and XUNCHA_HEALTH_URLS. The file is not needed when
    NATS_URL and MONGO_URL are both set.

    Args:
        data: the data directory; None means `XUNCHA_DATA_DIR` or `.xuncha`.

    Raises:
        RefusedError: too little is known, or something is malformed.
    """
    nats_url, mongo_url = os.environ.get("NATS_URL", ""), os.environ.get("MONGO_URL", "")
    directory = data_directory(data)
    kept = Endpoints()
    if not (nats_url and mongo_url) or (directory / FILE_NAME).exists():
        kept = Endpoints.read(directory)
    monitor_url = os.environ.get("NATS_MONITOR_URL", "").rstrip("/")
    return Endpoints(
        nats_url or kept.nats_url,
        monitor_url or ("" if nats_url not in {"", kept.nats_url} else kept.monitor_url),
        mongo_url or kept.mongo_url,
        parse_health_urls(os.environ.get("XUNCHA_HEALTH_URLS", "")) or kept.services,
    )


def parse_health_urls(text: str) -> dict[str, list[str]]:
    """Read `service=url,service=url`; a service may come more than once.

    Raises:
        RefusedError: an entry is of another form.
    """
    services: dict[str, list[str]] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        name, _, url = entry.partition("=")
        if not name or not is_http(url):
            raise RefusedError(say("bad_health_urls", entry=entry))
        services.setdefault(name, []).append(url.rstrip("/"))
    return services
