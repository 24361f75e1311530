"""Logs: JSON, one event name per line, no body text, no personal data, no secrets.

What libraries log, and what nobody has caught, goes the same way.
"""

import logging
import sys
from types import TracebackType
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer

from shared.masking import mask_text
from shared.redaction import redacted

_TRACEBACKS = ExceptionDictTransformer(show_locals=False, max_frames=12)
"""Locals hold what we work on: article texts, personal values, keys."""
_CHATTY = ("nats", "httpx", "pymongo", "uvicorn", "faststream")
log = structlog.get_logger()


def configure(service: str, level: str = "INFO") -> None:
    """Send every log line of this process to standard output as one JSON object."""
    logging.basicConfig(level=level, handlers=[_Libraries()], force=True)
    for chatty in _CHATTY:
        library = logging.getLogger(chatty)
        library.setLevel(logging.WARNING)
        library.handlers.clear()  # FastStream brings one of its own, in colours
        library.propagate = True
    logging.captureWarnings(capture=True)
    sys.excepthook = _ended
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(_TRACEBACKS),
            _masked,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)


class _Libraries(logging.Handler):
    """Hands on what libraries say through the standard logging."""

    def emit(self, record: logging.LogRecord) -> None:
        said = {"logger": record.name, "text": record.getMessage()}
        log.log(record.levelno, "library.said", exc_info=record.exc_info, **said)


def _ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("process.ended", exc_info=(kind, error, trace))


def _masked(_logger: Any, _name: str, entry: Any) -> Any:
    return {key: _mask(value) for key, value in entry.items()}


def _mask(value: Any) -> Any:
    if isinstance(value, str):
        return mask_text(redacted(value))
    if isinstance(value, dict):
        return {key: _mask(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_mask(item) for item in value]
    return value
