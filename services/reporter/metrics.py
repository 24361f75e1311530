"""What the reporter counts."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter


@dataclass(frozen=True)
class ReporterMetrics:
    """The reporter's own metrics."""

    audited: Counter
    rolled_up: Counter

    @classmethod
    def register(cls, registry: CollectorRegistry) -> "ReporterMetrics":
        """Create them."""
        return cls(
            Counter("xuncha_reporter_audited", "Audit entries chained.", registry=registry),
            Counter("xuncha_reporter_rolled_up", "Rollup rows replaced.", registry=registry),
        )
