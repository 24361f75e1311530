"""`xuncha profile`: the indicators that are in effect, and what others would change."""

from pathlib import Path
from typing import Any

from cyclopts import App

from shared.commands import new_request
from shared.contracts.assessment_command import ApplyProfile, ProfileFiles
from xuncha.cli.options import AsJson
from xuncha.cli.screen import asked, console, fail, record, table
from xuncha.client import whoami
from xuncha.texts import say

app = App(name="profile", help="Indicator profiles: national scheme and local overlays.")
CHANGES = ("where=item", "field", "before", "after")
VERDICTS = ("target", "name", "before", "after", "why=reason")
ITEMS = ("id", "title=item", "part=kind", "situation", "limits", "points", "certainty", "source")


@app.command
def check(*files: Path, name: str = "", json: AsJson = False) -> None:
    """Check profile files; a fault is named with file, line and mend, and exits with 1.

    Args:
        files: YAML; none checks what is in effect.
        name: the profile to look at; default the running one.
        json: print everything as JSON.
    """
    record(_asked("profile.check", files, name=name), as_json=json)


@app.command
def diff(
    *files: Path,
    name: str = "",
    other: str = "",
    day: str = "",
    quarter: str = "",
    json: AsJson = False,
) -> None:
    """Show what a profile changes, and with a quarter which verdicts would change.

    Args:
        files: YAML, laid beside the packaged ones.
        name: the new profile.
        other: compared with this one; default the running one.
        day: as the profiles are on this day, ISO; default today.
        quarter: such as 2020Q4: judge its observations by both.
        json: print everything as JSON.
    """
    answer = _asked("profile.diff", files, name=name, other=other, day=day, quarter=quarter)
    if json:
        record(answer, as_json=True)
        return
    console.print(f"{answer['from']} → {answer['to']}")
    table(answer["changes"], CHANGES, as_json=False)
    if quarter:
        console.print(say("verdicts_differ", quarter=quarter), markup=False)
        table(answer["verdicts"], VERDICTS, as_json=False)


@app.command
def explain(item: str = "", *, name: str = "", day: str = "", json: AsJson = False) -> None:
    """Say what an item means, by which limits, and how sure each value is.

    Args:
        item: such as WV2; empty lists all.
        name: default the running profile.
        day: as it is on this day, ISO; default today.
        json: print everything as JSON.
    """
    rows = _asked("profile.explain", (), name=name, item=item, day=day)
    if item and not json:
        record(rows[0], as_json=False)
        return
    table(rows, ITEMS, as_json=json)


@app.command
def apply(name: str, *files: Path, reason: str = "", actor: str = "", day: str = "") -> None:
    """Put a profile into effect from the next assessment on.

    Args:
        name: the profile.
        files: YAML; they replace those applied before. None keeps them.
        reason: kept in the audit.
        actor: who applies it; default the user of this machine.
        day: on which it must be valid, ISO; default today.
    """
    command = ApplyProfile(
        request=new_request(),
        actor=actor or whoami(),
        name=name,
        files=_read(files),
        reason=reason,
        day=day,
    )
    answer = asked("profile.apply", command)
    told = say("profile_applied", name=answer["name"], version=answer["version"])
    console.print(told, markup=False)


def _asked(command: str, files: tuple[Path, ...], **fields: str) -> Any:
    query = ProfileFiles(request=new_request(), actor=whoami(), files=_read(files), **fields)
    return asked(command, query)


def _read(files: tuple[Path, ...]) -> dict[str, str]:
    try:
        return {file.name: file.read_text("utf-8") for file in files}
    except (OSError, UnicodeDecodeError) as error:
        fail(say("unreadable", file=", ".join(map(str, files)), why=error))
