"""robots.txt (RFC 9309): fetched once an hour for each site; unreachable means stop."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

from protego import Protego

from services.crawler.domain.outcome import FetchOutcome
from services.crawler.hosts import Hosts, Permit, Use
from shared.egress.body import ROBOTS
from shared.egress.client import Egress
from shared.egress.errors import EgressRefused, FetchFailed
from shared.store.targets import host_of

KEEP_SECONDS = 3_600.0
KEEP_FAILURE_SECONDS = 60.0
SITES_LIMIT = 10_000
LONG = 32_768
"""Characters from which the rules are read beside everything else: the longest take a second."""
SITEMAPS_LIMIT = 20
_SERVER_ERRORS = 500
_OK = 200


class Learnt(StrEnum):
    """What was learnt of one site; a closed set, fit for a metric label."""

    RULES = "rules"
    """A file was read."""
    NONE = "none"
    """There is no file: everything is allowed."""
    UNREACHABLE = "unreachable"
    """Nobody can tell: the site is left alone."""
    SET_ASIDE = "set_aside"
    """The operator's own host; it was not asked."""


OnOverride = Callable[[str, str], Awaitable[None]]
"""Is told the host, and why the office may; once an hour for each site."""

OnLearnt = Callable[[Learnt], None]
"""Counts what was learnt; at most once an hour for each site that answers."""


class _Known(NamedTuple):
    rules: Protego | None
    """None when the site must be left alone."""
    until: float
    plain: bool = False
    """Everything is allowed."""
    learnt: Learnt = Learnt.UNREACHABLE


class Robots:
    """Knows what each site allows.

    Args:
        egress: the guarded way out.
        user_agent: the one that the rules are read for.
        owned: why the operator sets the rules aside, by host (with its port, when it has one).
        on_override: records it when that happens.
        on_learnt: counts it.
        hosts: hands out connections.
        deadline_seconds: real time of one fetch.
    """

    def __init__(  # noqa: PLR0913 - constructed in one place
        self,
        egress: Egress,
        user_agent: str,
        owned: Mapping[str, str] | None = None,
        on_override: OnOverride | None = None,
        on_learnt: OnLearnt = lambda _: None,
        *,
        hosts: Hosts | None = None,
        deadline_seconds: float = 15.0,
    ) -> None:
        self._egress = egress
        self._user_agent = user_agent
        self._owned = owned or {}
        self._on_override = on_override
        self._on_learnt = on_learnt
        self._hosts = hosts or Hosts()
        self._deadline_seconds = deadline_seconds
        self._known: dict[str, _Known] = {}
        self._asking: dict[str, asyncio.Task[_Known]] = {}

    async def refuses(self, url: str) -> FetchOutcome | None:
        """Say why the site does not let us fetch `url`; None when it does.

        Whoever holds a connection gives it back first, unless the site is known: who waits for
        one while it holds another may wait for ever.
        """
        site = _site(url)
        known = self._fresh(site) or await self._ask(site)
        if known.plain:
            return None
        if known.rules is None:
            return FetchOutcome.ROBOTS_UNREACHABLE
        allowed = known.rules.can_fetch(url, self._user_agent)
        return None if allowed else FetchOutcome.ROBOTS

    def knows(self, url: str) -> bool:
        """Tell whether the answer is at hand."""
        return self._fresh(_site(url)) is not None

    async def sitemaps(self, url: str) -> list[str]:
        """Return the sitemaps that the site's robots.txt names."""
        await self.refuses(url)
        known = self._known.get(_site(url))
        return list(known.rules.sitemaps)[:SITEMAPS_LIMIT] if known and known.rules else []

    def _fresh(self, site: str) -> _Known | None:
        known = self._known.get(site)
        return None if known is None or known.until < time.monotonic() else known

    async def _ask(self, site: str) -> _Known:
        """Fetch once, however many ask at the same time."""
        task = self._asking.get(site)
        if task is None:
            task = self._asking[site] = asyncio.create_task(self._learn(site))
            task.add_done_callback(lambda _: self._asking.pop(site, None))
        return await asyncio.shield(task)

    async def _learn(self, site: str) -> _Known:
        host = urlsplit(site).netloc
        if (why := self._owned.get(host)) is not None:
            if self._on_override is not None:
                await self._on_override(host, why)
            until = time.monotonic() + KEEP_SECONDS
            known = _Known(Protego.parse(""), until, plain=True, learnt=Learnt.SET_ASIDE)
        else:
            async with self._hosts.permit(host.lower(), Use.ROBOTS) as permit:
                known = await self._fetch(site, permit)
        self._on_learnt(known.learnt)
        while len(self._known) >= SITES_LIMIT:
            del self._known[next(iter(self._known))]
        self._known[site] = known
        return known

    async def _fetch(self, site: str, permit: Permit) -> _Known:
        async def moved(place: str) -> bool:
            await permit.move(host_of(place))
            return True

        headers = {"User-Agent": self._user_agent}
        try:
            answer = await self._egress.fetch(
                f"{site}/robots.txt",
                headers=headers,
                caps=ROBOTS,
                deadline_seconds=self._deadline_seconds,
                may_enter=moved,
                check=permit.check,
            )
        except (FetchFailed, EgressRefused):
            return _Known(None, time.monotonic() + KEEP_FAILURE_SECONDS)
        if answer.status >= _SERVER_ERRORS:  # section 2.3.1.4: assume that all is disallowed
            return _Known(None, time.monotonic() + KEEP_FAILURE_SECONDS)
        # section 2.3.1.3: a missing file allows everything
        learnt = Learnt.RULES if answer.status == _OK else Learnt.NONE
        text = answer.body.decode("utf-8", "replace") if learnt is Learnt.RULES else ""
        plain = "disallow" not in text.lower()
        rules = (
            await asyncio.to_thread(Protego.parse, text)
            if len(text) > LONG
            else Protego.parse(text)
        )
        return _Known(rules, time.monotonic() + KEEP_SECONDS, plain, learnt)


def _site(url: str) -> str:
    return "/".join(url.split("/", 3)[:3])
