"""The HTTP edge: one page of one site, under every guard, robots.txt obeyed."""

import time
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from services.crawler.domain.faces import AGENT, REFERER
from services.crawler.domain.outcome import FetchOutcome, of_status
from services.crawler.domain.resting import rest_seconds
from services.crawler.hosts import Hosts, Permit, Use
from services.crawler.robots import Robots
from shared.egress.body import ATTACHMENT, FEED, HTML, IMAGE, SITEMAP, Caps
from shared.egress.client import Egress
from shared.egress.errors import EgressRefused, FetchFailed, Outcome, Refusal
from shared.egress.phases import Phase
from shared.store.targets import host_of

LONGEST_REST_SECONDS = 3_600.0
"""Real time that a host's Retry-After is honoured at most."""
USUAL_REST_SECONDS = 60.0
"""Where it asks for a rest and does not say how long."""
LONGEST_VALIDATOR = 512
"""Characters of an ETag; a longer one would fill the store, and no server takes it back."""
_RESTS_LIMIT = 10_000
_UNAVAILABLE = 503
_NOTHING: Mapping[str, str] = {}
_ANYTHING: Mapping[str, str] = {"Accept": "*/*"}
_HTML = frozenset({"", "text/html", "application/xhtml+xml"})
_ACCEPT_HTML = "text/html,application/xhtml+xml"
_BY_FAILURE = {
    Outcome.DNS_FAILED: FetchOutcome.DNS_FAILED,
    Outcome.DNS_TIMEOUT: FetchOutcome.DNS_FAILED,
    Outcome.CONNECT_FAILED: FetchOutcome.CONNECT_FAILED,
    Outcome.CONNECT_TIMEOUT: FetchOutcome.CONNECT_TIMEOUT,
    Outcome.TLS_FAILED: FetchOutcome.TLS_FAILED,
    Outcome.TLS_TIMEOUT: FetchOutcome.TLS_FAILED,
    Outcome.CONNECTION_LOST: FetchOutcome.CONNECTION_LOST,
    Outcome.BODY_INCOMPLETE: FetchOutcome.CONNECTION_LOST,
    Outcome.PROTOCOL_ERROR: FetchOutcome.PROTOCOL_ERROR,
    Outcome.HEADERS_TOO_LARGE: FetchOutcome.PROTOCOL_ERROR,
    Outcome.ENCODING_REFUSED: FetchOutcome.ENCODING_ERROR,
    Outcome.ENCODING_BROKEN: FetchOutcome.ENCODING_ERROR,
    Outcome.TOO_MANY_REDIRECTS: FetchOutcome.REDIRECTS,
    Outcome.REDIRECT_LOOP: FetchOutcome.REDIRECTS,
    Outcome.DEADLINE: FetchOutcome.DEADLINE,
}


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
    charset: str = ""
    """In which the page was read."""
    replaced: float = 0.0
    """Share of characters that could not be decoded, 0 to 1."""

    def validator(self, name: str) -> str:
        """Return a header that tells this copy from others; none where it is no server's own."""
        said = self.headers.get(name, "")
        return said if len(said) <= LONGEST_VALIDATOR else ""


