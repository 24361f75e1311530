"""The daily report as tables: what stands behind each of its counts. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from services.reporter.domain.daily import DECISIONS
from shared.contracts.finding import printed
from shared.dates import written
from shared.tables.plain import Table, Value

Json = dict[str, Any]
NAMED = 200
"""So many targets that were not observed are named; of the rest the number."""


def of_day(report: Json) -> list[Table]:
    """Write a day as tables: counts by unit, then the findings, orders and warnings themselves."""
    units = {row["unit"]: row["name"] for row in report["by_unit"]}

    def table(name: str, header: str, rows: Iterable[tuple[Value, ...]]) -> Table:
        return Table(name, tuple(header.split()), tuple(rows))

    return [
        table(
            "分单位情况",
            "单位 新发现 整改完成 逾期 预警",
            (
                (row["name"], row["new"], row["fixed"], row["overdue"], row["warnings"])
                for row in report["by_unit"]
            ),
        ),
        table(
            "新发现问题",
            "单位 监测对象 问题 结论 原文（已遮盖）",
            (
                *(
                    (
                        *(units[row["unit"]], row["name"], row["title"]),
                        *(DECISIONS[row["decision"]], printed(row["rule"], row["excerpt"])),
                    )
                    for row in report["new"]
                ),
            ),
        ),
        table(
            "逾期未整改",
            "单位 监测对象 问题 期限 逾期天数",
            (
                (*(units[row["unit"]], row["name"], row["title"]), _day(row["due_on"]), row["days"])
                for row in report["overdue"]
            ),
        ),
        table(
            "当日整改完成",
            "单位 监测对象 问题 期限",
            (
                (units[row["unit"]], row["name"], row["title"], _day(row["due_on"]))
                for row in report["fixed"]
            ),
        ),
        table(
            "预警",
            "单位 说明 期限",
            (
                (units[row["unit"]], row["text"], _day(row["limit_on"]))
                for row in report["warnings"]
            ),
        ),
        table("未取得监测数据", "监测对象", _unseen(report["coverage"]["not_observed"])),
    ]


def _unseen(missing: list[Json]) -> list[tuple[Value, ...]]:
    rows: list[tuple[Value, ...]] = [(one["name"],) for one in missing[:NAMED]]
    rest = len(missing) - NAMED
    return [*rows, (f"其余{rest}个，见JSON格式",)] if rest > 0 else rows


def _day(text: str) -> str:
    return written(date.fromisoformat(text))
