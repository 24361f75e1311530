"""Columns of what was observed elsewhere: observations, articles, findings."""

from shared.tables.model import Column, Schema

OBSERVATIONS = Schema(
    "observations",
    (
        Column("target", ("监测对象", "对象编号"), required=True, example="linxiang-www"),
        Column(
            "kind",
            ("类别", "观测类别"),
            required=True,
            values={"探测": "probe", "列表": "listing", "链接": "link"}
            | {"最新发布": "post", "发布": "post"},
            note="probe, listing, link or post (newest post of an account)",
            example="probe",
        ),
        Column("at", ("时间", "观测时间"), required=True, example="2020-12-14 08:30"),
        Column(
            "outcome",
            ("结果",),
            required=True,
            values={"正常": "open", "打开": "open", "失败": "failed", "打不开": "failed"}
            | {"无效": "invalid", "已读": "read", "空白": "blank", "读不出": "unreadable"}
            | {"失效": "dead", "未核实": "unverified"},
            note="probe: open, failed, invalid; listing and post: read, blank, unreadable; "
            "link: open, dead, unverified",
            example="open",
        ),
        Column("seconds", ("耗时", "秒"), note="of a probe", example="0.8"),
        Column("newest_on", ("最新日期", "最新发布日期"), note="of a listing or a post"),
        Column("items", ("条数",), note="of a listing"),
        Column("url", ("网址", "链接"), note="of a link"),
        Column("source", ("来源",), note="who observed it", example="manual"),
    ),
)

ARTICLES = Schema(
    "articles",
    (
        Column("target", ("监测对象", "账号"), required=True, example="linxiang-jf"),
        Column(
            "url", ("网址", "链接"), required=True, example="https://mp.weixin.qq.com/s/example"
        ),
        Column("title", ("标题",), prose=True, example="标题"),
        Column("published_at", ("发布时间",), example="2020-12-14 09:00"),
        Column("text", ("正文", "内容"), prose=True, example="正文"),
        Column("attachments", ("附件",), prose=True, note="texts of attachments"),
    ),
)

FINDINGS = Schema(
    "findings",
    (
        Column("id", ("编号", "问题编号"), note="yours, kept as the reference when that is empty"),
        Column("target", ("监测对象", "对象编号"), required=True, example="linxiang-jf"),
        Column("rule", ("规则",), required=True, example="wording.serious"),
        Column(
            "effect",
            ("后果", "影响"),
            values={"单项否决": "veto", "问题": "problem", "扣分": "deduction"},
            note="veto, problem or deduction; default: the rule's own",
            example="veto",
        ),
        Column(
            "severity",
            ("程度", "严重程度"),
            values={"严重": "serious", "一般": "ordinary", "提示": "hint"},
            note="serious, ordinary or hint; default: the rule's own",
        ),
        Column("found_on", ("发现日期",), required=True, example="2020-12-14"),
        Column(
            "source",
            ("来源",),
            required=True,
            values={"省级": "province", "网信": "cyberspace", "网信办": "cyberspace"}
            | {"网信部门": "cyberspace", "找错": "finder", "人工": "manual", "监测": "monitor"},
            note="monitor, province, cyberspace, finder or manual",
            example="cyberspace",
        ),
        Column(
            "status",
            ("状态",),
            values={"疑似": "suspected", "确认": "confirmed", "已确认": "confirmed"},
            note="suspected or confirmed",
            example="confirmed",
        ),
        Column("excerpt", ("原文", "问题描述"), prose=True, example="原文摘录"),
        Column("url", ("网址", "链接"), example="https://linxiang.example.gov.cn/a.html"),
        Column("reference", ("文号", "来源编号"), example="网信办〔2020〕12号"),
    ),
)
