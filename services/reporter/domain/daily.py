"""The daily report (日报): what is new, mended and overdue, and how much was seen. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.reporter.domain import decisions
from services.reporter.domain.counting import stock
from services.reporter.domain.counting.orders import Life
from services.reporter.domain.facts import Facts
from services.reporter.domain.freezing import digest_of
from services.reporter.domain.registry import Registry
from shared.clock import office_date
from shared.contracts.assessment import Warning as Warned
from shared.contracts.finding import Finding
from shared.contracts.order import Order, OrderKind
from shared.contracts.report import Report, ReportKind, UnitReport
from shared.dates import written

Json = dict[str, Any]
_UNSURE = {"suspected": "（疑似，待核实）"}
DECISIONS = {"suspected": "疑似", "confirmed": "已确认", "rejected": "已排除"}


@dataclass(frozen=True)
class Day:
    """What is known of one day.

    Attributes:
        on: Asia/Shanghai.
        facts: registry of that day; its findings are those found on it, its orders those that
            were open on it, or closed or issued.
        seen: targets of which at least one valid observation was made.
        warnings: raised on it.
    """

    on: date
    facts: Facts
    seen: frozenset[str]
    warnings: Sequence[Warned] = ()


def daily(day: Day) -> Json:
    """Compute the report of a day; a day without problems still says what was seen."""
    registry = Registry(day.facts, ())
    running = [target for target in day.facts.targets if stock.running(target, day.on)]
    seen = [target for target in running if target.id in day.seen]
    known = decisions.as_of(day.facts.findings, day.facts.orders, day.on)
    new = sorted(known, key=lambda finding: finding.id)
    lives = [Life.by(order, day.on) for order in _demands(day.facts.orders, day.on)]
    fixed = [life for life in lives if life.last == "closed" and _last_on(life) == day.on]
    overdue = [life for life in lives if life.open and life.overdue]
    report = {
        "day": day.on.isoformat(),
        "coverage": {
            "running": len(running),
            "observed": len(seen),
            "not_observed": [
                {"target": target.id, "name": target.name, "unit": target.unit}
                for target in sorted(running, key=registry.target_key)
                if target.id not in day.seen
            ],
        },
        "new": [_finding(finding, registry) for finding in new],
        "fixed": [_order(life.order, registry) for life in fixed],
        "overdue": [
            _order(life.order, registry) | {"days": (day.on - life.order.due_on).days}
            for life in overdue
        ],
        "warnings": [one.model_dump(mode="json") for one in day.warnings],
        "zero": not new,
        "by_unit": [],
    }
    report["by_unit"] = _by_unit(report, registry)
    return report | {"digest": digest_of(report)}


def _demands(orders: Iterable[Order], day: date) -> list[Order]:
    return sorted(
        (
            order
            for order in orders
            if order.kind is OrderKind.RECTIFY and office_date(order.issued_at) <= day
        ),
        key=lambda order: order.id,
    )


def _last_on(life: Life) -> date | None:
    return office_date(life.steps[-1].at) if life.steps else None


def _finding(finding: Finding, registry: Registry) -> Json:
    return {
        "id": finding.id,
        "unit": finding.unit,
        "target": finding.target,
        "name": registry.target_name(finding.target),
        "rule": finding.rule,
        "title": finding.title,
        "decision": finding.decision.value,
        "excerpt": finding.excerpt,
    }


def _order(order: Order, registry: Registry) -> Json:
    return {
        "id": order.id,
        "unit": order.unit,
        "target": order.target,
        "name": registry.target_name(order.target),
        "title": order.title,
        "due_on": order.due_on.isoformat(),
    }


def _by_unit(report: Json, registry: Registry) -> list[Json]:
    parts = ("new", "fixed", "overdue", "warnings")
    units = {row["unit"] for part in parts for row in report[part]}
    return [
        {"unit": unit, "name": registry.unit_name(unit)}
        | {part: sum(row["unit"] == unit for row in report[part]) for part in parts}
        for unit in sorted(units, key=registry.unit_key)
    ]


def day_text(report: Json) -> str:
    """Write a day's report in plain Chinese."""
    return "\n".join([*day_lines(report), *map(_line, report["by_unit"])])


def day_lines(report: Json) -> list[str]:
    """Write its title and what it sums up, without the units."""
    covered = report["coverage"]
    missing = len(covered["not_observed"])
    seen = f"实际取得监测数据{covered['observed']}个，未取得{missing}个"
    lines = [f"{_day(report)}监测日报", f"当日应监测{covered['running']}个对象，{seen}。"]
    if report["zero"]:
        lines.append("零报告：在取得数据的对象中，当日未发现新问题。")
    else:
        counts = "，".join(
            f"{name}{number}个"
            for key, name in DECISIONS.items()
            if (number := sum(row["decision"] == key for row in report["new"]))
        )
        lines.append(f"新发现问题{len(report['new'])}个（{counts}）。")
    lines.append(f"当日整改完成{len(report['fixed'])}个，逾期未整改{len(report['overdue'])}个。")
    if report["warnings"]:
        lines.append(f"预警{len(report['warnings'])}条。")
    return lines


def _line(row: Json) -> str:
    done = f"新发现{row['new']}，整改完成{row['fixed']}，逾期{row['overdue']}"
    return f"  {row['name']}：{done}，预警{row['warnings']}"


def announced_day(report: Json, on: date) -> Report:
    """Write what is told of a day to the office and to each unit with something to hear."""
    return Report(
        kind=ReportKind.DAY,
        period=report["day"],
        as_of=on,
        subject_line=f"{written(on)}监测日报" + ("（零报告）" if report["zero"] else ""),
        text=day_text(report),
        units=tuple(
            UnitReport(unit=row["unit"], text=_told(report, row)) for row in report["by_unit"]
        ),
        digest=report["digest"],
    )


def _told(report: Json, row: Json) -> str:
    lines = [f"{_day(report)}，{row['name']}：新发现{row['new']}，逾期{row['overdue']}。"]
    names = (("new", "新发现"), ("overdue", "逾期"), ("fixed", "已整改"))
    lines += [
        f"{name}：{one['name']}，{one['title']}{_UNSURE.get(one.get('decision', ''), '')}"
        for part, name in names
        for one in report[part]
        if one["unit"] == row["unit"] and one.get("decision") != "rejected"
    ]
    lines += [one["text"] for one in report["warnings"] if one["unit"] == row["unit"]]
    return "\n".join(lines)


def _day(report: Json) -> str:
    return written(date.fromisoformat(report["day"]))
