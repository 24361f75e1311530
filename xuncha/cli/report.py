"""`xuncha report`: the figures of a quarter or any period, and the notice made from them."""

import base64
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

from shared.commands import new_request
from shared.contracts.command import Command, ReportPeriod, ReportQuarter
from xuncha.cli.screen import asked, console
from xuncha.client import whoami

app = App(name="report", help="Statistics on demand and the official notice.")
Output = Annotated[Path | None, Parameter(alias="-o")]
Form = Literal["json", "csv", "xlsx"]
By = Literal["kind", "unit", "region", "platform", "level", "rule"]


@app.command
def quarter(
    name: str,
    *,
    as_of: str = "",
    known_on: str = "",
    format: Literal["json", "html", "docx", "csv", "xlsx"] = "json",  # noqa: A002 - the operator's word
    output: Output = None,
) -> None:
    """Report on a quarter.

    Args:
        name: such as 2020Q4.
        as_of: last day whose facts count, such as 2021-01-30; default today.
        known_on: the registry as it was recorded by this day; default all that is recorded.
        format: json, csv or xlsx for the figures, html or docx for the notice.
        output: file to write; JSON goes to the screen without it.
    """
    command = ReportQuarter(**_asker(), quarter=name, as_of=as_of, known_on=known_on, format=format)
    kind = "report" if format in {"csv", "xlsx"} else "notice"
    written(asked("report.quarter", command), format, output or Path(f"{kind}-{name}.{format}"))


@Parameter(name="*")
@dataclass(frozen=True)
class Grouping:
    """How a period is counted.

    Attributes:
        by: what the rows are.
        kind: only website, column or account.
        compare: previous, or another period: figures side by side with their change.
        as_of: last day whose facts count; default today.
        known_on: the registry as it was recorded by this day; default all that is recorded.
    """

    by: By = "kind"
    kind: str = ""
    compare: str = ""
    as_of: str = ""
    known_on: str = ""


_BY_KIND = Grouping()


@app.command(name=("period", "month", "range"))
def period(
    name: str,
    *,
    grouping: Grouping = _BY_KIND,
    format: Form = "json",  # noqa: A002 - the operator's word
    output: Output = None,
) -> None:
    """Count any period by kind, unit, region, platform, level or rule.

    Args:
        name: 2020Q4, 2020-12, 2020 or 2020-10-01..2020-12-31.
        grouping: how it is counted.
        format: json, csv or xlsx.
        output: file to write; JSON goes to the screen without it.
    """
    command = ReportPeriod(**_asker(), period=name, format=format, **asdict(grouping))
    written(asked("report.period", command), format, output or Path(f"statistics.{format}"))


@app.command
def recompute() -> None:
    """Recompute every rollup row from the records; the figures must not change by it."""
    answer = asked("report.recompute", Command(**_asker()))
    console.print(f"{answer['marked']} rows marked, {answer['replaced']} replaced")


def written(answer: dict[str, Any], form: str, file: Path) -> None:
    """Write what came to a file, or JSON without a named file to the screen."""
    if "report" not in answer:
        content = base64.b64decode(answer["file"])
    else:
        content = json.dumps(answer["report"], ensure_ascii=False, indent=2).encode() + b"\n"
    if form == "json" and file.name.startswith(("notice-", "statistics.")):
        sys.stdout.buffer.write(content)
        return
    file.write_bytes(content)
    console.print(f"{file}: {len(content)} bytes", markup=False)


def _asker() -> dict[str, str]:
    return {"request": new_request(), "actor": whoami()}
