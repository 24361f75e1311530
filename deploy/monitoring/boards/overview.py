"""What the office looks at: is everything watched, what was found, who is late. In Chinese."""

from deploy.monitoring.panels import Board, Panel, Row, rate, ratio, shared, summed

_TARGETS = "xuncha_analyzer_targets"
_FINDINGS = "xuncha_analyzer_findings_held"

OVERVIEW = Board(
    "xuncha-overview",
    "巡查 · 总览",
    (
        Row(
            "监测",
            (
                Panel(
                    "在册正常运行的监测对象",
                    {"{{kind}}": shared("xuncha_reporter_targets", 'status="running"', "kind")},
                    kind="stat",
                    text="website 网站，column 专栏，account 新媒体账号",
                ),
                Panel(
                    "监测覆盖率",
                    {
                        "覆盖率": ratio(
                            "sum("
                            + shared(_TARGETS, 'verdict!="not_observed"', "kind, verdict")
                            + ")",
                            summed(_TARGETS, "kind, verdict"),
                            0,
                        )
                    },
                    unit="percentunit",
                    kind="stat",
                    text="本季度有结论的对象占已评估对象的比例；未能观测的不算合格也不算不合格",
                    red_below=0.9,
                ),
                Panel(
                    "最新数据距今",
                    {
                        "{{kind}}": "scalar(max(xuncha_clock_seconds)) - "
                        "(max by (kind) (xuncha_newest_seconds) > 0)"
                    },
                    unit="s",
                    kind="bargauge",
                    text="article 文章，crawl 采集，probe 探测，finding 问题，assessment 评估，"
                    "order 整改单，alert 提醒，report 日报；没有数据的不显示",
                ),
                Panel(
                    "评估结论",
                    {"{{kind}} {{verdict}}": shared(_TARGETS, "", "kind, verdict")},
                    width=12,
                    text="compliant 合格，violating 不合格，not_observed 未能观测",
                ),
                Panel(
                    "探测结果（每秒）",
                    {"{{outcome}}": rate("xuncha_crawler_probes_total", "", "outcome")},
                    width=12,
                    unit="ops",
                    text="open 能打开，failed 打不开，invalid 我方原因不作数",
                ),
            ),
        ),
        Row(
            "问题与整改",
            (
                Panel(
                    "待人工确认的问题",
                    {"待确认": summed(_FINDINGS, "rule", 'decision="suspected"')},
                    kind="stat",
                ),
                Panel(
                    "未办结的整改单",
                    {
                        "未办结": summed(
                            "xuncha_notifier_orders", "state", 'state!~"closed|withdrawn"'
                        )
                    },
                    kind="stat",
                ),
                Panel(
                    "逾期的整改单",
                    {"逾期": summed("xuncha_notifier_orders_overdue", "state")},
                    kind="stat",
                    red_above=1,
                ),
                Panel(
                    "各类问题（已确认）",
                    {
                        "{{rule}}": shared(_FINDINGS, 'decision="confirmed"', "rule")
                        + " > 0 or vector(0)"
                    },
                    width=12,
                    kind="bargauge",
                ),
                Panel(
                    "整改单状态",
                    {"{{state}}": shared("xuncha_notifier_orders", "", "state")},
                    width=12,
                    text="issued 已下达，acknowledged 已签收，rectified 报告已整改，closed 已办结，"
                    "withdrawn 已撤回，extended 已延期，excepted 已报备，appealed 申诉中，"
                    "reopened 已重开，escalated 已升级督办",
                ),
            ),
        ),
        Row(
            "提醒与系统",
            (
                Panel(
                    "一小时内送达的提醒",
                    {
                        "{{channel}}": "sum by (channel) (increase("
                        'xuncha_notifier_alerts_total{outcome="sent"}[1h])) > 0 or vector(0)'
                    },
                    kind="bargauge",
                ),
                Panel(
                    "24小时内送不到的提醒",
                    {"失败": 'sum(increase(xuncha_notifier_alerts_total{outcome="failed"}[24h]))'},
                    kind="stat",
                    red_above=1,
                ),
                Panel(
                    "就绪的副本",
                    {"{{service}}": "sum by (service) (xuncha_ready)"},
                    kind="stat",
                    text="crawler 采集，analyzer 分析，notifier 督办，reporter 报表；每项至少一个",
                    red_below=1,
                ),
                Panel(
                    "死信",
                    {"死信": shared("xuncha_stream_messages", 'stream="DEAD"')},
                    kind="stat",
                    text="无法处理而停放的消息，须由运维查看",
                    red_above=1,
                ),
            ),
        ),
    ),
)
