"""`xuncha report`: the figures of a quarter or any period, and the notice made from them."""

import base64
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

from shared.commands import new_request
from shared.contracts.command import (
    Command,
    CorrectQuarter,
    FreezeQuarter,
    IssueQuarter,
    ReportBack,
    ReportDay,
    ReportPeriod,
    ReportQuarter,
)
from xuncha.cli.screen import asked, console, grids, table
from xuncha.client import whoami
from xuncha.texts import say

app = App(name="report", help="Statistics on demand and the official notice.")
Output = Annotated[Path | None, Parameter(alias="-o")]
Form = Literal["json", "table", "csv", "xlsx"]
By = Literal["kind", "unit", "region", "platform", "level", "rule"]


@app.command
def quarter(
    name: str,
    *,
    as_of: str = "",
    known_on: str = "",
    format: Literal["json", "table", "html", "docx", "csv", "xlsx"] = "json",  # noqa: A002 - the operator's word
    output: Output = None,
) -> None:
    """Report on a quarter.

    Args:
        name: such as 2020Q4.
        as_of: last day whose facts count, such as 2021-01-30; default today.
        known_on: the registry as it was recorded by this day; default all that is recorded.
        format: json, table (on the screen), csv or xlsx for the figures, html or docx for the
            notice.
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
        format: json, table (on the screen), csv or xlsx.
        output: file to write; JSON goes to the screen without it.
    """
    command = ReportPeriod(**_asker(), period=name, format=format, **asdict(grouping))
    written(asked("report.period", command), format, output or Path(f"statistics.{format}"))


@app.command
def day(
    name: str = "",
    *,
    format: Literal["json", "text", "html"] = "text",  # noqa: A002 - the operator's word
    output: Output = None,
) -> None:
    """Report on a day: new, mended, overdue, and how much was seen (日报, also 零报告).

    Args:
        name: such as 2021-01-30; default today.
        format: text, json or html.
        output: file to write; default the screen.
    """
    answer = asked("report.day", ReportDay(**_asker(), day=name, format=format))
    if "report" in answer:
        text = json.dumps(answer["report"], ensure_ascii=False, indent=2)
    else:
        text = answer["text"]
    if output:
        output.write_text(text + "\n", "utf-8")
        console.print(say("bytes", file=output, number=output.stat().st_size), markup=False)
    else:
        print(text)


@app.command
def freeze(name: str, *, as_of: str = "") -> None:
    """Freeze a quarter: its figures cannot change any more, and render identically for ever.

    Args:
        name: such as 2020Q4; it must be over.
        as_of: last day whose facts count; default today.
    """
    report = asked("report.freeze", FreezeQuarter(**_asker(), quarter=name, as_of=as_of))
    said = say("frozen", quarter=name, day=report["as_of"], digest=report["digest"])
    console.print(said, markup=False)


@app.command
def issue(name: str, *, number: str, date: str = "", signer: str = "") -> None:
    """Fix number, date and signer of the notice; every named unit must report back.

    Args:
        name: a frozen quarter.
        number: of the document, such as 临政办字〔2021〕14号.
        date: of the document; default today.
        signer: who signs.
    """
    command = IssueQuarter(**_asker(), quarter=name, number=number, date=date, signer=signer)
    _duties(asked("report.issue", command)["report_back"])


@app.command
def back(name: str, unit: str, *, on: str = "", note: str = "") -> None:
    """Record that a unit named in the notice has reported back; lists who still owes it.

    Args:
        name: an issued quarter.
        unit: id of the unit.
        on: day on which it reported; default today.
        note: kept with it.
    """
    command = ReportBack(**_asker(), quarter=name, unit=unit, on=on, note=note)
    _duties(asked("report.back", command)["report_back"])


@app.command
def errata(name: str, *, text: str = "", on: str = "") -> None:
    """Show in what the records differ from a frozen quarter, or publish a correction (更正).

    Args:
        name: a frozen quarter.
        text: what the correction says; without it nothing is published.
        on: day of the correction; default today.
    """
    answer = asked("report.errata", CorrectQuarter(**_asker(), quarter=name, text=text, on=on))
    if text:
        erratum = answer["errata"][-1]
        said = say("erratum", number=erratum["number"], day=erratum["on"], text=erratum["text"])
        console.print(said, markup=False)
        return
    table(answer["differences"], ("figure", "frozen", "now"), as_json=False)


def _duties(report_back: dict[str, Any]) -> None:
    said = say("report_back", day=report_back["due_on"], why=report_back["explanation"])
    console.print(said, markup=False, soft_wrap=True)
    for unit, duty in report_back["duties"].items():
        done = duty["reported_on"] or say("not_reported")
        console.print(f"  {unit} {done} {duty['note']}".rstrip(), markup=False)


@app.command
def recompute() -> None:
    """Recompute every rollup row from the records; the figures must not change by it."""
    answer = asked("report.recompute", Command(**_asker()))
    console.print(say("recomputed", marked=answer["marked"], replaced=answer["replaced"]))


def written(answer: dict[str, Any], form: str, file: Path) -> None:
    """Write what came to a file, or JSON without a named file, and tables, to the screen."""
    if "tables" in answer:
        grids(answer["tables"])
        return
    if "report" not in answer:
        content = base64.b64decode(answer["file"])
    else:
        content = json.dumps(answer["report"], ensure_ascii=False, indent=2).encode() + b"\n"
    if form == "json" and file.name.startswith(("notice-", "statistics.")):
        sys.stdout.buffer.write(content)
        return
    file.write_bytes(content)
    console.print(say("bytes", file=file, number=len(content)), markup=False)


def _asker() -> dict[str, str]:
    return {"request": new_request(), "actor": whoami()}
