"""Broker and store, as the services see them."""

from deploy.monitoring.panels import Board, Panel, Row, quantile, rate, shared, summed

BROKER = Board(
    "xuncha-jetstream",
    "Xuncha · JetStream",
    (
        Row(
            "Consumers",
            (
                Panel(
                    "Lag",
                    {"{{consumer}}": shared("xuncha_consumer_pending", "", "consumer")},
                ),
                Panel(
                    "Delivered, not settled",
                    {"{{consumer}}": shared("xuncha_consumer_unacked", "", "consumer")},
                ),
                Panel(
                    "Unsettled after more than one delivery",
                    {"{{consumer}}": shared("xuncha_consumer_redelivered", "", "consumer")},
                ),
                Panel(
                    "Redeliveries",
                    {"{{consumer}}": rate("xuncha_messages_redelivered_total", "", "consumer")},
                    unit="ops",
                ),
                Panel(
                    "Waiting before the first handling, 95th percentile",
                    {"{{consumer}}": quantile("xuncha_message_waited_seconds", "", "consumer")},
                    unit="s",
                ),
                Panel(
                    "Consumers that are missing",
                    {"missing": summed("xuncha_consumer_missing", "consumer")},
                    kind="stat",
                    red_above=1,
                ),
            ),
        ),
        Row(
            "Streams",
            (
                Panel(
                    "Messages",
                    {"{{stream}}": shared("xuncha_stream_messages", "", "stream")},
                ),
                Panel(
                    "How full",
                    {
                        "{{stream}}": shared("xuncha_stream_bytes", "", "stream")
                        + " / "
                        + shared("xuncha_stream_bytes_limit", "", "stream")
                    },
                    unit="percentunit",
                    kind="bargauge",
                    text="a full stream refuses messages, and whoever publishes waits",
                    red_above=0.8,
                ),
                Panel(
                    "Receipts, 95th percentile",
                    {"{{stream}}": quantile("xuncha_publish_seconds", "", "stream")},
                    unit="s",
                ),
                Panel(
                    "Receipts",
                    {"{{stream}}": rate("xuncha_publish_seconds_count", "", "stream")},
                    unit="ops",
                ),
                Panel(
                    "Dead letters",
                    {"dead": shared("xuncha_stream_messages", 'stream="DEAD"')},
                    kind="stat",
                    red_above=1,
                ),
                Panel(
                    "Writes before it answers",
                    {"sync_interval: always": "min(xuncha_broker_sync_always)"},
                    kind="stat",
                    text="1 yes, 0 no, -1 nobody can tell",
                    red_below=1,
                ),
                Panel(
                    "Subscriptions rebuilt",
                    {"{{service}}": rate("xuncha_subscriptions_rebuilt_total", "", "service")},
                    unit="ops",
                ),
            ),
        ),
    ),
)
STORE = Board(
    "xuncha-mongodb",
    "Xuncha · MongoDB",
    (
        Row(
            "Commands",
            (
                Panel(
                    "Rate by command",
                    {"{{command}}": rate("xuncha_store_seconds_count", "", "command")},
                    unit="ops",
                ),
                Panel(
                    "Rate by service",
                    {"{{service}}": rate("xuncha_store_seconds_count", "", "service")},
                    unit="ops",
                ),
                Panel(
                    "95th percentile",
                    {"{{command}}": quantile("xuncha_store_seconds", "", "command")},
                    unit="s",
                ),
                Panel(
                    "99th percentile by service",
                    {"{{service}}": quantile("xuncha_store_seconds", "", "service", 0.99)},
                    unit="s",
                ),
                Panel(
                    "Failed",
                    {"{{service}}": rate("xuncha_store_failed_total", "", "service")},
                    unit="ops",
                ),
                Panel(
                    "Messages held for lack of an answer",
                    {"{{service}}": rate("xuncha_messages_held_total", "", "service")},
                    unit="ops",
                ),
            ),
        ),
        Row(
            "Size",
            (
                Panel("Documents", {"documents": shared("xuncha_store_documents")}),
                Panel(
                    "Bytes",
                    {
                        "uncompressed": shared("xuncha_store_bytes"),
                        "on disk": shared("xuncha_store_disk_bytes"),
                    },
                    unit="bytes",
                ),
                Panel(
                    "Free share of its file system",
                    {"free": "min(xuncha_store_disk_free_ratio)"},
                    unit="percentunit",
                    kind="stat",
                    text="below zero: the store does not say",
                    red_below=0.15,
                ),
            ),
        ),
    ),
)
