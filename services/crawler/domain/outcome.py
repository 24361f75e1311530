"""What a fetch means: for the article at the address, and for the next try."""

from enum import StrEnum

from shared.contracts.observation import VisitOutcome


class FetchOutcome(StrEnum):
    """How one fetch ended; stored with each visit."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    NOT_FOUND = "not_found"
    GONE = "gone"
    FORBIDDEN = "forbidden"
    TOO_MANY = "too_many"
    CLIENT_ERROR = "client_error"
    SERVER_ERROR = "server_error"
    NOT_HTML = "not_html"
    TRUNCATED = "truncated"
    ROBOTS = "robots"
    REFUSED = "refused"
    """By our own guard: an address that must not be fetched."""
    FAILED = "failed"
    """Name, connection, TLS, protocol or deadline."""


_BLOCKED = frozenset(
    {FetchOutcome.FORBIDDEN, FetchOutcome.TOO_MANY, FetchOutcome.ROBOTS, FetchOutcome.REFUSED}
)
_GONE = frozenset({FetchOutcome.NOT_FOUND, FetchOutcome.GONE})
_BY_STATUS = {
    304: FetchOutcome.NOT_MODIFIED,
    401: FetchOutcome.FORBIDDEN,
    403: FetchOutcome.FORBIDDEN,
    404: FetchOutcome.NOT_FOUND,
    410: FetchOutcome.GONE,
    429: FetchOutcome.TOO_MANY,
}
_CLIENT_ERRORS = 400
_SERVER_ERRORS = 500


def of_status(status: int) -> FetchOutcome:
    """Classify an HTTP status; redirects were followed before."""
    if known := _BY_STATUS.get(status):
        return known
    if status >= _SERVER_ERRORS:
        return FetchOutcome.SERVER_ERROR
    return FetchOutcome.CLIENT_ERROR if status >= _CLIENT_ERRORS else FetchOutcome.OK


def visit_outcome(fetch: FetchOutcome, *, before: str, now: str) -> VisitOutcome:
    """Say what a visit found at an address.

    Args:
        fetch: how the fetch ended.
        before: the article that stood there at the last visit, empty for none.
        now: the article that stands there now, empty when none could be read.
    """
    if fetch in _GONE:
        return VisitOutcome.GONE
    if fetch in _BLOCKED:
        return VisitOutcome.BLOCKED
    if fetch is FetchOutcome.NOT_MODIFIED:
        return VisitOutcome.SAME
    if fetch is not FetchOutcome.OK or not now:
        return VisitOutcome.UNREACHABLE
    return VisitOutcome.SAME if now == before else VisitOutcome.CHANGED


def is_gone(fetch: FetchOutcome, *, before: str) -> bool:
    """Tell whether an address is gone that was not gone at the visit before."""
    return fetch in _GONE and before not in _GONE
