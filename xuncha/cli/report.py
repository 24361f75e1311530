"""`xuncha report`: the figures of a quarter, and the notice made from them."""

import base64
import json
import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from shared.commands import new_request
from shared.contracts.command import ReportQuarter
from xuncha.cli.screen import asked, console
from xuncha.client import whoami

app = App(name="report", help="Statistics on demand and the official notice.")


@app.command
def quarter(
    name: str,
    *,
    as_of: str = "",
    format: Literal["json", "html", "docx"] = "json",  # noqa: A002 - the operator's word
    output: Annotated[Path | None, Parameter(alias="-o")] = None,
) -> None:
    """Report on a quarter.

    Args:
        name: such as 2020Q4.
        as_of: last day whose facts count, such as 2021-01-30; default today.
        format: json for the figures, html or docx for the notice.
        output: file to write; JSON goes to the screen without it.
    """
    command = ReportQuarter(
        request=new_request(), actor=whoami(), quarter=name, as_of=as_of, format=format
    )
    answer = asked("report.quarter", command)
    if format == "json":
        content = json.dumps(answer["report"], ensure_ascii=False, indent=2).encode() + b"\n"
    else:
        content = base64.b64decode(answer["file"])
    if output is None and format == "json":
        sys.stdout.buffer.write(content)
        return
    file = output or Path(f"notice-{name}.{format}")
    file.write_bytes(content)
    console.print(f"{file}: {len(content)} bytes")
