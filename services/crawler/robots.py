"""robots.txt (RFC 9309): fetched once an hour for each site; unreachable means stop."""

import time
from typing import NamedTuple
from urllib.parse import urlsplit

from protego import Protego

from shared.egress.body import ROBOTS
from shared.egress.client import Egress
from shared.egress.errors import EgressRefused, FetchFailed

KEEP_SECONDS = 3_600.0
KEEP_FAILURE_SECONDS = 60.0
_SERVER_ERRORS = 500
_OK = 200


class _Known(NamedTuple):
    rules: Protego | None
    """None when the site must be left alone."""
    until: float


class Robots:
    """Knows what each site allows.

    Args:
        egress: the guarded way out.
        user_agent: the one that the rules are read for.
    """

    def __init__(self, egress: Egress, user_agent: str) -> None:
        self._egress = egress
        self._user_agent = user_agent
        self._known: dict[str, _Known] = {}

    async def allows(self, url: str) -> bool:
        """Tell whether the site lets us fetch `url`."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        known = self._known.get(site)
        if known is None or known.until < time.monotonic():
            known = self._known[site] = await self._fetch(site)
        return known.rules is not None and known.rules.can_fetch(url, self._user_agent)

    async def _fetch(self, site: str) -> _Known:
        headers = {"User-Agent": self._user_agent}
        try:
            answer = await self._egress.fetch(f"{site}/robots.txt", headers=headers, caps=ROBOTS)
        except (FetchFailed, EgressRefused):
            return _Known(None, time.monotonic() + KEEP_FAILURE_SECONDS)
        if answer.status >= _SERVER_ERRORS:  # section 2.3.1.4: assume that all is disallowed
            return _Known(None, time.monotonic() + KEEP_FAILURE_SECONDS)
        # section 2.3.1.3: a missing file allows everything
        text = answer.body.decode("utf-8", "replace") if answer.status == _OK else ""
        return _Known(Protego.parse(text), time.monotonic() + KEEP_SECONDS)
