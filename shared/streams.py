"""Every stream, durable consumer and bucket, with its limits: the one place that names them.

`shared.topology` applies this table; services only bind to it.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

DAY_SECONDS = 86_400.0
MIB = 1024 * 1024
DUPLICATE_WINDOW_SECONDS = 1_800.0
"""Longer than any retry of ours; beyond it computed ids in the store protect."""

MAX_MESSAGE_BYTES = 512 * 1024


class Retention(StrEnum):
    """What a stream keeps."""

    LIMITS = "limits"
    """Everything until it is too old."""
    WORK_QUEUE = "workqueue"
    """Each message until one consumer has finished it."""
    LAST = "last"
    """The last message of each subject."""


@dataclass(frozen=True)
class Stream:
    """One stream. A full stream refuses new messages; none ever deletes silently."""

    name: str
    subjects: tuple[str, ...]
    retention: Retention = Retention.LIMITS
    max_age_seconds: float = 0.0
    """0 keeps messages whatever their age."""
    max_bytes: int = 256 * MIB
    max_message_bytes: int = MAX_MESSAGE_BYTES
    one_per_subject: bool = False
    """Refuse a message while another of the same subject is queued or in flight."""


class StreamState(NamedTuple):
    """What a stream holds now."""

    stream: Stream
    messages: int
    bytes: int


class Newest(NamedTuple):
    """The last message that a stream has taken."""

    number: int
    """0 when it never took any."""
    body: bytes | None
    """None when it is no longer there."""


@dataclass(frozen=True)
class Consumer:
    """One durable pull consumer with explicit acknowledgement and unlimited deliveries."""

    service: str
    stream: str
    subject: str
    ack_wait_seconds: float = 20.0
    max_ack_pending: int = 256
    last_per_subject: bool = False

    @property
    def durable(self) -> str:
        """Service and subject, as one token."""
        token = self.subject.replace(".>", "").replace(".*", "").replace(".", "-")
        return f"{self.service}-{token}"


@dataclass(frozen=True)
class Bucket:
    """One object-store bucket."""

    name: str
    max_age_seconds: float
    max_bytes: int

    @property
    def stream(self) -> str:
        """The stream below it."""
        return f"OBJ_{self.name}"


@dataclass(frozen=True)
class Keys:
    """One key-value bucket: the last value of each key, until it is too old."""

    name: str
    max_age_seconds: float
    max_bytes: int

    @property
    def stream(self) -> str:
        """The stream below it."""
        return f"KV_{self.name}"


TASKS = Stream("TASKS", ("task.crawl.*",), Retention.WORK_QUEUE, one_per_subject=True)
PROBES = Stream("PROBES", ("task.probe.*",), Retention.WORK_QUEUE, one_per_subject=True)
RECHECKS = Stream("RECHECKS", ("task.now.*",), Retention.WORK_QUEUE)
ARTICLES = Stream(
    "ARTICLES", ("article.crawled",), max_age_seconds=7 * DAY_SECONDS, max_bytes=4096 * MIB
)
OBSERVATIONS = Stream(
    "OBSERVATIONS", ("observation.*",), max_age_seconds=14 * DAY_SECONDS, max_bytes=1024 * MIB
)
FINDINGS = Stream(
    "FINDINGS", ("finding.*",), max_age_seconds=90 * DAY_SECONDS, max_bytes=1024 * MIB
)
ASSESSMENTS = Stream("ASSESSMENTS", ("assessment.*", "warning.*"), max_age_seconds=90 * DAY_SECONDS)
ORDERS = Stream("ORDERS", ("order.*",), max_age_seconds=400 * DAY_SECONDS)
ALERTS = Stream("ALERTS", ("alert.*",), max_age_seconds=90 * DAY_SECONDS)
REGISTRY = Stream("REGISTRY", ("registry.*.*",), Retention.LAST)
ENQUIRIES = Stream("ENQUIRIES", ("enquiry.*",), max_age_seconds=90 * DAY_SECONDS)
REPORTS = Stream("REPORTS", ("report.*",), max_age_seconds=90 * DAY_SECONDS)
AUDIT = Stream("AUDIT", ("audit.recorded",), max_age_seconds=400 * DAY_SECONDS)
DEAD = Stream(
    "DEAD",
    ("dead.>",),
    max_age_seconds=90 * DAY_SECONDS,
    max_message_bytes=MAX_MESSAGE_BYTES + 64 * 1024,  # the reason travels with it
)

STREAMS = (
    TASKS,
    PROBES,
    RECHECKS,
    ARTICLES,
    OBSERVATIONS,
    FINDINGS,
    ASSESSMENTS,
    ORDERS,
    ALERTS,
    REGISTRY,
    ENQUIRIES,
    REPORTS,
    AUDIT,
    DEAD,
)

CRAWLER_TARGETS = Consumer("crawler", "REGISTRY", "registry.target.*", last_per_subject=True)
CRAWLER_RUNS = Consumer("crawler", "TASKS", "task.crawl.*", max_ack_pending=1000)
CRAWLER_PROBES = Consumer("crawler", "PROBES", "task.probe.*")
CRAWLER_RECHECKS = Consumer("crawler", "RECHECKS", "task.now.*", max_ack_pending=16_384)
ANALYZER_ARTICLES = Consumer("analyzer", "ARTICLES", "article.crawled", max_ack_pending=1000)
ANALYZER_VISITS = Consumer("analyzer", "OBSERVATIONS", "observation.visited")
ANALYZER_PROBED = Consumer("analyzer", "OBSERVATIONS", "observation.probed", max_ack_pending=1000)
ANALYZER_LISTED = Consumer("analyzer", "OBSERVATIONS", "observation.listed", max_ack_pending=1000)
ANALYZER_LINKED = Consumer("analyzer", "OBSERVATIONS", "observation.linked", max_ack_pending=1000)
ANALYZER_MARKED = Consumer("analyzer", "OBSERVATIONS", "observation.marked", max_ack_pending=1000)
ANALYZER_DETECTED = Consumer("analyzer", "FINDINGS", "finding.detected", max_ack_pending=1000)
ANALYZER_ENQUIRIES = Consumer("analyzer", "ENQUIRIES", "enquiry.changed")
ANALYZER_TARGETS = Consumer("analyzer", "REGISTRY", "registry.target.*", last_per_subject=True)
ANALYZER_CONFIRMED = Consumer("analyzer", "FINDINGS", "finding.confirmed")
ANALYZER_REJECTED = Consumer("analyzer", "FINDINGS", "finding.rejected")
ANALYZER_REOPENED = Consumer("analyzer", "FINDINGS", "finding.reopened")
NOTIFIER_CONFIRMED = Consumer("notifier", "FINDINGS", "finding.confirmed")
NOTIFIER_REJECTED = Consumer("notifier", "FINDINGS", "finding.rejected")
NOTIFIER_RECHECKED = Consumer("notifier", "FINDINGS", "finding.rechecked")
NOTIFIER_REOPENED = Consumer("notifier", "FINDINGS", "finding.reopened")
REPORTER_FINDINGS = Consumer("reporter", "FINDINGS", "finding.*")
REPORTER_ORDERS = Consumer("reporter", "ORDERS", "order.*")
REPORTER_BOARDS = Consumer("reporter", "ENQUIRIES", "enquiry.read")
REPORTER_WARNINGS = Consumer("reporter", "ASSESSMENTS", "warning.raised")
NOTIFIER_GONE = Consumer("notifier", "FINDINGS", "finding.gone")
NOTIFIER_WARNINGS = Consumer("notifier", "ASSESSMENTS", "warning.raised")
NOTIFIER_REPORTS = Consumer("notifier", "REPORTS", "report.ready")
NOTIFIER_CALENDARS = Consumer("notifier", "REGISTRY", "registry.calendar.*", last_per_subject=True)
REPORTER_AUDIT = Consumer("reporter", "AUDIT", "audit.recorded", max_ack_pending=1)

CONSUMERS = (
    CRAWLER_TARGETS,
    CRAWLER_RUNS,
    CRAWLER_PROBES,
    CRAWLER_RECHECKS,
    ANALYZER_ARTICLES,
    ANALYZER_VISITS,
    ANALYZER_PROBED,
    ANALYZER_LISTED,
    ANALYZER_LINKED,
    ANALYZER_MARKED,
    ANALYZER_DETECTED,
    ANALYZER_ENQUIRIES,
    ANALYZER_TARGETS,
    ANALYZER_CONFIRMED,
    ANALYZER_REJECTED,
    ANALYZER_REOPENED,
    NOTIFIER_CONFIRMED,
    NOTIFIER_REJECTED,
    NOTIFIER_RECHECKED,
    NOTIFIER_REOPENED,
    NOTIFIER_GONE,
    NOTIFIER_WARNINGS,
    NOTIFIER_REPORTS,
    NOTIFIER_CALENDARS,
    REPORTER_FINDINGS,
    REPORTER_ORDERS,
    REPORTER_BOARDS,
    REPORTER_WARNINGS,
    REPORTER_AUDIT,
)

IMPORTS = Bucket("IMPORTS", max_age_seconds=30 * DAY_SECONDS, max_bytes=256 * MIB)
LEASES = Keys("LEASES", max_age_seconds=10.0, max_bytes=16 * MIB)
"""Which replica of the crawler uses which connection of a host; see `shared.leases`."""
BUCKETS: tuple[Bucket | Keys, ...] = (IMPORTS, LEASES)
LEASE_WANTED = "lease.wanted"
"""Plain subject, of no stream: whoever waits for a lease says so."""


def consumers_of(service: str) -> tuple[Consumer, ...]:
    """Return the consumers that `service` binds."""
    return tuple(consumer for consumer in CONSUMERS if consumer.service == service)


@lru_cache(maxsize=4_096)
def stream_of(subject: str) -> str:
    """Return the name of the stream that stores `subject`.

    Raises:
        ValueError: no stream stores it.
    """
    for stream in STREAMS:
        if any(_matches(pattern, subject) for pattern in stream.subjects):
            return stream.name
    raise ValueError(f"no stream stores the subject {subject}: add it to shared/streams.py")


def _matches(pattern: str, subject: str) -> bool:
    wanted, given = pattern.split("."), subject.split(".")
    for index, part in enumerate(wanted):
        if part == ">":
            return len(given) > index
        if index >= len(given) or part not in {"*", given[index]}:
            return False
    return len(wanted) == len(given)
