"""Why a fetch did not happen: refused by us (never try again), or failed out there (try again)."""

from enum import StrEnum

from shared.errors import PermanentError, TransientError


class Refusal(StrEnum):
    """Why the guard said no; a closed set, fit for a metric label."""

    TOO_LONG = "too_long"
    CHARACTER = "character"
    BACKSLASH = "backslash"
    SCHEME = "scheme"
    USERINFO = "userinfo"
    MALFORMED = "malformed"
    HOST = "host"
    PORT = "port"
    ADDRESS = "address"
    PROTECTED = "protected"
    PEER = "peer"
    HEADER = "header"
    ROBOTS = "robots"


class EgressRefused(PermanentError):  # noqa: N818 - a refusal is a decision, not a fault
    """The guard does not let this request out.

    The message is the same for every refusal, so that it may be shown to anybody.

    Attributes:
        reason: which rule refused.
        detail: what was seen, host and addresses included; for the restricted log only.
    """

    def __init__(self, reason: Refusal, detail: str) -> None:
        super().__init__("this address cannot be fetched")
        self.reason = reason
        self.detail = detail


class UrlRefused(EgressRefused):
    """The text of the URL (or of a header) is not acceptable; nothing was resolved."""


class AddressRefused(EgressRefused):
    """The host stands for an address that must not be reached."""


class Outcome(StrEnum):
    """How a fetch failed; a closed set, fit for a metric label."""

    DNS_FAILED = "dns_failed"
    DNS_TIMEOUT = "dns_timeout"
    CONNECT_FAILED = "connect_failed"
    CONNECT_TIMEOUT = "connect_timeout"
    TLS_FAILED = "tls_failed"
    TLS_TIMEOUT = "tls_timeout"
    CONNECTION_LOST = "connection_lost"
    PROTOCOL_ERROR = "protocol_error"
    HEADERS_TOO_LARGE = "headers_too_large"
    BODY_INCOMPLETE = "body_incomplete"
    ENCODING_REFUSED = "encoding_refused"
    ENCODING_BROKEN = "encoding_broken"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    REDIRECT_LOOP = "redirect_loop"
    DEADLINE = "deadline"


class FetchFailed(TransientError):  # noqa: N818 - the outcome is what callers store
    """The request was allowed, but no usable answer came.

    Attributes:
        outcome: what went wrong.
        detail: what was seen; may hold addresses, so for the restricted log only.
    """

    def __init__(self, outcome: Outcome, detail: str = "") -> None:
        super().__init__(f"fetch failed: {outcome}")
        self.outcome = outcome
        self.detail = detail
