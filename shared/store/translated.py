"""The driver's errors in our words."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bson.errors import InvalidDocument
from pymongo.errors import (
    AutoReconnect,
    DocumentTooLarge,
    ExecutionTimeout,
    OperationFailure,
    PyMongoError,
    WaitQueueTimeoutError,
)

from shared.errors import OutageError, PermanentError, TransientError


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Turn the driver's errors into ours, where they are seen."""
    try:
        yield
    except (AutoReconnect, WaitQueueTimeoutError, ExecutionTimeout) as error:
        raise OutageError(f"the store does not answer: {type(error).__name__}") from error
    except (DocumentTooLarge, InvalidDocument, OverflowError, UnicodeEncodeError) as error:
        raise PermanentError(f"the store cannot hold this document: {error}") from error
    except OperationFailure as error:
        if error.has_error_label("RetryableWriteError") or error.code in _PASSING_CODES:
            raise OutageError(f"the store is not ready: {error.code}") from error
        if error.code in _LOCKED_CODES:
            raise OutageError(
                f"the store does not let this service do that: {error.code}; are user, password "
                "and role those of `xuncha store apply`?"
            ) from error
        raise TransientError(f"the store refused: {error.code}") from error
    except PyMongoError as error:
        raise TransientError(f"the store failed: {type(error).__name__}") from error


_PASSING_CODES = frozenset({6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436, 14031})
"""Shutting down, stepping down, not yet primary, disk full: codes that pass by themselves."""
_LOCKED_CODES = frozenset({13, 18})
"""Not authorised, wrong password: passes when the operator has made users and roles."""
