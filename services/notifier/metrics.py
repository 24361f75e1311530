"""What the notifier counts."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge


@dataclass(frozen=True)
class NotifierMetrics:
    """The notifier's own metrics."""

    alerts: Counter
    held: Gauge

    @classmethod
    def register(cls, registry: CollectorRegistry) -> "NotifierMetrics":
        """Create them, with every label value at zero so that a zero can be seen."""
        alerts = Counter(
            "xuncha_notifier_alerts", "Hand-overs by outcome.", ("outcome",), registry=registry
        )
        for outcome in ("sent", "failed", "postponed"):
            alerts.labels(outcome)
        held = Gauge(
            "xuncha_notifier_alerts_held", "1 while alerts are held back.", registry=registry
        )
        return cls(alerts, held)
