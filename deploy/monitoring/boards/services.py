"""One dashboard for each service: its own work above what every service has."""

from deploy.monitoring.boards.frame import board
from deploy.monitoring.panels import Panel, quantile, rate, ratio, shared, summed

_FINDINGS = "xuncha_analyzer_findings_held"
_PRECISION = "xuncha_analyzer_rule_decisions"


CRAWLER = board(
    "crawler",
    (
        Panel(
            "Fetches by outcome",
            {"{{outcome}}": rate("xuncha_crawler_fetches_total", "", "outcome")},
            unit="ops",
        ),
        Panel(
            "Where the time of a page goes, 95th percentile",
            {"{{phase}}": quantile("xuncha_crawler_phase_seconds", "", "phase")},
            unit="s",
        ),
        Panel("Bytes read", {"bytes": rate("xuncha_crawler_bytes_total")}, unit="Bps"),
        Panel(
            "Oldest due",
            {"{{kind}}": shared("xuncha_crawler_oldest_due_seconds", "", "kind")},
            unit="s",
            text="business time; grows when the crawlers are too few",
        ),
        Panel(
            "From due to begun, 95th percentile",
            {"{{kind}}": quantile("xuncha_crawler_waited_seconds", "", "kind")},
            unit="s",
        ),
        Panel(
            "Probes by outcome",
            {"{{outcome}}": rate("xuncha_crawler_probes_total", "", "outcome")},
            unit="ops",
        ),
        Panel(
            "robots.txt by what was learnt",
            {"{{learnt}}": rate("xuncha_crawler_robots_total", "", "learnt")},
            unit="ops",
            text="unreachable: those sites are left alone",
        ),
        Panel(
            "Runs, passes, re-checks",
            {
                "runs dispatched": rate("xuncha_crawler_dispatched_total"),
                "passes {{kind}}": rate("xuncha_crawler_passes_total", "", "kind"),
                "passes stopped at a cap, {{why}}": rate("xuncha_crawler_capped_total", "", "why"),
                "re-checks": rate("xuncha_crawler_rechecks_total"),
            },
            unit="ops",
        ),
        Panel(
            "Hosts in trouble, addresses left out, posts, evidence that ended",
            {
                "hosts that rest": rate("xuncha_crawler_rests_total"),
                "posts handed over, {{connector}}": rate(
                    "xuncha_crawler_posts_total", "", "connector"
                ),
                "addresses put back": rate("xuncha_crawler_put_back_total"),
                "evidence removed by age": rate("xuncha_crawler_evidence_ended_total"),
                "left out as a trap, {{why}}": rate("xuncha_crawler_left_out_total", "", "why"),
            },
            unit="ops",
        ),
        Panel(
            "Internal fetches, pages that could not be decoded",
            {
                "allowed by the operator's file only": rate("xuncha_crawler_internal_total"),
                "undecodable pages": rate("xuncha_crawler_undecodable_total"),
            },
            unit="ops",
        ),
    ),
)
ANALYZER = board(
    "analyzer",
    (
        Panel(
            "Articles",
            {
                "analysed": rate("xuncha_analyzer_articles_total"),
                "read again": rate("xuncha_analyzer_reanalysed_total"),
                "parts not read, {{part}}": rate("xuncha_analyzer_unread_total", "", "part"),
            },
            unit="ops",
        ),
        Panel(
            "New findings by rule",
            {"{{rule}}": rate("xuncha_analyzer_findings_total", "", "rule")},
            unit="ops",
        ),
        Panel(
            "Findings by decision",
            {
                "{{decision}}": summed(
                    "xuncha_analyzer_findings_held", "rule, decision", by="decision"
                )
            },
        ),
        Panel(
            "Precision by rule",
            {
                "{{rule}}": ratio(
                    shared(_PRECISION, 'decision="confirmed"', "rule"),
                    summed(_PRECISION, "rule, decision", by="rule"),
                    0,
                )
            },
            unit="percentunit",
            kind="bargauge",
            text="confirmed share of what people decided; below 50 % a rule gives hints only",
            red_below=0.5,
        ),
        Panel(
            "Re-checks by answer",
            {"{{proof}}": rate("xuncha_analyzer_proofs_total", "", "proof")},
            unit="ops",
        ),
        Panel(
            "Texts for the model-based corrector",
            {"{{outcome}}": rate("xuncha_analyzer_corrector_total", "", "outcome")},
            unit="ops",
            text="nothing while it is off",
        ),
        Panel(
            "Targets by verdict",
            {"{{verdict}}": summed("xuncha_analyzer_targets", "kind, verdict", by="verdict")},
        ),
        Panel(
            "Days assessed, corrections, rule swaps",
            {
                "days": "sum(xuncha_analyzer_assessed_days_total)",
                "corrections": "sum(xuncha_analyzer_corrections_total)",
                "rule swaps": "sum(xuncha_analyzer_rule_swaps_total)",
            },
        ),
    ),
)
NOTIFIER = board(
    "notifier",
    (
        Panel(
            "Hand-overs by channel and outcome",
            {
                "{{channel}} {{outcome}}": rate(
                    "xuncha_notifier_alerts_total", "", "channel, outcome"
                )
            },
            unit="ops",
        ),
        Panel(
            "From in line to handed over, 95th percentile",
            {
                "{{kind}}": quantile("xuncha_notifier_alert_delay_seconds", "", "kind"),
                "a new order, not told yet": shared("xuncha_notifier_untold_seconds"),
            },
            unit="s",
            text="business time",
        ),
        Panel(
            "Waiting",
            {
                "alerts": shared("xuncha_notifier_alerts_waiting"),
                "orders whose ladder is due": shared("xuncha_notifier_orders_ringing"),
                "held back by hand": shared("xuncha_notifier_alerts_held"),
            },
        ),
        Panel(
            "Orders by state",
            {"{{state}}": shared("xuncha_notifier_orders", "", "state")},
        ),
        Panel(
            "Overdue by state",
            {"{{state}}": shared("xuncha_notifier_orders_overdue", "", "state")},
        ),
        Panel(
            "The pages' certificate ends in",
            {
                "left": "("
                + shared("xuncha_notifier_certificate_expires_seconds")
                + " > 0) - time() or vector(0)"
            },
            unit="s",
            kind="stat",
            text="0: the public address is not https, or was not reached",
            red_below=14 * 86_400,
        ),
    ),
)
REPORTER = board(
    "reporter",
    (
        Panel(
            "Targets by kind and status",
            {"{{kind}} {{status}}": shared("xuncha_reporter_targets", "", "kind, status")},
        ),
        Panel(
            "Rollup rows",
            {
                "replaced a second": rate("xuncha_reporter_rolled_up_total"),
                "to be computed anew": shared("xuncha_reporter_rollups_marked"),
            },
        ),
        Panel(
            "Audit entries chained",
            {"entries": rate("xuncha_reporter_audited_total")},
            unit="ops",
        ),
    ),
)
