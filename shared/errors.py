"""The two kinds of failure, decided where they are seen and settled in `shared.settlement`."""


class XunchaError(Exception):
    """Any failure that this project names."""


class TransientError(XunchaError):
    """May succeed when tried again.

    Attributes:
        retry_after_seconds: shortest wait before the next try, in seconds.
    """

    def __init__(self, message: str, *, retry_after_seconds: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class OutageError(TransientError):
    """Store or broker does not answer: wait for it, and do not count this as a try."""


class PermanentError(XunchaError):
    """Will fail the same way each time: goes to the dead letters."""


class ConflictError(TransientError):
    """Somebody else changed the document first: read again, decide again."""
