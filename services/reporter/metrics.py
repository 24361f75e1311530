"""What the reporter counts."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge

from shared.contracts.target import TargetKind, TargetStatus
from shared.metrics import labelled, state_gauge
from shared.streams import STREAMS


@dataclass(frozen=True)
class ReporterMetrics:
    """The reporter's own metrics."""

    audited: Counter
    rolled_up: Counter
    targets: Gauge
    marked: Gauge
    stream_messages: Gauge
    stream_bytes: Gauge
    store_documents: Gauge
    store_bytes: Gauge
    store_disk_bytes: Gauge
    store_disk_free: Gauge

    @classmethod
    def register(cls, registry: CollectorRegistry) -> "ReporterMetrics":
        """Create them, with every label value at zero so that a zero can be seen."""
        targets = state_gauge(
            "xuncha_reporter_targets",
            "Targets on the registry by kind and status.",
            ("kind", "status"),
            registry=registry,
        )
        names = [stream.name for stream in STREAMS]

        def of_streams(name: str, text: str) -> Gauge:
            made = state_gauge(f"xuncha_stream_{name}", text, ("stream",), registry=registry)
            return labelled(made, names)

        def of_store(name: str, text: str) -> Gauge:
            return state_gauge(f"xuncha_store_{name}", text, registry=registry)

        limits = of_streams("bytes_limit", "Bytes at which the stream refuses messages.")
        for stream in STREAMS:
            limits.labels(stream.name).set(stream.max_bytes)
        return cls(
            Counter("xuncha_reporter_audited", "Audit entries chained.", registry=registry),
            Counter("xuncha_reporter_rolled_up", "Rollup rows replaced.", registry=registry),
            labelled(targets, TargetKind, TargetStatus),
            state_gauge(
                "xuncha_reporter_rollups_marked",
                "Rollup rows that must be computed anew.",
                registry=registry,
            ),
            of_streams("messages", "Messages that the stream holds."),
            of_streams("bytes", "Bytes that the stream holds."),
            of_store("documents", "Documents of all collections."),
            of_store("bytes", "Bytes of all documents, uncompressed."),
            of_store("disk_bytes", "Bytes that the documents take on disk."),
            of_store(
                "disk_free_ratio",
                "Free share of the store's file system, 0 to 1; -1 when the store does not say.",
            ),
        )
