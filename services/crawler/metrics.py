"""What the crawler counts."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter

from services.crawler.domain.outcome import FetchOutcome
from shared.contracts.observation import ProbeOutcome


@dataclass(frozen=True)
class CrawlerMetrics:
    """The crawler's own metrics."""

    fetches: Counter
    probes: Counter
    dispatched: Counter
    rechecks: Counter

    @classmethod
    def register(cls, registry: CollectorRegistry) -> "CrawlerMetrics":
        """Create them, with every label value at zero so that a zero can be seen."""
        fetches = Counter(
            "xuncha_crawler_fetches", "Fetches by outcome.", ("outcome",), registry=registry
        )
        for outcome in FetchOutcome:
            fetches.labels(outcome)
        probes = Counter(
            "xuncha_crawler_probes", "Probes by outcome.", ("outcome",), registry=registry
        )
        for probed in ProbeOutcome:
            probes.labels(probed)
        return cls(
            fetches,
            probes,
            Counter("xuncha_crawler_dispatched", "Runs put on the queue.", registry=registry),
            Counter("xuncha_crawler_rechecks", "Re-checks answered.", registry=registry),
        )
