"""Profiles on paper: the page of indicators, and the schema of profile files. Pure."""

from collections.abc import Iterable
from typing import Any

from services.analyzer.domain.assessing.checks import CHECKS, FINDINGS, INSPECTION
from services.analyzer.domain.assessing.suggesting import SEEN
from services.analyzer.domain.assessing.telling import CERTAINTIES
from shared.contracts.deadline import DeadlineClass
from shared.contracts.profile import (
    ColumnClass,
    Item,
    Observed,
    Part,
    Portals,
    Profile,
    Scoring,
)
from shared.contracts.target import TargetKind

_PARTS = {
    Part.VETO: "单项否决",
    Part.PROBLEM: "点名问题（不否决）",
    Part.DEDUCTION: "扣分指标（门户网站，100分）",
    Part.BONUS: "加分指标（门户网站，最多30分）",
}
_KINDS = {
    TargetKind.WEBSITE: "网站",
    TargetKind.COLUMN: "专栏",
    TargetKind.ACCOUNT: "新媒体账号",
}
_HOW = {FINDINGS: "由已确认的问题判定", INSPECTION: "人工检查"}
_LIMITS = {
    "days": "{}天",
    "months": "{}个月",
    "within_months": "近{}个月内",
    "probes": "有效探测不少于{}次",
    "share": "占比达到{}",
    "hours": "至少分布在{}个小时",
    "count": "{}个",
    "per_week": "每周{}天",
}


def page(profile: Profile) -> str:
    """Write a profile as a Markdown page."""
    lines = [
        "# Indicators",
        "",
        f"<!-- Generated from the profile {profile.name}: `make indicators`. Do not edit. -->",
        "",
        f"{profile.title}（`{profile.name}`），自{profile.valid_from}起。",
        "阈值均含本数，日期按北京时间。",
        "“核实”一列说明指标及其阈值是否核实；分值未核实的不扣分，得分注明为暂定。",
        "机器测得的问题先记为疑似，经人确认后才计入结论。",
        "",
    ]
    for part in Part:
        items = [item for item in profile.items if item.part is part]
        if items:
            lines += [f"## {_PARTS[part]}", "", *_table(items), ""]
    lines += ["## 栏目更新期限", "", *_classes(profile), ""]
    lines += ["## 计分与观测", "", *_rules(profile)]
    return "\n".join(lines) + "\n"


def schema() -> dict[str, Any]:
    """Return the JSON schema of a profile file; overlays may leave everything but ids out."""
    parts: dict[str, Any] = {
        "observed": Observed,
        "scoring": Scoring,
        "portals": Portals,
    }
    plain = Profile.model_json_schema()["properties"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Xuncha indicator profile",
        "type": "object",
        "additionalProperties": False,
        "required": ["name", "valid_from"],
        "properties": {
            "name": plain["name"],
            "title": plain["title"],
            "base": {"type": "string", "description": "Profile that this one lies over."},
            "valid_from": {"type": "string", "format": "date"},
            "valid_to": {"type": ["string", "null"], "format": "date"},
            "warn_days": plain["warn_days"],
            "warn_again": plain["warn_again"],
            "closing_quarters": plain["closing_quarters"],
            **{name: _partial(kind) for name, kind in parts.items()},
            "columns": {"type": "array", "items": _partial(ColumnClass, "name")},
            "items": {"type": "array", "items": _partial(Item, "id")},
            "deadlines": {"type": "array", "items": _partial(DeadlineClass, "name")},
        },
    }


def _partial(kind: Any, *required: str) -> dict[str, Any]:
    whole = kind.model_json_schema()
    definitions = whole.get("$defs", {})
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": {
            name: _resolved(value, definitions) for name, value in whole["properties"].items()
        },
    }


