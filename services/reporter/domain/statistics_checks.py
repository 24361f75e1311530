"""What a reader of statistics must be told: nothing is corrected in silence. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any

from services.reporter.domain.checks import Caution, differing

Json = dict[str, Any]
_ADDED = ("registered", "running", "checked", "with_problems", "unqualified", "not_observed")
_PARTS = ("findings.confirmed", "findings.suspected", "orders.issued", "orders.overdue")
_ASKED = ("enquiries.received", "enquiries.on_time", "enquiries.late")
_BY_UNIT = frozenset({"unit", "region"})
_RATES = {
    "rate": "合格率",
    "orders.rate": "按期整改率",
    "orders.recheck_rate": "复查合格率",
    "enquiries.rate": "按期办结率",
}
_ADD_UP = frozenset({"unit", "region", "kind", "level"})


def cautions(by: str, total: Json, rows: Sequence[Json], kind: str = "") -> Iterator[Caution]:
    """Warn of rounding that matters, of rates withheld, and of sums that differ."""
    for row in ({"name": "合计", "key": ""} | total, *rows):
        for figure, name in _RATES.items():
            part, _, key = figure.rpartition(".")
            share = (row.get(part, {}) if part else row).get(key)
            if share and share["printed"] != share["truncated"]:
                text = differing(f"{row['name']}{name}", share)
                yield Caution("rounding_differs", _path(row["key"], figure), text)
        if row.get("rate") is None and row.get("checked") and row.get("unqualified"):
            text = f"{row['name']}有不合格对象未列入已检查，合格率暂不计算。"
            yield Caution("rate_withheld", _path(row["key"], "rate"), text)
        yield from _flow_adds_up(row)
    if by in _ADD_UP:
        for figure in (*_ADDED, *_PARTS, *(_ASKED if by in _BY_UNIT and not kind else ())):
            parts, whole = sum(_at(row, figure) for row in rows), _at(total, figure)
            if parts != whole:
                text = f"{figure}合计为{whole}，分项相加为{parts}，请核对。"
                yield Caution("sum_differs", figure, text)


def _at(row: Json, figure: str) -> int:
    part, _, key = figure.rpartition(".")
    number: int = (row[part] if part else row)[key]
    return number


def beside_frozen(total: Json, frozen: Json) -> Iterator[Caution]:
    """Warn where a quarter that is frozen would be counted otherwise now.

    Args:
        total: of all targets, counted from the records.
        frozen: the report as it was frozen.
    """
    for figure in _ADDED:
        parts = sum(frozen[kind][figure] for kind in ("websites", "columns", "accounts"))
        if parts != total[figure]:
            quarter = frozen["quarter"]
            text = f"{quarter}封存时{figure}为{parts}，按现有记录为{total[figure]}；以封存数为准。"
            yield Caution("frozen_differs", f"{quarter}.{figure}", text)


def not_kept(quarter: str) -> Caution:
    """Warn that a quarter was frozen before its statistics were kept with it."""
    text = (
        f"{quarter}封存时未保留分组统计：此处按现有记录统计，并非封存的数字；"
        f"封存的数字见 xuncha report quarter {quarter}。"
    )
    return Caution("statistics_not_kept", quarter, text)


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
