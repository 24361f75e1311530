"""What the demo plays on: imitation sites, a mail sink, a clock that can jump, and its options."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from xuncha.demo.inbox import Inbox
from xuncha.demo.site import Site

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
    on_step: Listener = _nothing
    """Told of each step; tests end processes there."""


@dataclass(frozen=True)
class Stage:
    """What the demo plays on."""

    sites: Mapping[str, Site]
    inbox: Inbox
    folder: Path

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
        lines = (f"127.0.0.1 127.0.0.1/32 {site.port}\n" for site in self.sites.values())
        internal.write_text("".join(lines), "utf-8")
        return {
            "XUNCHA_CLOCK": f"file:{self.clock_file}",
            "XUNCHA_CRAWLER_USER_AGENT": "Xuncha demo (contact: office@example.cn)",
            "XUNCHA_CRAWLER_INTERNAL_FILE": str(internal),
            "XUNCHA_CRAWLER_HOST_DELAY_SECONDS": "0",
            "XUNCHA_CRAWLER_DISPATCH_SECONDS": "0.05",
            "XUNCHA_CRAWLER_INTERVAL_SECONDS": "259200",
            "XUNCHA_NOTIFIER_SMTP_HOST": "127.0.0.1",
            "XUNCHA_NOTIFIER_SMTP_PORT": str(self.inbox.port),
            "XUNCHA_NOTIFIER_SMTP_TLS": "none",
            "XUNCHA_NOTIFIER_MAIL_FROM": "xuncha@example.cn",
            "XUNCHA_NOTIFIER_OFFICE": "临沧市人民政府办公室（示例）",
            "XUNCHA_NOTIFIER_SCAN_SECONDS": "0.3",
            "XUNCHA_NOTIFIER_GROUP_MINUTES": "0",
            "XUNCHA_NOTIFIER_MERGE_MINUTES": "0",
        }
