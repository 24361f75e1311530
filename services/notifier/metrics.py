"""What the notifier counts."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter


@dataclass(frozen=True)
class NotifierMetrics:
    """The notifier's own metrics."""

    alerts: Counter

    @classmethod
    def register(cls, registry: CollectorRegistry) -> "NotifierMetrics":
        """Create them, with every label value at zero so that a zero can be seen."""
        alerts = Counter(
            "xuncha_notifier_alerts", "Hand-overs by outcome.", ("outcome",), registry=registry
        )
        for outcome in ("sent", "failed", "postponed"):
            alerts.labels(outcome)
        return cls(alerts)
