"""Columns of enquiries and of a higher level's scores."""

from shared.tables.model import Column, Schema

ENQUIRIES = Schema(
    "enquiries",
    (
        Column("id", ("编号", "留言编号", "信件编号"), required=True, example="2020-000123"),
        Column("unit", ("单位", "办理单位", "承办单位"), required=True, example="linxiang"),
        Column("target", ("监测对象", "网站"), note="where it was written, if registered"),
        Column(
            "channel",
            ("渠道", "来源", "留言渠道"),
            values={"网站": "site", "找错": "finder", "我为政府网站找错": "finder"}
            | {"12345热线": "12345", "其他": "other"},
            note="site, finder, 12345 or other",
            example="site",
        ),
        Column(
            "received_on", ("收到日期", "留言日期", "来信日期"), required=True, example="2020-11-02"
        ),
        Column("due_on", ("办理期限", "应办结日期"), example="2020-11-09"),
        Column("closed_on", ("办结日期", "答复日期"), example="2020-11-05"),
        Column("category", ("分类", "类别"), example="咨询"),
        Column("valid", ("有效", "是否有效"), note="false leaves the count and needs a reason"),
        Column("invalid_reason", ("无效原因",)),
    ),
)

SCORES = Schema(
    "scores",
    (
        Column("quarter", ("季度",), required=True, example="2020Q4"),
        Column("target", ("监测对象", "网站"), required=True, example="linxiang-www"),
        Column("points", ("得分", "分数"), required=True, note="0 to 130", example="98.7"),
        Column("rank", ("排名", "名次"), example="2"),
        Column(
            "source",
            ("来源", "评分单位"),
            required=True,
            values={"省级": "province", "省": "province", "国家": "national"},
            note="who gave it, such as province",
            example="province",
        ),
        Column("remark", ("备注",), prose=True),
    ),
)
