"""Where the posts of accounts are read: by a feed or a public list, by a person's command."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from services.crawler.archive import Archive
from services.crawler.domain.address import canonical
from services.crawler.domain.platforms import platform_of
from services.crawler.schedule import Schedule
from shared import commands
from shared.clock import Clock
from shared.contracts.audit import AuditRecorded
from shared.contracts.command import ListQuery
from shared.contracts.connector import Connection, Connector, DropConnection, SetConnection
from shared.contracts.target import Target, TargetKind, TargetStatus
from shared.egress.errors import EgressRefused
from shared.errors import PermanentError
from shared.masking import mask_text
from shared.outbox import Outbox
from shared.store.connections import ConnectionStore
from shared.store.targets import TargetReader, host_of

READ = frozenset({Connector.FEED, Connector.LISTING})
"""Connectors that read an address; the others are handed posts."""
_INSIDE = (
    "the guard lets nobody fetch that address: write a public one on port 80 or 443, "
    "or ask operations to put it into the internal file"
)


class Watched(NamedTuple):
    """A target of a run, and by which connector it is read."""

    target: Target
    """Its `url` is where the run begins."""
    connector: Connector = Connector.CRAWL


class Connect:
    """Knows and changes where the posts of accounts are read.

    Args:
        store: where that rests.
        targets: the registry.
        archive: seals and opens addresses.
        schedule: makes hosts due.
        outbox: relays what was done to the audit.
        clock: business time.
        check: refuses an address that the guard would never let us fetch.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - constructed in one place
        self,
        store: ConnectionStore,
        targets: TargetReader,
        archive: Archive,
        schedule: Schedule,
        outbox: Outbox,
        clock: Clock,
        check: Callable[[str], object],
    ) -> None:
        self._store = store
        self._targets = targets
        self._archive = archive
        self._schedule = schedule
        self._outbox = outbox
        self._clock = clock
        self._check = check

    async def on_host(self, host: str) -> list[Watched]:
        """Return the running accounts that are read on one host."""
        found = await self._store.on_host(host)
        targets = await self._targets.get_many([one.target for one in found]) if found else {}
        watched = []
        for one in found:
            target = targets.get(one.target)
            if target is None or target.status is not TargetStatus.RUNNING:
                continue
            try:
                url = await self._archive.opened(one.sealed_url, _context(one.target))
            except PermanentError:  # its key was destroyed: nobody can read the address any more
                continue
            watched.append(Watched(target.model_copy(update={"url": url}), one.connector))
        return watched

    async def placed(self, targets: Iterable[Target]) -> list[Target]:
        """Return targets with accounts standing where their posts are read, if anywhere."""
        placed = []
        for target in targets:
            if target.kind is TargetKind.ACCOUNT:
                found = await self._store.get(target.id)
                url = f"http://{found.host}/" if found else ""
                placed.append(target.model_copy(update={"url": url}))
            else:
                placed.append(target)
        return placed

    async def change(self, command: SetConnection) -> dict[str, str]:
        """Read the posts of an account at an address; it is due at once.

        Raises:
            NotFound: the account is not on the registry.
            Refused: it is no account, its platform offers nothing to read, or the address is none.
        """
        target = await self._targets.get(command.target)
        if target is None:
            raise commands.NotFound(f"no such target: {command.target}; see `xuncha registry list`")
        url = canonical(command.url, "")
        if refusal := _refusal(target, command.connector, url):
            raise commands.Refused(refusal)
        try:
            self._check(url)
        except EgressRefused as error:
            raise commands.Refused(_INSIDE) from error
        now, host = self._clock.now(), host_of(url)
        connection = Connection(
            target=target.id,
            connector=command.connector,
            host=host,
            url=mask_text(url),
            sealed_url=await self._archive.sealed(url, _context(target.id), now),
        )
        audit = self._audit("connector.set", command, mask_text(f"{command.connector} {url}"))
        await self._store.put(connection, audit)
        await self._schedule.connected(target.id, host)
        self._outbox.nudge()
        return {"target": target.id, "connector": connection.connector, "host": host}

    async def drop(self, command: DropConnection) -> dict[str, str]:
        """Read the posts of an account no more.

        Raises:
            NotFound: they are not read anywhere.
        """
        if not await self._store.drop(command.target, self._audit("connector.drop", command)):
            raise commands.NotFound(
                f"{command.target} is not connected; see `xuncha connector list`"
            )
        self._outbox.nudge()
        return {"target": command.target}

    async def listed(self, query: ListQuery) -> list[dict[str, str]]:
        """Return what is read where; addresses are masked."""
        return [
            {"target": one.target, "connector": one.connector, "host": one.host}
            for one in await self._store.listed(limit=query.limit)
        ]

    def _audit(
        self, action: str, command: SetConnection | DropConnection, reason: str = ""
    ) -> AuditRecorded:
        return AuditRecorded(
            actor=command.actor,
            action=action,
            about=command.target,
            cause=command.request,
            reason=reason,
            occurred_at=self._clock.now(),
        )


def _refusal(target: Target, connector: Connector, url: str) -> str:
    if target.kind is not TargetKind.ACCOUNT:
        return f"{target.id} is a {target.kind}: those are crawled as they are"
    platform = platform_of(target.platform)
    able = [one for one in platform.connectors if one in READ]
    if connector not in able:
        ways = ", ".join(able or platform.connectors)
        return f"posts of {platform.name} do not come by {connector}: use {ways}"
    if not url:
        return "that is no web address: write it like https://www.example.gov.cn/weixin/"
    return ""


def _context(target: str) -> str:
    return f"connection:{target}"
