"""`xuncha calendar`: days off and make-up days that deadlines are counted by."""

from pathlib import Path

from cyclopts import App

from shared.calendar import parse_override
from shared.commands import new_request
from shared.contracts.calendar import ImportCalendar
from shared.contracts.command import Command
from shared.errors import PermanentError
from shared.tables.charset import decode
from xuncha.cli.options import AsJson
from xuncha.cli.screen import asked, console, fail, record, table
from xuncha.client import whoami
from xuncha.texts import fault, say

app = App(name="calendar", help="Days off and make-up days of the office.")
MOVED = ("order", "unit", "before", "after", "provisional")


@app.command(name="import")
def import_(file: Path, *, dry_run: bool = False, reason: str = "", json: AsJson = False) -> None:
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
        fail(say("unreadable", file=file, why=fault(error)))
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
    told = "deadlines_would_move" if dry_run else "deadlines_moved"
    console.print(say(told, number=answer["count"], version=answer["version"]))


@app.command
def show(*, json: AsJson = False) -> None:
    """Show the imported lines, and the years whose schedule is published."""
    known = asked("calendar.show", Command(request=new_request(), actor=whoami()))
    if json:
        record(known, as_json=True)
        return
    console.print(known["lines"] or say("no_calendar"), markup=False, soft_wrap=True)
    console.print(say("published_years", years=" ".join(map(str, known["published"]))))
