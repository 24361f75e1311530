"""Logs: JSON, one event name per line, no body text, no personal data."""

import logging
import sys
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer

from shared.masking import mask_text

_TRACEBACKS = ExceptionDictTransformer(show_locals=False, max_frames=12)
"""Locals hold what we work on: article texts, personal values, keys."""


def configure(service: str, level: str = "INFO") -> None:
    """Send every log line of this process to standard output as one JSON object."""
    logging.basicConfig(stream=sys.stdout, level=level, format="%(name)s %(message)s", force=True)
    for chatty in ("nats", "httpx", "pymongo", "uvicorn.error", "faststream"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
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
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)


def _masked(_logger: Any, _name: str, entry: Any) -> Any:
    return {key: _mask(value) for key, value in entry.items()}


def _mask(value: Any) -> Any:
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, dict):
        return {key: _mask(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_mask(item) for item in value]
    return value
