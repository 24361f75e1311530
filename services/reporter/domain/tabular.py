"""Reports as plain tables: a name, a header, rows of text and numbers. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.reporter.domain.checks import NAMES
from services.reporter.domain.grouping import KINDS
from shared.tables.plain import Table, Value

Json = dict[str, Any]

_FIGURES = {
    "registered": "在册",
    "running": "正常运行",
    "sampled": "抽查",
    "checked": "已检查",
    "with_problems": "存在问题",
    "unqualified": "不合格",
    "not_observed": "未观测",
    "rate": "合格率",
    "flow.opening": "期初",
    "flow.opened": "新开办",
    "flow.closed": "关停",
    "findings.suspected": "疑似问题",
    "findings.confirmed": "确认问题",
    "findings.rejected": "排除问题",
    "findings.veto": "单项否决",
    "findings.problem": "一般问题",
    "findings.deduction": "扣分问题",
    "findings.gone": "已消除",
    "orders.issued": "整改单",
    "orders.on_time": "按期整改",
    "orders.overdue": "逾期整改",
    "orders.escalated": "升级督办",
    "orders.rate": "按期整改率",
    "orders.recheck_rate": "复查合格率",
    "enquiries.received": "留言接收",
    "enquiries.due": "应办结",
    "enquiries.on_time": "按期办结",
    "enquiries.late": "逾期",
    "enquiries.pending": "办理中",
    "enquiries.invalid": "无效",
    "enquiries.rate": "按期办结率",
    "targets": "涉及对象",
    "issued": "下发",
    "overdue": "逾期",
    "on_time": "按期",
    "escalated": "升级",
    "opening": "期初",
    "opened": "新开办",
    "closed": "关停",
    "received": "接收",
    "due": "应办结",
    "late": "逾期",
    "pending": "办理中",
    "invalid": "无效",
    "recheck_rate": "复查合格率",
    "warnings": "预警",
    "before_due": "到期提醒",
    "platform": "平台",
    "name": "名称",
    "unit": "单位",
    "target": "监测对象",
    "points": "得分",
    "rank": "排名",
    "source": "来源",
    "own": "本级得分",
}
_EFFECTS = {"veto": "单项否决", "problem": "点名问题"}
_SOURCES = {
    "monitor": "监测",
    "province": "省级",
    "cyberspace": "网信部门",
    "finder": "找错",
    "manual": "人工",
}
_HEAD = {"quarter": "季度", "as_of": "截至", "digest": "摘要"}
_SECTIONS = NAMES | {"orders": "整改单", "reminders": "提醒"}


def of_statistics(stat: Json) -> list[Table]:
    """Write statistics as a table of groups, the total last, and the warnings."""
    rows = [*stat["rows"], {"key": "", "name": "合计", **stat["total"]}]
    figures = list(dict.fromkeys(path for row in rows for path in _flat(row)))
    body = [(row["key"], row["name"], *(_flat(row).get(path) for path in figures)) for row in rows]
    header = ("编号", "名称", *(_FIGURES.get(path, path) for path in figures))
    name = f"统计 {stat['period']}"
    return [Table(name, header, tuple(body)), _stands_on(stat), _warnings(stat["warnings"])]


def of_comparison(both: Json) -> list[Table]:
    """Write a comparison, one figure of one group a row."""
    header = ("编号", "名称", "项目", both["period"], both["before"]["period"], "增减")
    groups = [*both["rows"], {"key": "", "name": "合计", **both["total"]}]
    body = [
        (
            *(group["key"], group["name"], _FIGURES.get(figure, figure)),
            *(_shown(cells["now"]), _shown(cells["before"]), cells["change"]),
        )
        for group in groups
        for figure, cells in group.items()
        if figure not in {"key", "name"}
    ]
    sides = _stands_on(both, both["before"])
    return [Table("对比", header, tuple(body)), sides, _warnings(both["warnings"])]


def of_quarter(report: Json) -> list[Table]:
    """Write a quarter report: its figures, platforms, units, problems, scores and warnings."""
    figures = [
        (name, path, _FIGURES.get(f"{section}.{path}", _FIGURES.get(path, path)), value)
        for section, name in _SECTIONS.items()
        for path, value in _flat(report[section]).items()
    ]
    head = [("报表", key, name, str(report[key])) for key, name in _HEAD.items()]
    return [
        Table("数字", ("类别", "键", "项目", "数值"), (*head, *figures)),
        _table("按平台", report["accounts"]["by_platform"]),
        _table("按单位", report["enquiries"]["by_unit"]),
        Table(
            "问题",
            ("规则", "名称", "后果", "类别", "平台", "监测对象", "单位", "来源", "问题编号"),
            tuple(_problems(report)),
        ),
        _table("上级评分", report["scores"]),
        _warnings(report["warnings"]),
    ]


def _stands_on(*sides: Json) -> Table:
    """Say of each period whether its figures were frozen, and under which digest."""
    rows = tuple(
        (
            *(side["period"], side["as_of"]),
            *("封存时的数字" if side["frozen"] else "按记录统计", side["digest"] or ""),
        )
        for side in sides
    )
    return Table("依据", ("期间", "截至", "来源", "封存摘要"), rows)


def _problems(report: Json) -> Iterable[tuple[Value, ...]]:
    platforms = {row["platform"]: row["name"] for row in report["accounts"]["by_platform"]}
    units = report["evidence"].get("units", {})
    for problem in report["problems"]:
        for target in problem["targets"]:
            yield (
                *(problem["rule"], problem["title"], _EFFECTS[problem["effect"]]),
                *(KINDS[target["kind"]], platforms.get(target["platform"], target["platform"])),
                *(target["name"], units.get(target["unit"], target["unit"])),
                "、".join(_SOURCES.get(one, one) for one in target["sources"]),
                "、".join(target["findings"]),
            )


def _table(name: str, rows: list[Json]) -> Table:
    keys = list(dict.fromkeys(key for row in rows for key in row))
    body = (tuple(_shown(row.get(key)) for key in keys) for row in rows)
    return Table(name, tuple(_FIGURES.get(key, key) for key in keys), tuple(body))


def _warnings(warnings: Iterable[Json]) -> Table:
    rows = tuple((one["code"], one["figure"], one["text"]) for one in warnings)
    return Table("提示", ("代码", "数字", "说明"), rows)


def _flat(row: Mapping[str, Any], path: str = "") -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, value in row.items():
        if isinstance(value, list) or (not path and key in {"key", "name"}):
            continue
        if isinstance(value, Mapping) and "printed" not in value:
            found |= _flat(value, f"{path}{key}.")
        else:
            found[path + key] = _shown(value)
    return found


def _shown(value: Any) -> Value:
    if isinstance(value, Mapping):
        return str(value.get("printed", ""))
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, int | float | str) else None