class Fetcher:
    """Fetches, each time with one of the host's connections.

    Args:
        egress: the guarded way out.
        robots: what the sites allow.
        user_agent: names the operator and a contact.
        hosts: hands out connections.
    """

    deadline_seconds = 15.0
    """Real time of one fetch, all hops and phases."""

    def __init__(
        self, egress: Egress, robots: Robots, user_agent: str, hosts: Hosts | None = None
    ) -> None:
        self._egress = egress
        self._robots = robots
        self._hosts = hosts or Hosts()
        self._headers = {"User-Agent": user_agent, "Accept": _ACCEPT_HTML}
        self._as_search_engine = {"User-Agent": f"{AGENT} {user_agent}", "Referer": REFERER}
        self._rests: dict[str, float] = {}

    async def page(
        self,
        url: str,
        *,
        etag: str = "",
        last_modified: str = "",
        use: Use = Use.CRAWL,
        as_search_engine: bool = False,
    ) -> Fetched:
        """Fetch one HTML page; a failure is an outcome, never an exception.

        Args:
            url: canonical address.
            etag: validator of the copy that is known, empty to fetch in full.
            last_modified: likewise.
            use: what for.
            as_search_engine: ask as one does, to see what it is shown.
        """
        more = self._as_search_engine if as_search_engine else validators(etag, last_modified)
        return _html(await self._asked(url, HTML, use, more))

    async def document(self, url: str, use: Use = Use.CRAWL) -> Fetched:
        """Fetch an attachment, whatever its type."""
        return await self._asked(url, ATTACHMENT, use, _ANYTHING)

    async def image(self, url: str) -> Fetched:
        """Fetch the beginning of an image; a page in its place is none."""
        fetched = await self._asked(url, IMAGE, more=_ANYTHING)
        is_page = fetched.outcome is FetchOutcome.OK and _type_of(fetched) in _HTML - {""}
        return fetched._replace(outcome=FetchOutcome.SOFT_NOT_FOUND) if is_page else fetched

    async def sitemap(self, url: str, etag: str = "", last_modified: str = "") -> Fetched:
        """Fetch a sitemap, unless it is the copy of these validators."""
        more = {**_ANYTHING, **validators(etag, last_modified)}
        return await self._asked(url, SITEMAP, more=more)

    async def feed(self, url: str, etag: str = "", last_modified: str = "") -> Fetched:
        """Fetch an RSS or Atom feed, unless it is the copy of these validators."""
        return await self._asked(url, FEED, more={**_ANYTHING, **validators(etag, last_modified)})

    async def opens(self, url: str, permit: Permit) -> Fetched:
        """Fetch a registered website's own address once, to see whether it opens.

        The caller holds a connection of the host: the wait for it is no time of the website.
        robots.txt is not asked: it speaks to robots that follow links, and a site that is down
        would look as if it had forbidden the look.
        """
        return _html(await self._fetch(url, HTML, permit, robots=False))

    async def _asked(
        self, url: str, caps: Caps, use: Use = Use.CRAWL, more: Mapping[str, str] = _NOTHING
    ) -> Fetched:
        """Fetch what the site lets us fetch, when the host has a connection to spare."""
        if refusal := await self._refusal(url):
            return Fetched(refusal)
        async with self._hosts.permit(host_of(url), use) as permit:
            return await self._fetch(url, caps, permit, more)

    async def _refusal(self, url: str) -> FetchOutcome | None:
        """Say why an address is not asked for now, None when it is."""
        if self._rests and self._is_resting(urlsplit(url).netloc):
            return FetchOutcome.RESTING
        return await self._robots.refuses(url)

    async def _fetch(
        self,
        url: str,
        caps: Caps,
        permit: Permit,
        more: Mapping[str, str] = _NOTHING,
        *,
        robots: bool = True,
    ) -> Fetched:
        async def may_enter(place: str) -> bool:
            if robots and not self._robots.knows(place):
                permit.give_back()
            if robots and await self._robots.refuses(place) is not None:
                return False
            await permit.move(host_of(place))
            return True

        headers = {**self._headers, **more} if more else self._headers
        try:
            answer = await self._egress.fetch(
                url,
                headers=headers,
                caps=caps,
                deadline_seconds=self.deadline_seconds,
                may_enter=may_enter,
                check=permit.check,
            )
        except EgressRefused as error:
            forbidden = error.reason is Refusal.ROBOTS
            return Fetched(FetchOutcome.ROBOTS if forbidden else FetchOutcome.REFUSED)
        except FetchFailed as failure:
            return Fetched(_BY_FAILURE.get(failure.outcome, FetchOutcome.FAILED))
        outcome = of_status(answer.status)
        if outcome is FetchOutcome.TOO_MANY or answer.status == _UNAVAILABLE:
            self._rest(url, answer.headers.get("retry-after", ""), outcome)
        if outcome is FetchOutcome.OK and answer.truncated:
            outcome = FetchOutcome.TRUNCATED
        return Fetched(
            outcome,
            answer.body,
            dict(answer.headers.items()),  # looked up a dozen times, names in lower case
            answer.status,
            answer.final_url,
            str(answer.address),
            answer.wire_bytes,
            answer.phases,
        )

    def rest_left(self, url: str) -> float:
        """Return for how many seconds, real time, the host of `url` asks to be left alone."""
        until = self._rests.get(urlsplit(url).netloc) if self._rests else None
        return max(until - time.monotonic(), 0.0) if until is not None else 0.0

    def _is_resting(self, host: str) -> bool:
        until = self._rests.get(host)
        if until is not None and until <= time.monotonic():
            del self._rests[host]
            return False
        return until is not None

    def _rest(self, url: str, retry_after: str, outcome: FetchOutcome) -> None:
        """Leave a host alone for as long as it asks; a 503 that asks for nothing is no request."""
        seconds = rest_seconds(retry_after, time.time())
        if seconds is None:
            if outcome is not FetchOutcome.TOO_MANY:
                return
            seconds = USUAL_REST_SECONDS
        while len(self._rests) >= _RESTS_LIMIT:
            del self._rests[next(iter(self._rests))]
        self._rests[urlsplit(url).netloc] = time.monotonic() + min(seconds, LONGEST_REST_SECONDS)


def validators(etag: str, last_modified: str) -> Mapping[str, str]:
    """Return the headers that ask whether a copy is still current; none without validators."""
    if not (etag or last_modified):
        return _NOTHING
    headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in headers.items() if value}


def _type_of(fetched: Fetched) -> str:
    return fetched.headers.get("content-type", "").split(";", maxsplit=1)[0].strip().lower()


def _html(fetched: Fetched) -> Fetched:
    if fetched.outcome is FetchOutcome.OK and _type_of(fetched) not in _HTML:
        return fetched._replace(outcome=FetchOutcome.NOT_HTML)
    return fetched
