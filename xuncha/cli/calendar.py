"""`xuncha calendar`: days off and make-up days that deadlines are counted by."""

from pathlib import Path

from cyclopts import App

from shared.calendar import parse_override
from shared.commands import new_request
from shared.contracts.calendar import ImportCalendar
from shared.contracts.command import Command
from shared.errors import PermanentError
from shared.tables.charset import decode
from xuncha.cli.screen import asked, console, fail, record, table
from xuncha.client import whoami

app = App(name="calendar", help="Days off and make-up days of the office.")
MOVED = {
    "order": "整改单",
    "unit": "单位",
    "before": "原期限",
    "after": "新期限",
    "provisional": "暂定",
}


@app.command(name="import")
def import_(file: Path, *, dry_run: bool = False, reason: str = "", json: bool = False) -> None:
    """Put the lines of a file in force; they take the place of those that were imported before.

    Args:
        file: lines such as `2027-02-06 off 春节`, `2027-02-14 work 调休`, `2027 official 国办…`.
        dry_run: only say which open deadlines would move.
        reason: for the audit.
        json: print everything as JSON.
    """
    try:
        lines = decode(file.read_bytes())
        parse_override(lines, file.name)
    except OSError as error:
        fail(f"{file}: {error.strerror}; name a readable file")
    except PermanentError as error:
        fail(str(error), code=1)
    command = ImportCalendar(
        request=new_request(),
        actor=whoami(),
        file=file.name,
        lines=lines,
        dry_run=dry_run,
        reason=reason,
    )
    answer = asked("calendar.import", command)
    if json:
        record(answer, as_json=True)
        return
    table(answer["moved"], MOVED, as_json=False)
    done = "将变动" if dry_run else "变动"
    console.print(f"{answer['count']} 个未办结期限{done}；日历第 {answer['version']} 版")


@app.command
def show(*, json: bool = False) -> None:
    """Show the imported lines, and the years whose schedule is published."""
    known = asked("calendar.show", Command(request=new_request(), actor=whoami()))
    if json:
        record(known, as_json=True)
        return
    console.print(known["lines"] or "没有导入日历", markup=False, soft_wrap=True)
    console.print(f"已公布年份：{'、'.join(str(year) for year in known['published'])}")
