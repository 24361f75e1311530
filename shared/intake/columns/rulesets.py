"""Columns of the lists that an office keeps: rule sets."""

from shared.tables.model import Column, Schema

WORDING = Schema(
    "wording",
    (
        Column("wrong", ("错误写法", "错误表述"), required=True, prose=True, example="布署"),
        Column("right", ("正确写法", "正确表述"), required=True, prose=True, example="部署"),
        Column(
            "rule",
            ("规则",),
            values={
                "严重表述错误": "wording.serious",
                "行政区划名称错误": "wording.place",
                "错别字": "wording.typo",
            },
            note="wording.serious, wording.place or wording.typo; default wording.typo",
            example="wording.typo",
        ),
        Column(
            "exceptions",
            ("例外",),
            prose=True,
            note="right words that hold the wrong form, separated by spaces or 、",
            example="发布署名",
        ),
        Column("source", ("依据", "来源"), prose=True, note="where the pair is documented"),
    ),
)

ROSTER = Schema(
    "roster",
    (
        Column("name", ("姓名",), required=True, prose=True, example="张示例"),
        Column(
            "title",
            ("职务",),
            required=True,
            prose=True,
            note="in full, as texts write it before the name",
            example="示例市委书记",
        ),
        Column("since", ("任职日期",), note="first day in the post; empty for long since"),
        Column("until", ("离任日期",), note="last day in the post; empty while it is held"),
    ),
)
"""Who held which post when; a text is judged by its day of publication."""

TERMS = Schema(
    "terms",
    (
        Column(
            "term",
            ("规范名称", "规范表述"),
            required=True,
            prose=True,
            note="in full, four characters or more",
            example="示例市示范服务中心",
        ),
        Column(
            "kind",
            ("类别",),
            values={
                "本级机构": "own",
                "国家名称": "state",
                "国家机构": "institution",
                "行政区划": "place",
                "法律法规": "law",
                "固定提法": "phrase",
            },
            note="own, state, institution, place, law or phrase; default own",
            example="own",
        ),
        Column(
            "usual",
            ("其他正确写法",),
            prose=True,
            note="right words one character away from the term, separated by spaces or 、",
        ),
        Column("source", ("依据", "来源"), prose=True, note="where the name is laid down"),
    ),
)
"""Names and phrases that are written in one way only; a text one character away is suspected."""

LINKS = Schema(
    "links",
    (
        Column(
            "kind",
            ("类别",),
            required=True,
            values={
                "违法特征词": "illicit",
                "可信网址": "trusted",
                "可信脚本": "script",
                "易主网址": "resold",
                "机关网址": "public",
            },
            note="illicit: a word; trusted, script, resold or public: a host with its subdomains",
            example="illicit",
        ),
        Column("entry", ("内容", "网址或特征词"), required=True, prose=True, example="示例娱乐城"),
        Column("source", ("依据", "来源"), prose=True, note="where it was seen"),
    ),
)
"""Words and hosts that links, scripts and titles are judged by."""

ABOLISHED = Schema(
    "abolished",
    (
        Column("name", ("旧名称",), required=True, prose=True, example="示例市旧名称局"),
        Column(
            "since", ("停用日期",), required=True, note="its last day is over", example="2019-01-01"
        ),
        Column("today", ("现名称",), required=True, prose=True, example="示例市现名称局"),
        Column(
            "exceptions",
            ("例外",),
            prose=True,
            note="right words that hold the old name, separated by spaces or 、",
        ),
        Column("source", ("依据", "来源"), prose=True, note="the document that ended it"),
    ),
)
"""Names of institutions that a reform ended; texts about the past may use them."""
