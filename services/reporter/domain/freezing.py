"""What freezing, issuing and correcting a quarter mean for its report. Pure."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from services.reporter.domain.checks import CLASSES
from services.reporter.domain.facts import Facts
from shared.clock import office_date
from shared.contracts.finding import Step
from shared.contracts.order import Order, OrderState, duty_id
from shared.contracts.report import Duty, FrozenReport, Report, ReportKind, UnitReport
from shared.dates import written, written_quarter

Json = dict[str, Any]
_KINDS = ("websites", "columns", "accounts")
_COUNTS = ("registered", "running", "checked", "with_problems", "unqualified", "not_observed")


def digest_of(data: Json) -> str:
    """Compute SHA-256 over the canonical JSON of data: sorted keys, no spaces, UTF-8."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def facts_digest(facts: Facts, profiles: Mapping[str, str]) -> str:
    """Compute SHA-256 over all that a report was computed from: records in any order, profiles."""
    parts = [f"profile {name} {version}" for name, version in sorted(profiles.items())]
    for name in ("targets", "units", "findings", "enquiries", "scores", "orders", "assessments"):
        parts += sorted(f"{name} {one.model_dump_json()}" for one in getattr(facts, name))
    parts += sorted(f"coverage {json.dumps(asdict(one), default=str)}" for one in facts.coverage)
    parts += [f"alerts {facts.alerts}", f"sample {sorted(facts.sample)}"]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def rendered(frozen: FrozenReport) -> Json:
    """Write a frozen quarter's report with what came after the freeze laid over it."""
    report = frozen.report | {
        "frozen": True,
        "facts_digest": frozen.facts_digest,
        "profiles": dict(sorted(frozen.profiles.items())),
        "errata": [one.model_dump(mode="json") for one in frozen.errata],
    }
    if frozen.issue is None:
        return report
    issue = frozen.issue
    owed = sorted(unit for unit, duty in frozen.duties.items() if duty.reported_on is None)
    report["issued"] = {
        "number": issue.number,
        "date": issue.on.isoformat(),
        "signer": issue.signer,
    }
    report["report_back"] = {
        "due_on": issue.due_on.isoformat(),
        "working_days": issue.working_days,
        "provisional": issue.provisional,
        "received": len(frozen.duties) - len(owed),
        "outstanding": owed,
        "explanation": issue.explanation,
        "duties": {
            unit: duty.model_dump(mode="json") for unit, duty in sorted(frozen.duties.items())
        },
    }
    return report


def answered(frozen: FrozenReport, orders: Mapping[str, Order]) -> FrozenReport:
    """Take in what units reported themselves, by the orders that demand it.

    Args:
        frozen: with its duties.
        orders: of kind report_back, by id.
    """
    told: dict[str, Duty] = {}
    for unit, duty in frozen.duties.items():
        order = orders.get(duty_id(unit, frozen.id))
        days = [office_date(step.at) for step in _said(order)] if order else []
        if days and duty.reported_on is None:
            told[unit] = duty.model_copy(update={"reported_on": days[-1]})
    return frozen.model_copy(update={"duties": {**frozen.duties, **told}}) if told else frozen


def _said(order: Order) -> list[Step]:
    if order.state not in {OrderState.RECTIFIED, OrderState.CLOSED}:
        return []
    return [step for step in order.history if step.action == OrderState.RECTIFIED]


def duties(report: Mapping[str, Any], due_on: date) -> dict[str, Duty]:
    """Give every unit that the report names its duty to report back."""
    named = {target["unit"] for problem in report["problems"] for target in problem["targets"]}
    return {unit: Duty(due_on=due_on) for unit in sorted(named)}


def differences(frozen: Json, now: Json) -> list[tuple[str, Any, Any]]:
    """Return the figures in which the records of today differ from a frozen report."""
    old, new = dict(_figures(frozen)), dict(_figures(now))
    return [
        (path, old.get(path), new.get(path))
        for path in sorted({*old, *new})
        if old.get(path) != new.get(path)
    ]


def _figures(report: Json) -> Iterator[tuple[str, Any]]:
    for section in (*_KINDS, "enquiries", "orders"):
        for key, value in report[section].items():
            if isinstance(value, int):
                yield f"{section}.{key}", value
            elif key in {"rate", "recheck_rate"}:
                yield f"{section}.{key}", value and value["printed"]
    for problem in report["problems"]:
        for target in problem["targets"]:
            yield f"problems.{problem['rule']}.{target['id']}", len(target["findings"])


def summary(report: Json) -> str:
    """Say a quarter's figures in a few Chinese lines."""
    as_of = written(date.fromisoformat(report["as_of"]))
    lines = [f"{written_quarter(report['quarter'])}（截至{as_of}）："]
    for key, name in CLASSES.items():
        part = report[key]
        rate = f"，合格率{part['rate']['printed']}" if part["rate"] else ""
        lines.append(
            f"{name}正常运行{part['running']}个，检查{part['checked']}个，"
            f"存在问题{part['with_problems']}个，不合格{part['unqualified']}个{rate}。"
        )
    asked = report["enquiries"]
    lines.append(f"网民留言{asked['received']}件，按期办结{asked['on_time']}件。")
    return "\n".join(lines)


def unit_text(report: Json, unit: str, due_on: date) -> str:
    """Say to one unit what a notice names it for, and by when it must report back."""
    named = [
        f"{target['name']}：{problem['title']}"
        for problem in report["problems"]
        for target in problem["targets"]
        if target["unit"] == unit
    ]
    quarter = written_quarter(report["quarter"])
    return f"{quarter}通报点名：{'；'.join(named)}。请于{written(due_on)}前报送整改情况。"


def announced(frozen: FrozenReport, action: str) -> Report:
    """Write what is told of a step: frozen, issued or errata."""
    report = frozen.report
    names = {"frozen": "封存", "issued": "印发", "errata": "更正"}
    issued = frozen.issue if action == "issued" else None
    text = frozen.errata[-1].text if action == "errata" else summary(report)
    return Report(
        kind=ReportKind.QUARTER,
        period=frozen.id,
        as_of=frozen.as_of,
        subject_line=f"{written_quarter(frozen.id)}报表{names[action]}",
        text=text,
        units=tuple(
            UnitReport(
                unit=unit,
                text=unit_text(report, unit, duty.due_on),
                due_on=duty.due_on,
                due_explained=issued.explanation,
                provisional=issued.provisional,
            )
            for unit, duty in sorted(frozen.duties.items())
        )
        if issued
        else (),
        state=action,
        digest=hashlib.sha256(f"{frozen.digest}{len(frozen.errata)}".encode()).hexdigest(),
    )
