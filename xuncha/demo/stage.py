"""What the demo plays on: imitation sites, a mail sink, a clock that can jump, and its options."""

import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from xuncha.demo.inbox import Inbox
from xuncha.demo.site import LOOPBACK, Site

Listener = Callable[[str], Awaitable[None]]


async def _nothing(_step: str) -> None:
    """Nobody listens to the steps."""


@dataclass(frozen=True)
class Options:
    """How the demo runs."""

    out: Path = Path("out")
    """Where report and notice are written."""
    data: Path | None = None
    """Data directory; None means a temporary one."""
    keep: bool = False
    """Go on running at the end."""
    beside: str = ""
    """Play on a system that runs already, to which this host name leads; empty starts one."""
    on_step: Listener = _nothing
    """Told of each step; tests end processes there."""


@dataclass(frozen=True)
class Stage:
    """What the demo plays on."""

    sites: Mapping[str, Site]
    inbox: Inbox
    folder: Path
    host: str = LOOPBACK
    """Name by which sites and mail sink are reached."""

    @property
    def clock_file(self) -> Path:
        """The clock that all processes share."""
        return self.folder / "clock"

    @property
    def addresses(self) -> dict[str, str]:
        """Address of each unit's portal."""
        return {unit: site.url for unit, site in self.sites.items()}

    def probes(self) -> int:
        """Return how often the least asked home page was asked for."""
        return min(site.served.get("/", 0) for site in self.sites.values())

    def environment(self) -> dict[str, str]:
        """Return the settings of the services."""
        internal = self.folder / "internal.txt"
        address = socket.gethostbyname(self.host)
        ports = ",".join(str(site.port) for site in self.sites.values())
        internal.write_text(f"{self.host} {address}/32 {ports}\n", "utf-8")
        return {
            "XUNCHA_CLOCK": f"file:{self.clock_file}",
            "XUNCHA_CRAWLER_USER_AGENT": "Xuncha demo (contact: office@example.cn)",
            "XUNCHA_CRAWLER_INTERNAL_FILE": str(internal),
            "XUNCHA_CRAWLER_HOST_DELAY_SECONDS": "0",
            "XUNCHA_CRAWLER_DISPATCH_SECONDS": "0.05",
            "XUNCHA_CRAWLER_INTERVAL_SECONDS": "259200",
            "XUNCHA_NOTIFIER_SMTP_HOST": self.host,
            "XUNCHA_NOTIFIER_SMTP_PORT": str(self.inbox.port),
            "XUNCHA_NOTIFIER_SMTP_TLS": "none",
            "XUNCHA_NOTIFIER_MAIL_FROM": "xuncha@example.cn",
            "XUNCHA_NOTIFIER_OFFICE": "临沧市人民政府办公室（示例）",
            "XUNCHA_NOTIFIER_OFFICE_CHANNELS": "mailto:office@lincang.example.cn",
            "XUNCHA_NOTIFIER_SCAN_SECONDS": "0.3",
            "XUNCHA_NOTIFIER_GROUP_MINUTES": "0",
            "XUNCHA_NOTIFIER_MERGE_MINUTES": "0",
        }
