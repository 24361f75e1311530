"""Every fetch is counted: its end, its weight, where its time went; no host is a label."""

from prometheus_client import CollectorRegistry

from services.crawler.domain.outcome import FetchOutcome
from services.crawler.fetch import Fetched
from services.crawler.metrics import CrawlerMetrics
from shared.egress.phases import Phase

NAME = "xuncha_crawler_phase_seconds"


def test_a_fetch_is_counted_by_outcome_bytes_and_phase() -> None:
    registry = CollectorRegistry()
    metrics = CrawlerMetrics.register(registry)
    spent = {phase: 0.25 * number for number, phase in enumerate(Phase, start=1)}
    metrics.fetched(Fetched(FetchOutcome.OK, wire_bytes=1_000, phases=spent))
    metrics.fetched(Fetched(FetchOutcome.DEADLINE, wire_bytes=24, phases={Phase.DNS: 1.0}))
    metrics.fetched(Fetched(FetchOutcome.OK, replaced=0.011))
    with metrics.phase("extract"):
        pass

    def value(name: str, **labels: str) -> float | None:
        return registry.get_sample_value(name, labels)

    assert value("xuncha_crawler_fetches_total", outcome="ok") == 2
    assert value("xuncha_crawler_fetches_total", outcome="deadline") == 1
    assert value("xuncha_crawler_bytes_total") == 1_024
    assert value("xuncha_crawler_undecodable_total") == 1
    assert value(f"{NAME}_sum", phase="dns") == 1.25
    assert value(f"{NAME}_sum", phase="body") == 1.25
    for phase in ("connect", "tls", "wait", "extract"):
        assert value(f"{NAME}_count", phase=phase) == 1, phase


def test_labels_are_closed_sets() -> None:
    registry = CollectorRegistry()
    CrawlerMetrics.register(registry)

    names = {label for metric in registry.collect() for one in metric.samples for label in one[1]}

    assert names == {"outcome", "kind", "why", "connector", "phase", "learnt", "le"}
