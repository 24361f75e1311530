"""What a reader of statistics must be told: nothing is corrected in silence. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any

from services.reporter.domain.checks import Caution

Json = dict[str, Any]
_ADDED = ("registered", "running", "checked", "with_problems", "unqualified", "not_observed")
_ADD_UP = frozenset({"unit", "region", "kind", "level"})


def cautions(by: str, total: Json, rows: Sequence[Json]) -> Iterator[Caution]:
    """Warn of rounding that matters, of rates withheld, and of sums that differ."""
    for row in ({"name": "合计", "key": ""} | total, *rows):
        share = row.get("rate")
        if share and share["printed"] != share["truncated"]:
            fraction = f"{share['numerator']}/{share['denominator']}"
            both = f"四舍五入为{share['printed']}，截断为{share['truncated']}"
            text = f"{row['name']}合格率{fraction}：{both}。"
            yield Caution("rounding_differs", _path(row["key"], "rate"), text)
        if share is None and row.get("checked") and row.get("unqualified"):
            text = f"{row['name']}有不合格对象未列入已检查，合格率暂不计算。"
            yield Caution("rate_withheld", _path(row["key"], "rate"), text)
        yield from _flow_adds_up(row)
    if by in _ADD_UP:
        for figure in _ADDED:
            parts = sum(row[figure] for row in rows)
            if parts != total[figure]:
                text = f"{figure}合计为{total[figure]}，分项相加为{parts}，请核对。"
                yield Caution("sum_differs", figure, text)


def _flow_adds_up(row: Json) -> Iterator[Caution]:
    if "flow" not in row:
        return
    flow = row["flow"]
    closing = flow["opening"] + flow["opened"] - flow["closed"]
    if closing != row["registered"]:
        text = f"{row['name']}期初加开办减关停为{closing}，期末在册为{row['registered']}，请核对。"
        yield Caution("sum_differs", _path(row["key"], "registered"), text)


def _path(key: str, figure: str) -> str:
    return f"rows.{key}.{figure}" if key else f"total.{figure}"
