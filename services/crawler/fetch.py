"""The HTTP edge: one page of one site, under every guard, robots.txt obeyed."""

from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

from services.crawler.domain.outcome import FetchOutcome, of_status
from services.crawler.robots import Robots
from shared.egress.body import HTML
from shared.egress.client import Egress
from shared.egress.errors import EgressRefused, FetchFailed, Refusal
from shared.egress.phases import Phase


class Fetched(NamedTuple):
    """What came back for one address."""

    outcome: FetchOutcome
    body: bytes = b""
    headers: Mapping[str, str] = {}
    status: int = 0
    final_url: str = ""
    """Where it came from, after redirects; empty when nothing answered."""
    address: str = ""
    """The address that answered."""
    wire_bytes: int = 0
    """Body bytes read, content coding still on."""
    phases: Mapping[Phase, float] = {}
    """Seconds by phase."""


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
        return await self._fetch(url, etag, last_modified, self._robots.allows)

    async def opens(self, url: str) -> Fetched:
        """Fetch a registered website's own address once, to see whether it opens.

        robots.txt is not asked: it speaks to robots that follow links, and a site that is down
        would look as if it had forbidden the look.
        """
        return await self._fetch(url, "", "")

    async def _fetch(
        self,
        url: str,
        etag: str,
        last_modified: str,
        may_enter: Callable[[str], Awaitable[bool]] | None = None,
    ) -> Fetched:
        headers = {"User-Agent": self._user_agent, "Accept": "text/html,application/xhtml+xml"}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": last_modified} if last_modified else {}
        try:
            answer = await self._egress.fetch(url, headers=headers, caps=HTML, may_enter=may_enter)
        except EgressRefused as error:
            forbidden = error.reason is Refusal.ROBOTS
            return Fetched(FetchOutcome.ROBOTS if forbidden else FetchOutcome.REFUSED)
        except FetchFailed:
            return Fetched(FetchOutcome.FAILED)
        outcome = of_status(answer.status)
        if outcome is FetchOutcome.OK:
            outcome = _of_body(answer.headers.get("content-type", ""), bool(answer.truncated))
        return Fetched(
            outcome,
            answer.body,
            answer.headers,
            answer.status,
            answer.final_url,
            str(answer.address),
            answer.wire_bytes,
            answer.phases,
        )


def _of_body(content_type: str, truncated: bool) -> FetchOutcome:
    if truncated:
        return FetchOutcome.TRUNCATED
    named = content_type.split(";", maxsplit=1)[0].strip().lower()
    return (
        FetchOutcome.OK
        if named in {"", "text/html", "application/xhtml+xml"}
        else (FetchOutcome.NOT_HTML)
    )
