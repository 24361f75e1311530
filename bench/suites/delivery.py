"""What arrives: thousands of messages through sinks that fail, and kills in the send window."""

import asyncio
import logging
import tempfile
from pathlib import Path

import structlog

from bench import send_kills
from bench.measure import Result
from bench.notify_delivery import delivery
from tests.servers import mongo_server


def run() -> Result:
    """Measure what is lost and what comes twice."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as home, mongo_server(Path(home)) as server:
        result = asyncio.run(delivery(server.url))
    killed = send_kills.run()
    return Result(rows=[*result.rows, *killed.rows], notes=[*result.notes, *killed.notes])
