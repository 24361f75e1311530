"""What the crawler counts."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from services.crawler.domain.outcome import FetchOutcome
from services.crawler.domain.plan import Thoroughness
from services.crawler.domain.traps import REASONS
from services.crawler.fetch import Fetched
from services.crawler.robots import Learnt
from shared.contracts.observation import ProbeOutcome
from shared.egress.phases import Phase
from shared.metrics import state_gauge
from shared.store.runs import RunKind

M = TypeVar("M", Counter, Gauge, Histogram)
WAITS = (1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400)
"""Seconds."""
UNDECODABLE = 0.01
"""Share of characters that could not be decoded, above which a page is one for operators."""
CAPS = ("pages", "sitemaps")
CONNECTORS = ("file", "push", "feed", "listing")
PHASES = (0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15)
"""Seconds."""


@dataclass(frozen=True)
class CrawlerMetrics:
    """The crawler's own metrics."""

    fetches: Counter
    probes: Counter
    robots: Counter
    dispatched: Counter
    rechecks: Counter
    passes: Counter
    capped: Counter
    left_out: Counter
    put_back: Counter
    rests: Counter
    posts: Counter
    waited: Histogram
    oldest_due: Gauge
    phases: Histogram
    bytes: Counter
    evidence_ended: Counter
    internal: Counter
    undecodable: Counter

    def fetched(self, fetched: Fetched) -> None:
        """Count one fetch: how it ended, where its time went, what it weighed."""
        self.fetches.labels(fetched.outcome).inc()
        self.bytes.inc(fetched.wire_bytes)
        for phase, seconds in fetched.phases.items():
            self.phases.labels(phase).observe(seconds)
        if fetched.replaced > UNDECODABLE:
            self.undecodable.inc()

    def learnt(self, learnt: Learnt) -> None:
        """Count one robots.txt."""
        self.robots.labels(learnt).inc()

    def phase(self, name: str) -> AbstractContextManager[object]:
        """Time a stretch of the work on one page that is not the network's."""
        return self.phases.labels(name).time()

    @classmethod
    def register(cls, registry: CollectorRegistry) -> "CrawlerMetrics":
        """Create them, with every label value at zero so that a zero can be seen."""
        fetches = Counter(
            "xuncha_crawler_fetches",
            "Fetches by outcome: pages, attachments, images, links, sitemaps and feeds.",
            ("outcome",),
            registry=registry,
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
            _labelled(
                Counter(
                    "xuncha_crawler_robots",
                    "Sites of which robots.txt was asked for, by what was learnt.",
                    ("learnt",),
                    registry=registry,
                ),
                Learnt,
            ),
            Counter("xuncha_crawler_dispatched", "Runs put on the queue.", registry=registry),
            Counter("xuncha_crawler_rechecks", "Re-checks answered.", registry=registry),
            _labelled(
                Counter(
                    "xuncha_crawler_passes",
                    "Passes finished, by thoroughness.",
                    ("kind",),
                    registry=registry,
                ),
                Thoroughness,
            ),
            _labelled(
                Counter(
                    "xuncha_crawler_capped",
                    "Passes that stopped at a cap, by which: addresses of one pass, or sitemaps.",
                    ("why",),
                    registry=registry,
                ),
                CAPS,
            ),
            _labelled(
                Counter(
                    "xuncha_crawler_left_out",
                    "Addresses left out as traps, by rule.",
                    ("why",),
                    registry=registry,
                ),
                REASONS,
            ),
            Counter(
                "xuncha_crawler_put_back",
                "Addresses that failed and are tried again in the same pass.",
                registry=registry,
            ),
            Counter(
                "xuncha_crawler_rests",
                "Runs after which a host in trouble is left alone.",
                registry=registry,
            ),
            _labelled(
                Counter(
                    "xuncha_crawler_posts",
                    "Posts that others handed over, by connector.",
                    ("connector",),
                    registry=registry,
                ),
                CONNECTORS,
            ),
            _labelled(
                Histogram(
                    "xuncha_crawler_waited_seconds",
                    "Business time from due to begun, by kind of work.",
                    ("kind",),
                    buckets=WAITS,
                    registry=registry,
                ),
                RunKind,
            ),
            _labelled(
                state_gauge(
                    "xuncha_crawler_oldest_due_seconds",
                    "Business time that what is due longest has waited, by kind of work.",
                    ("kind",),
                    registry=registry,
                ),
                RunKind,
            ),
            _labelled(
                Histogram(
                    "xuncha_crawler_phase_seconds",
                    "Where the time of a page goes.",
                    ("phase",),
                    buckets=PHASES,
                    registry=registry,
                ),
                [*Phase, "extract"],
            ),
            Counter("xuncha_crawler_bytes", "Body bytes read from the wire.", registry=registry),
            Counter(
                "xuncha_crawler_evidence_ended",
                "Bodies removed because they were old and no finding needs them.",
                registry=registry,
            ),
            Counter(
                "xuncha_crawler_internal",
                "Fetches that only the operator's file of internal targets allowed.",
                registry=registry,
            ),
            Counter(
                "xuncha_crawler_undecodable",
                "Pages of which more than one character in a hundred could not be decoded.",
                registry=registry,
            ),
        )


def _labelled(metric: M, values: Iterable[str]) -> M:
    """Put every label value at zero so that a zero can be seen."""
    for value in values:
        metric.labels(value)
    return metric
