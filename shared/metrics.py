"""Metrics that every service has; each service adds its own list."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge

from shared.streams import consumers_of


@dataclass(frozen=True)
class MessageMetrics:
    """How messages end."""

    settled: Counter
    held: Counter

    @classmethod
    def register(cls, registry: CollectorRegistry, service: str) -> "MessageMetrics":
        """Create them, with every label value at zero so that a zero can be seen."""
        settled = Counter(
            "xuncha_messages_settled",
            "Messages by durable consumer and how they ended.",
            ("consumer", "end"),
            registry=registry,
        )
        for consumer in consumers_of(service):
            for end in ("acked", "retried", "dead"):
                settled.labels(consumer.durable, end)
        held = Counter(
            "xuncha_messages_held",
            "Looks at a part that did not answer, with a message in hand.",
            registry=registry,
        )
        return cls(settled, held)


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
    """Whether the service is ready."""

    ready: Gauge
    rebuilt: Counter

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
        )
