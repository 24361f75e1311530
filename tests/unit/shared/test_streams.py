"""The table of streams, consumers and buckets is complete and free of contradictions."""

import itertools

import pytest

from shared.streams import (
    BUCKETS,
    CONSUMERS,
    DEAD,
    MAX_MESSAGE_BYTES,
    STREAMS,
    Consumer,
    Retention,
    Stream,
    consumers_of,
    stream_of,
)
from tests import factories

EVENTS = [
    getattr(factories, name)()
    for name in dir(factories)
    if name.startswith("make_") and hasattr(getattr(factories, name)(), "msg_id")
]


def test_names_are_given_once() -> None:
    for things in (
        [stream.name for stream in STREAMS],
        [consumer.durable for consumer in CONSUMERS],
        [bucket.name for bucket in BUCKETS],
        [subject for stream in STREAMS for subject in stream.subjects],
    ):
        assert len(things) == len(set(things))


def test_no_two_streams_store_the_same_subject() -> None:
    for one, other in itertools.combinations(STREAMS, 2):
        assert not _heads(one) & _heads(other)


def _heads(stream: Stream) -> set[str]:
    """Return the first two tokens of each subject, which no other stream may share."""
    return {".".join(subject.split(".")[:2]) for subject in stream.subjects}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_every_event_has_a_stream_that_can_hold_it(event) -> None:
    (stream,) = (stream for stream in STREAMS if stream.name == stream_of(event.subject))

    assert len(event.body()) < stream.max_message_bytes
    assert stream_of(f"dead.{event.subject}") == "DEAD"


@pytest.mark.parametrize("consumer", CONSUMERS, ids=lambda consumer: consumer.durable)
def test_every_consumer_reads_from_its_own_stream(consumer: Consumer) -> None:
    subject = consumer.subject.replace("*", "x").replace(">", "x.y")

    assert stream_of(subject) == consumer.stream
    assert consumer in consumers_of(consumer.service)
    assert not set(consumer.durable) & set(".*> ")


def test_a_work_queue_has_one_consumer_per_subject() -> None:
    for stream in STREAMS:
        if stream.retention is Retention.WORK_QUEUE:
            subjects = [each.subject for each in CONSUMERS if each.stream == stream.name]
            assert len(subjects) == len(set(subjects))


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_every_stream_is_bounded(stream: Stream) -> None:
    assert stream.max_bytes > 0
    assert stream.max_bytes > stream.max_message_bytes
    kept = stream.retention is Retention.LIMITS
    assert (stream.max_age_seconds > 0) == kept


def test_a_dead_letter_has_room_for_its_reason() -> None:
    assert DEAD.max_message_bytes > MAX_MESSAGE_BYTES


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "nowhere",
        "task",
        "task.crawl",
        "task.crawl.a.b",
        "finding",
        "finding.a.b",
        "dead",
        "x.>",
    ],
)
def test_a_subject_of_no_stream_is_a_bug(subject: str) -> None:
    with pytest.raises(ValueError, match="no stream stores"):
        stream_of(subject)


def test_durables_are_tokens_made_of_service_and_subject() -> None:
    assert Consumer("crawler", "TASKS", "task.crawl.*").durable == "crawler-task-crawl"
    assert Consumer("reporter", "AUDIT", "audit.recorded").durable == "reporter-audit-recorded"
    assert Consumer("x", "DEAD", "dead.>").durable == "x-dead"
