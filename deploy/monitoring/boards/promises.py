"""The promises (SLOs) of docs/operations.md: share kept over the time shown, and now."""

from deploy.monitoring.panels import RATE, Board, Panel, Row, ratio

_DELAY = "xuncha_notifier_alert_delay_seconds"
_WAITED = "xuncha_crawler_waited_seconds"
_PROBES = "xuncha_crawler_probes_total"
_SETTLED = "xuncha_messages_settled_total"
_HTTP = "xuncha_http_seconds_count"
PROMISED = {
    "An alert leaves within 5 minutes: 99 %": (
        0.99,
        f'{_DELAY}_bucket{{le="300.0"}}',
        f"{_DELAY}_count",
    ),
    "A probe begins within 5 minutes of its time: 99 %": (
        0.99,
        f'{_WAITED}_bucket{{kind="probe",le="300.0"}}',
        f'{_WAITED}_count{{kind="probe"}}',
    ),
    "Probes are valid: 98 %": (0.98, f'{_PROBES}{{outcome!="invalid"}}', _PROBES),
    "Messages do not die: 99.9 %": (0.999, f'{_SETTLED}{{end!="dead"}}', _SETTLED),
    "Pages and API answer without a fault of ours: 99.9 %": (
        0.999,
        f'{_HTTP}{{path="pages",status!="5xx"}}',
        f'{_HTTP}{{path="pages"}}',
    ),
}


def _kept(good: str, whole: str, window: str) -> str:
    return ratio(f"sum(rate({good}[{window}]))", f"sum(rate({whole}[{window}]))", 1)


def _ready(window: str) -> str:
    return f"min by (service) (avg_over_time((max by (service) (xuncha_ready))[{window}:]))"


PROMISES = Board(
    "xuncha-slo",
    "Xuncha · SLO",
    (
        Row(
            "Kept over the time shown",
            (
                *(
                    Panel(
                        title,
                        {"kept": _kept(good, whole, "$__range")},
                        unit="percentunit",
                        kind="stat",
                        text="1 while nothing happened",
                        red_below=least,
                    )
                    for title, (least, good, whole) in PROMISED.items()
                ),
                Panel(
                    "A replica of each service is ready: 99.9 %",
                    {"{{service}}": _ready("$__range")},
                    unit="percentunit",
                    kind="stat",
                    red_below=0.999,
                ),
            ),
        ),
        Row(
            "Now",
            tuple(
                Panel(
                    title,
                    {"kept": _kept(good, whole, RATE)},
                    unit="percentunit",
                )
                for title, (_, good, whole) in PROMISED.items()
            ),
        ),
    ),
)