def _resolved(value: Any, definitions: dict[str, Any]) -> Any:
    """Put definitions where they are used, so that one file holds all."""
    if isinstance(value, dict):
        if "$ref" in value:
            found = definitions[value["$ref"].rpartition("/")[2]]
            rest = {key: one for key, one in value.items() if key != "$ref"}
            return {**_resolved(found, definitions), **rest}
        return {key: _resolved(one, definitions) for key, one in value.items()}
    if isinstance(value, list):
        return [_resolved(one, definitions) for one in value]
    return value


def _table(items: Iterable[Item]) -> list[str]:
    rows = [
        "| 编号 | 指标 | 对象 | 情形 | 判定 | 阈值 | 分值 | 核实 | 依据 |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for item in items:
        cells = (
            item.id,
            item.title,
            "、".join(_KINDS[kind] for kind in item.kinds),
            item.situation or item.title,
            _how(item),
            _thresholds(item),
            _points(item),
            CERTAINTIES[item.certainty],
            item.source,
        )
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def _how(item: Item) -> str:
    if item.check == INSPECTION and item.rule in SEEN:
        return "人工检查（有建议）"
    return _HOW.get(item.check, f"`{item.check}`")


def _thresholds(item: Item) -> str:
    told = [
        _LIMITS[name].format(f"{value:.0%}" if name == "share" else f"{value:g}")
        for name, value in item.limits.items()
    ]
    told += [f"抽样{item.sample}"] if item.sample else []
    return "，".join(told) or "—"


def _points(item: Item) -> str:
    if item.part not in {Part.DEDUCTION, Part.BONUS}:
        return "—"
    if item.points is None:
        return "未知"
    each = f"，每处{item.each:g}" if item.each is not None else ""
    return f"{item.points:g}{each}（{CERTAINTIES[item.points_certainty]}）"


def _classes(profile: Profile) -> list[str]:
    rows = ["| 类别 | 名称 | 期限 | 核实 | 依据 |", "| --- | --- | --- | --- | --- |"]
    for one in profile.columns:
        limit = f"{one.days}天" if one.days else f"{one.months}个月" if one.months else "不设"
        limit = "不判（已结束）" if one.finished else limit
        names = "、".join(one.titles)
        rows.append(
            f"| `{one.name}` | {names} | {limit} | {CERTAINTIES[one.certainty]} | {one.source} |"
        )
    return rows


def _again(profile: Profile) -> str:
    days = sorted(profile.warn_again, reverse=True)
    return f"剩{'、'.join(map(str, days))}天时再次预警" if days else "不再重复"


def _rules(profile: Profile) -> list[str]:
    seen, scoring = profile.observed, profile.scoring
    rest = scoring.full - scoring.services_points
    return [
        f"- 网站：连续{seen.probe_days}天有效探测不少于{seen.probes}次且首页读出列表，才作结论。",
        f"- 专栏、账号：本季度读到过列表；超过{seen.listing_days}天的观测不说明今天。",
        "- 观测不足的，结论为“未能观测”，既不算合格，也不算不合格。",
        f"- 得分 = {scoring.full:g} − 扣分；低于{scoring.pass_below:g}为不合格。",
        f"- 高于{scoring.bonus_above:g}才加分，最多{scoring.bonus_most:g}。",
        f"- 没有办事服务的门户不查{scoring.services_group}（{scoring.services_points:g}分）。",
        f"  其得分为余下得分 × {scoring.full:g}/{rest:g}。",
        f"- 距期限{profile.warn_days}天起预警，{_again(profile)}。",
        f"- 连续{profile.closing_quarters}个季度不合格的，建议关停。",
        "- “人工检查（有建议）”的，机器按已读到的页面给出建议，由人确认或更正，只有答复才作数。",
        "  没有读到相关页面的，不给建议，也不说明没有。",
        "- 其余人工检查的，须登录、提交、下载、比对实际情况或看图片，从页面文字看不出，不给建议。",
        f"- 机器判定共{len(CHECKS)}种，见 `services/analyzer/domain/assessing/checks.py`。",
    ]
