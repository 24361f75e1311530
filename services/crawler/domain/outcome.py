"""What a fetch means: for the article at the address, for the site, and for the next try."""

from enum import StrEnum
from typing import NamedTuple

from shared.contracts.observation import VisitOutcome


class FetchOutcome(StrEnum):
    """How one fetch ended; stored with each visit."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    NOT_FOUND = "not_found"
    GONE = "gone"
    SOFT_NOT_FOUND = "soft_not_found"
    """Status 200 with a page that says that there is none."""
    NO_PAGE = "no_page"
    """Status 200 and no page of the site: nothing, or what stands in for it."""
    FORBIDDEN = "forbidden"
    TOO_MANY = "too_many"
    CLIENT_ERROR = "client_error"
    SERVER_ERROR = "server_error"
    NOT_HTML = "not_html"
    TRUNCATED = "truncated"
    """Over a cap of size or ratio."""
    UNPARSED = "unparsed"
    """The page costs more to read than the confined reader may spend."""
    ROBOTS = "robots"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    RESTING = "resting"
    """Not asked: the host wants to be left alone (Retry-After)."""
    REFUSED = "refused"
    """By our own guard: an address that must not be fetched."""
    DNS_FAILED = "dns_failed"
    CONNECT_FAILED = "connect_failed"
    CONNECT_TIMEOUT = "connect_timeout"
    TLS_FAILED = "tls_failed"
    CONNECTION_LOST = "connection_lost"
    PROTOCOL_ERROR = "protocol_error"
    ENCODING_ERROR = "encoding_error"
    REDIRECTS = "redirects"
    """A loop, more than five, or one that names no place."""
    DEADLINE = "deadline"
    FAILED = "failed"
    """As older versions recorded every failure of name, connection, TLS, protocol or deadline."""


class Again(StrEnum):
    """When a fetch that ended like this is worth another try."""

    USUAL = "usual"
    """At the target's own interval."""
    SOON = "soon"
    """It may be a matter of minutes."""
    LATER = "later"
    """When the host allows it."""


class Meaning(NamedTuple):
    """What one outcome says."""

    visit: VisitOutcome
    """About the article at the address."""
    opens: bool | None
    """About the site: it opens, it is down, or None: nobody could tell (not observed)."""
    again: Again = Again.USUAL


_READ = Meaning(VisitOutcome.SAME, opens=True)
_ABSENT = Meaning(VisitOutcome.GONE, opens=False)
_KEPT_OUT = Meaning(VisitOutcome.BLOCKED, opens=None)
_ASKED_TO_WAIT = Meaning(VisitOutcome.BLOCKED, opens=None, again=Again.LATER)
_UNREAD = Meaning(VisitOutcome.UNREACHABLE, opens=True)
_DOWN = Meaning(VisitOutcome.UNREACHABLE, opens=False, again=Again.SOON)

MEANINGS: dict[FetchOutcome, Meaning] = {
    FetchOutcome.OK: _READ,
    FetchOutcome.NOT_MODIFIED: _READ,
    FetchOutcome.NOT_FOUND: _ABSENT,
    FetchOutcome.GONE: _ABSENT,
    FetchOutcome.SOFT_NOT_FOUND: _ABSENT,
    FetchOutcome.NO_PAGE: _DOWN,
    FetchOutcome.FORBIDDEN: _KEPT_OUT,
    FetchOutcome.ROBOTS: _KEPT_OUT,
    FetchOutcome.REFUSED: _KEPT_OUT,
    FetchOutcome.TOO_MANY: _ASKED_TO_WAIT,
    FetchOutcome.RESTING: _ASKED_TO_WAIT,
    FetchOutcome.ROBOTS_UNREACHABLE: _ASKED_TO_WAIT,
    FetchOutcome.NOT_HTML: _UNREAD,
    FetchOutcome.TRUNCATED: _UNREAD,
    FetchOutcome.UNPARSED: _UNREAD,
    FetchOutcome.CLIENT_ERROR: Meaning(VisitOutcome.UNREACHABLE, opens=False),
    FetchOutcome.SERVER_ERROR: _DOWN,
    FetchOutcome.DNS_FAILED: _DOWN,
    FetchOutcome.CONNECT_FAILED: _DOWN,
    FetchOutcome.CONNECT_TIMEOUT: _DOWN,
    FetchOutcome.TLS_FAILED: _DOWN,
    FetchOutcome.CONNECTION_LOST: _DOWN,
    FetchOutcome.PROTOCOL_ERROR: _DOWN,
    FetchOutcome.ENCODING_ERROR: _DOWN,
    FetchOutcome.REDIRECTS: Meaning(VisitOutcome.UNREACHABLE, opens=False),
    FetchOutcome.DEADLINE: _DOWN,
    FetchOutcome.FAILED: _DOWN,
}
"""One row for each outcome; docs/crawler.md prints the same table."""

OPENED = frozenset(one.value for one, says in MEANINGS.items() if says.opens)
"""Something stood there."""
UNREACHED = frozenset(
    {
        FetchOutcome.DNS_FAILED,
        FetchOutcome.CONNECT_FAILED,
        FetchOutcome.CONNECT_TIMEOUT,
        FetchOutcome.TLS_FAILED,
        FetchOutcome.CONNECTION_LOST,
        FetchOutcome.DEADLINE,
        FetchOutcome.FAILED,
    }
)
"""Nothing came back, which an outage of our own would look like as well."""
_GONE = frozenset(one for one, says in MEANINGS.items() if says.visit is VisitOutcome.GONE)
_BY_STATUS = {
    206: FetchOutcome.TRUNCATED,
    304: FetchOutcome.NOT_MODIFIED,
    401: FetchOutcome.FORBIDDEN,
    403: FetchOutcome.FORBIDDEN,
    404: FetchOutcome.NOT_FOUND,
    410: FetchOutcome.GONE,
    429: FetchOutcome.TOO_MANY,
    451: FetchOutcome.FORBIDDEN,
}
_REDIRECTS = 300
_CLIENT_ERRORS = 400
_SERVER_ERRORS = 500


def of_status(status: int) -> FetchOutcome:
    """Classify an HTTP status; redirects that name a place were followed before."""
    if known := _BY_STATUS.get(status):
        return known
    if status >= _SERVER_ERRORS:
        return FetchOutcome.SERVER_ERROR
    if status >= _CLIENT_ERRORS:
        return FetchOutcome.CLIENT_ERROR
    return FetchOutcome.REDIRECTS if status >= _REDIRECTS else FetchOutcome.OK


def visit_outcome(fetch: FetchOutcome, *, before: str, now: str) -> VisitOutcome:
    """Say what a visit found at an address.

    Args:
        fetch: how the fetch ended.
        before: the article that stood there at the last visit, empty for none.
        now: the article that stands there now, empty when none could be read.
    """
    if fetch is FetchOutcome.OK:
        if not now:
            return VisitOutcome.UNREACHABLE
        return VisitOutcome.SAME if now == before else VisitOutcome.CHANGED
    return MEANINGS[fetch].visit


def is_gone(fetch: FetchOutcome, *, before: str) -> bool:
    """Tell whether an address is gone that was not gone at the visit before."""
    return fetch in _GONE and before not in _GONE
