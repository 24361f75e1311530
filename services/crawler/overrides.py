"""Hosts whose robots.txt the operator sets aside, for the office owns them. Each use is audited."""

from pathlib import Path

from services.crawler.robots import OnOverride
from shared.clock import Clock
from shared.contracts.audit import AuditRecorded
from shared.publisher import Publisher


class OwnedHostsError(ValueError):
    """The file cannot be used; the message names the line."""


def load_owned_hosts(path: Path | None) -> dict[str, str]:
    """Read the operator's file: host (with its port, when it has one) and a reason on each line.

    Raises:
        OwnedHostsError: a line has no reason.
    """
    owned: dict[str, str] = {}
    if path is None:
        return owned
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        host, _, why = line.partition("#")[0].strip().partition(" ")
        if host and not why.strip():
            raise OwnedHostsError(f"{path}, line {number}: write why the office may: HOST REASON")
        if host:
            owned[host.lower()] = why.strip()
    return owned


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
