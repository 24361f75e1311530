"""What the notifier counts."""

from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from services.notifier.channels.every import SCHEMES
from services.notifier.domain.moves import UNSETTLED
from shared.contracts.alert import Alert, AlertKind
from shared.contracts.order import OrderState
from shared.metrics import WAITS, labelled, state_gauge

CHANNELS = (*SCHEMES, "other")
"""`other` is a recipient by no channel that this version has."""
OUTCOMES = ("sent", "failed", "postponed")


@dataclass(frozen=True)
class NotifierMetrics:
    """The notifier's own metrics."""

    alerts: Counter
    held: Gauge
    delay: Histogram
    orders: Gauge
    overdue: Gauge
    ringing: Gauge
    waiting: Gauge
    untold: Gauge
    certificate: Gauge

    def handed_over(self, alert: Alert, outcome: str, now: datetime) -> None:
        """Count one try to hand over an alert.

        Args:
            alert: that was tried.
            outcome: one of `OUTCOMES`.
            now: business time.
        """
        scheme = alert.recipient.partition(":")[0]
        self.alerts.labels(scheme if scheme in SCHEMES else "other", outcome).inc()
        if outcome == "sent":
            self.delay.labels(alert.kind).observe(max((now - alert.due_at).total_seconds(), 0))

    @classmethod
    def register(cls, registry: CollectorRegistry) -> "NotifierMetrics":
        """Create them, with every label value at zero so that a zero can be seen."""
        alerts = Counter(
            "xuncha_notifier_alerts",
            "Hand-overs by channel and outcome.",
            ("channel", "outcome"),
            registry=registry,
        )
        delay = Histogram(
            "xuncha_notifier_alert_delay_seconds",
            "Business time from the moment an alert was put in line to its hand-over, by kind.",
            ("kind",),
            buckets=WAITS,
            registry=registry,
        )
        orders = state_gauge(
            "xuncha_notifier_orders", "Orders by state.", ("state",), registry=registry
        )
        overdue = state_gauge(
            "xuncha_notifier_orders_overdue",
            "Orders past their deadline by state.",
            ("state",),
            registry=registry,
        )
        return cls(
            labelled(alerts, CHANNELS, OUTCOMES),
            state_gauge(
                "xuncha_notifier_alerts_held", "1 while alerts are held back.", registry=registry
            ),
            labelled(delay, AlertKind),
            labelled(orders, OrderState),
            labelled(overdue, sorted(UNSETTLED)),
            state_gauge(
                "xuncha_notifier_orders_ringing",
                "Orders whose reminder or escalation is due and was not looked at yet.",
                registry=registry,
            ),
            state_gauge(
                "xuncha_notifier_alerts_waiting",
                "Alerts that wait for their hand-over.",
                registry=registry,
            ),
            state_gauge(
                "xuncha_notifier_untold_seconds",
                "Business time for which the message of a new order has waited that waits longest.",
                registry=registry,
            ),
            state_gauge(
                "xuncha_notifier_certificate_expires_seconds",
                "Real time at which the certificate of the units' pages ends, seconds since 1970; "
                "0 while none was read.",
                registry=registry,
            ),
        )
