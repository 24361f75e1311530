"""What the dashboard of every service has: rate, errors, duration, and what it uses."""

from collections.abc import Sequence

from deploy.monitoring.panels import Board, Panel, Row, quantile, rate, shared


def _messages(me: str) -> Row:
    return Row(
        "Messages",
        (
            Panel(
                "Settled",
                {
                    "{{consumer}} {{end}}": rate(
                        "xuncha_messages_settled_total", me, "consumer, end"
                    )
                },
                unit="ops",
            ),
            Panel(
                "Handling, 95th percentile",
                {"{{consumer}}": quantile("xuncha_message_seconds", me, "consumer")},
                unit="s",
            ),
            Panel(
                "Waiting before, 95th percentile",
                {"{{consumer}}": quantile("xuncha_message_waited_seconds", me, "consumer")},
                unit="s",
            ),
            Panel("Lag", {"{{consumer}}": shared("xuncha_consumer_pending", me, "consumer")}),
            Panel(
                "Retried, dead, redelivered",
                {
                    "{{end}}": rate(
                        "xuncha_messages_settled_total", f'{me},end=~"retried|dead"', "end"
                    ),
                    "redelivered": rate("xuncha_messages_redelivered_total", me),
                    "held": rate("xuncha_messages_held_total", me),
                },
                unit="ops",
                text="held: looks at a store or broker that did not answer",
            ),
            Panel(
                "In hand",
                {"{{instance}}": f"sum by (instance) (xuncha_messages_in_hand{{{me}}})"},
                text="of each replica",
            ),
        ),
    )


def _parts(me: str) -> Row:
    return Row(
        "Store, broker, HTTP",
        (
            Panel(
                "Store commands, 95th percentile",
                {"{{command}}": quantile("xuncha_store_seconds", me, "command")},
                unit="s",
                width=6,
            ),
            Panel(
                "Receipts of the broker, 95th percentile",
                {"{{stream}}": quantile("xuncha_publish_seconds", me, "stream")},
                unit="s",
                width=6,
            ),
            Panel(
                "Events relayed from the outbox",
                {"events": rate("xuncha_outbox_relayed_total", me)},
                unit="ops",
                width=6,
            ),
            Panel(
                "Requests",
                {"{{path}} {{status}}": rate("xuncha_http_seconds_count", me, "path, status")},
                unit="reqps",
                width=6,
            ),
        ),
    )


def _use(me: str) -> Row:
    return Row(
        "Process",
        (
            Panel(
                "CPU",
                {"{{instance}}": f"rate(process_cpu_seconds_total{{{me}}}[$__rate_interval])"},
                unit="percentunit",
                width=6,
                text="of one core, each replica",
            ),
            Panel(
                "Memory",
                {"{{instance}}": f"process_resident_memory_bytes{{{me}}}"},
                unit="bytes",
                width=6,
            ),
            Panel(
                "Event loop lag",
                {"{{instance}}": f"xuncha_loop_lag_seconds{{{me}}}"},
                unit="s",
                width=6,
                text="above a second, add replicas",
            ),
            Panel(
                "Open files",
                {
                    "{{instance}}": f"process_open_fds{{{me}}} / process_max_fds{{{me}}}",
                },
                unit="percentunit",
                width=6,
            ),
        ),
    )


def board(service: str, own: Sequence[Panel]) -> Board:
    """Put a service's own panels above what every service has."""
    me = f'service="{service}"'
    rows = (Row("Work", own), _messages(me), _parts(me), _use(me))
    return Board(f"xuncha-{service}", f"Xuncha · {service}", rows)
