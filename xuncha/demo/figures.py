"""The demo's last screen: our figures beside those that the notice printed."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from rich.table import Table

from xuncha.cli.screen import console

PRINTED: tuple[tuple[str, str, str], ...] = (
    ("网站 登记在运行", "websites.running", "9"),
    ("网站 不合格", "websites.unqualified", "1"),
    ("网站 合格率", "websites.rate.printed", "88.9%"),
    ("专栏 在运行", "columns.running", "36"),
    ("专栏 不合格", "columns.unqualified", "2"),
    ("专栏 合格率", "columns.rate.printed", "94%"),
    ("新媒体 在运行", "accounts.running", "142"),
    ("新媒体 新增登记", "accounts.opened", "2"),
    ("新媒体 关停", "accounts.closed", "6"),
    ("新媒体 不合格", "accounts.unqualified", "3"),
    ("新媒体 合格率", "accounts.rate.printed", "97%"),
    ("网民留言 收到", "enquiries.received", "98"),
    ("网民留言 按期办结", "enquiries.on_time", "98"),
    ("网民留言 办结率", "enquiries.rate.printed", "100%"),
)
"""What, where in the report, and what the notice of 2021-01-30 printed."""

DISAGREES = "不一致"


def show(report: Mapping[str, Any]) -> int:
    """Print the figures side by side, a line for each difference; return how many disagree.

    A rate agrees when ours, rounded half-up or cut off to the digits that the notice printed, is
    the notice's.
    """
    grid = Table("项目", "本次计算", "通报印发", "备注", header_style="bold")
    differing = 0
    for title, path, printed in PRINTED:
        ours = _value(report, path)
        remark = _remark(ours, printed)
        differing += remark == DISAGREES
        grid.add_row(title, ours, printed, remark)
    console.print(grid)
    for warning in report["warnings"]:
        console.print(
            f"提示（{warning['code']}）{warning['figure']}：{warning['text']}", markup=False
        )
    return differing


def _value(report: Mapping[str, Any], path: str) -> str:
    value: Any = report
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return "—" if value is None else str(value)


def _remark(ours: str, printed: str) -> str:
    try:
        exact, notice = Decimal(ours.removesuffix("%")), Decimal(printed.removesuffix("%"))
    except InvalidOperation:
        return DISAGREES
    if exact == notice:
        return ""
    cut = {exact.quantize(notice, rounding) for rounding in (ROUND_HALF_UP, ROUND_DOWN)}
    return "取位不同" if notice in cut else DISAGREES
