"""The HTTP edge: one page of one site, under every guard, robots.txt obeyed."""

from collections.abc import Mapping
from typing import NamedTuple

from services.crawler.domain.outcome import FetchOutcome, of_status
from services.crawler.robots import Robots
from shared.egress.body import HTML
from shared.egress.client import Egress
from shared.egress.errors import EgressRefused, FetchFailed


class Fetched(NamedTuple):
    """What came back for one address."""

    outcome: FetchOutcome
    body: bytes = b""
    headers: Mapping[str, str] = {}
    status: int = 0


class Fetcher:
    """Fetches pages.

    Args:
        egress: the guarded way out.
        robots: what the sites allow.
        user_agent: names the operator and a contact.
    """

    def __init__(self, egress: Egress, robots: Robots, user_agent: str) -> None:
        self._egress = egress
        self._robots = robots
        self._user_agent = user_agent

    async def page(self, url: str, *, etag: str = "", last_modified: str = "") -> Fetched:
        """Fetch one HTML page; a failure is an outcome, never an exception.

        Args:
            url: canonical address.
            etag: validator of the copy that is known, empty to fetch in full.
            last_modified: likewise.
        """
        if not await self._robots.allows(url):
            return Fetched(FetchOutcome.ROBOTS)
        return await self._fetch(url, etag, last_modified)

    async def opens(self, url: str) -> FetchOutcome:
        """Fetch a registered website's own address once, to see whether it opens.

        robots.txt is not asked: it speaks to robots that follow links, and a site that is down
        would look as if it had forbidden the look.
        """
        return (await self._fetch(url, "", "")).outcome

    async def _fetch(self, url: str, etag: str, last_modified: str) -> Fetched:
        headers = {"User-Agent": self._user_agent, "Accept": "text/html,application/xhtml+xml"}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": last_modified} if last_modified else {}
        try:
            answer = await self._egress.fetch(url, headers=headers, caps=HTML)
        except EgressRefused:
            return Fetched(FetchOutcome.REFUSED)
        except FetchFailed:
            return Fetched(FetchOutcome.FAILED)
        outcome = of_status(answer.status)
        if outcome is FetchOutcome.OK:
            outcome = _of_body(answer.headers.get("content-type", ""), bool(answer.truncated))
        return Fetched(outcome, answer.body, answer.headers, answer.status)


def _of_body(content_type: str, truncated: bool) -> FetchOutcome:
    if truncated:
        return FetchOutcome.TRUNCATED
    named = content_type.split(";", maxsplit=1)[0].strip().lower()
    return (
        FetchOutcome.OK
        if named in {"", "text/html", "application/xhtml+xml"}
        else (FetchOutcome.NOT_HTML)
    )
