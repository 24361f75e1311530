"""Hosts whose robots.txt the operator sets aside, for the office owns them. Each use is audited."""

from pathlib import Path

from services.crawler.robots import OnOverride
from shared.clock import Clock
from shared.contracts.audit import AuditRecorded
from shared.errors import PermanentError
from shared.publisher import Publisher


class OwnedHostsError(PermanentError, ValueError):
    """The file cannot be used; the message names file, line and mend."""


def load_owned_hosts(path: Path | None) -> dict[str, str]:
    """Read the operator's file: host (with its port, when it has one) and a reason on each line.

    Raises:
        OwnedHostsError: the file cannot be read, a line has no reason, or names no host.
    """
    owned: dict[str, str] = {}
    for number, line in enumerate(_lines(path) if path else (), start=1):
        host, _, why = line.partition("#")[0].strip().partition(" ")
        if host and not why.strip():
            raise OwnedHostsError(f"{path}, line {number}: write why the office may: HOST REASON")
        if "/" in host:
            raise OwnedHostsError(f"{path}, line {number}: write the host only, as in www.a.gov.cn")
        if host:
            owned[host.lower()] = why.strip()
    return owned


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8-sig").splitlines()
    except OSError as error:
        text = f"{path}: {error.strerror}; correct XUNCHA_CRAWLER_ROBOTS_FILE"
        raise OwnedHostsError(text) from error
    except UnicodeDecodeError as error:
        raise OwnedHostsError(f"{path}: not UTF-8; save it as UTF-8") from error


def overrides_told(publisher: Publisher, clock: Clock) -> OnOverride:
    """Return what records that a robots.txt was set aside."""

    async def tell(host: str, why: str) -> None:
        now = clock.now()
        entry = AuditRecorded(
            actor="operator",
            action="robots.override",
            about=host,
            cause=now.date().isoformat(),
            reason=why,
            occurred_at=now,
        )
        await publisher.publish(entry)

    return tell
