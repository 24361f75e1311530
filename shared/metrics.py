"""Metrics that every service has; each service adds its own list.

Names and labels are a public interface, listed in docs/metrics.md (`make metrics`). Labels come
from closed sets, and every label value is there from the start, so that a zero can be seen.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import TypeVar

from nats.aio.msg import Msg
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from shared.streams import STREAMS, consumers_of

M = TypeVar("M", Counter, Gauge, Histogram)
SHARED_STATE = "Every replica tells the same."
"""Ends the help of a gauge that describes what all replicas share: aggregate it by max."""
STATUSES = ("2xx", "3xx", "4xx", "5xx")
WORK = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30, 60)
"""Seconds of work on one message, one request, one receipt."""
WAITS = (0.05, 0.25, 1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400)
"""Seconds that something waits for its turn."""


def labelled(metric: M, *values: Iterable[str]) -> M:
    """Put every combination of label values at zero so that a zero can be seen."""
    for combination in product(*values):
        metric.labels(*combination)
    return metric


def state_gauge(
    name: str, text: str, labels: Sequence[str] = (), *, registry: CollectorRegistry
) -> Gauge:
    """Create a gauge of what all replicas of a service share, such as what the store holds."""
    return Gauge(name, f"{text} {SHARED_STATE}", labels, registry=registry)


@dataclass(frozen=True)
class MessageMetrics:
    """How long messages wait and take, and how they end."""

    settled: Counter
    held: Counter
    redelivered: Counter
    waited: Histogram
    seconds: Histogram
    in_hand: Gauge

    @contextmanager
    def handling(self, messages: Sequence[Msg]) -> Iterator[None]:
        """Count messages that are taken in hand, and time the work on them."""
        now = datetime.now(UTC)
        for message in messages:
            meta = message.metadata
            if meta.num_delivered > 1:
                self.redelivered.labels(meta.consumer).inc()
            else:
                waited = (now - meta.timestamp).total_seconds()
                self.waited.labels(meta.consumer).observe(max(waited, 0))
        self.in_hand.inc(len(messages))
        try:
            with self.seconds.labels(messages[0].metadata.consumer).time():
                yield
        finally:
            self.in_hand.dec(len(messages))

    @classmethod
    def register(cls, registry: CollectorRegistry, service: str) -> "MessageMetrics":
        """Create them."""
        consumers = [consumer.durable for consumer in consumers_of(service)]
        settled = Counter(
            "xuncha_messages_settled",
            "Messages by durable consumer and how they ended.",
            ("consumer", "end"),
            registry=registry,
        )
        held = Counter(
            "xuncha_messages_held",
            "Looks at a part that did not answer, with a message in hand.",
            registry=registry,
        )
        redelivered = Counter(
            "xuncha_messages_redelivered",
            "Messages taken in hand that had been delivered before.",
            ("consumer",),
            registry=registry,
        )
        waited = Histogram(
            "xuncha_message_waited_seconds",
            "Real time from the broker's receipt to the first handling.",
            ("consumer",),
            buckets=WAITS,
            registry=registry,
        )
        seconds = Histogram(
            "xuncha_message_seconds",
            "Real time that a handler has one message, or one batch, in hand.",
            ("consumer",),
            buckets=WORK,
            registry=registry,
        )
        return cls(
            labelled(settled, consumers, ("acked", "retried", "dead")),
            held,
            labelled(redelivered, consumers),
            labelled(waited, consumers),
            labelled(seconds, consumers),
            Gauge("xuncha_messages_in_hand", "Messages being handled now.", registry=registry),
        )


@dataclass(frozen=True)
class ConsumerMetrics:
    """What the broker says about the durable consumers of a service."""

    pending: Gauge
    unacked: Gauge
    redelivered: Gauge
    missing: Gauge

    @classmethod
    def register(cls, registry: CollectorRegistry, service: str) -> "ConsumerMetrics":
        """Create them."""
        consumers = [consumer.durable for consumer in consumers_of(service)]

        def gauge(name: str, text: str) -> Gauge:
            made = state_gauge(f"xuncha_consumer_{name}", text, ("consumer",), registry=registry)
            return labelled(made, consumers)

        return cls(
            gauge("pending", "Messages that were never delivered: the lag."),
            gauge("unacked", "Messages delivered and not yet settled."),
            gauge("redelivered", "Unsettled messages that were delivered more than once."),
            gauge("missing", "1 when the broker does not have the consumer."),
        )


@dataclass(frozen=True)
class PublishMetrics:
    """How long receipts of the broker take."""

    seconds: Histogram

    @classmethod
    def register(cls, registry: CollectorRegistry) -> "PublishMetrics":
        """Create them."""
        seconds = Histogram(
            "xuncha_publish_seconds",
            "Real time from sending an event, or an atomic batch, to the broker's receipt.",
            ("stream",),
            buckets=WORK,
            registry=registry,
        )
        return cls(labelled(seconds, [stream.name for stream in STREAMS]))


@dataclass(frozen=True)
class FaceMetrics:
    """How HTTP requests are answered."""

    seconds: Histogram

    @classmethod
    def register(cls, registry: CollectorRegistry, paths: Iterable[str]) -> "FaceMetrics":
        """Create them.

        Args:
            registry: of the service.
            paths: the exact paths; every other one counts as `pages`.
        """
        seconds = Histogram(
            "xuncha_http_seconds",
            "Real time of an HTTP request by path and status; `pages` is every other path.",
            ("path", "status"),
            buckets=WORK,
            registry=registry,
        )
        return cls(labelled(seconds, (*paths, "pages"), STATUSES))


@dataclass(frozen=True)
class OutboxMetrics:
    """What waits in the outbox."""

    relayed: Counter

    @classmethod
    def register(cls, registry: CollectorRegistry) -> "OutboxMetrics":
        """Create them."""
        return cls(
            Counter("xuncha_outbox_relayed", "Events relayed from the outbox.", registry=registry)
        )


@dataclass(frozen=True)
class ReadyMetrics:
    """Whether the service is ready, and keeps up with itself."""

    ready: Gauge
    rebuilt: Counter
    lag: Gauge

    @classmethod
    def register(cls, registry: CollectorRegistry) -> "ReadyMetrics":
        """Create them."""
        return cls(
            Gauge("xuncha_ready", "1 when the service is ready.", registry=registry),
            Counter(
                "xuncha_subscriptions_rebuilt",
                "Subscriptions rebuilt because nothing was pulled.",
                registry=registry,
            ),
            Gauge(
                "xuncha_loop_lag_seconds",
                "How much too late the event loop woke last: the saturation of the process.",
                registry=registry,
            ),
        )
