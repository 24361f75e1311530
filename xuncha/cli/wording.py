"""`xuncha alerts template`: the words in which orders are spoken of."""

from pathlib import Path
from typing import Any

from cyclopts import App

from shared.commands import new_request
from shared.contracts.command import ListQuery
from shared.contracts.template import TemplateFile
from shared.errors import PermanentError
from shared.tables.charset import decode
from xuncha.cli.options import AsJson, Limit
from xuncha.cli.screen import asked, console, fail, listed, table
from xuncha.client import whoami
from xuncha.texts import fault, say

app = App(name="template", help="The office's own words for alerts: look, preview, import.")
VERSIONS = ("version", "file", "by=actor", "at")


@app.command(name="list")
def list_(*, limit: Limit = 50, json: AsJson = False) -> None:
    """List the versions that were ever in force, newest first."""
    query = ListQuery(request=new_request(), actor=whoami(), limit=limit)
    listed("template.list", query, VERSIONS, as_json=json)


@app.command
def show(*, version: int = 0) -> None:
    """Print all templates as a file that can be changed and imported again.

    Args:
        version: of the list; 0 for the one in force.
    """
    command = TemplateFile(request=new_request(), actor=whoami(), version=version)
    print(asked("template.show", command)["lines"], end="")


@app.command
def preview(
    file: Path | None = None, *, kind: str = "", title: str = "", json: AsJson = False
) -> None:
    """Write alerts about a made-up order as channels would show them; nothing is sent.

    Args:
        file: templates to try; none tries those in force.
        kind: only this kind of alert, such as issued.
        title: of the problem, to see what becomes of an odd one.
        json: print everything as JSON, the HTML of mails among it.
    """
    examples: list[dict[str, Any]] = asked("template.preview", _given(file, kind=kind, title=title))
    if json:
        table(examples, (), as_json=True)
        return
    for one in examples:
        console.rule(one["kind"])
        for part, told in (("subject", "as_subject"), ("text", "as_mail"), ("wecom", "as_robot")):
            console.print(say(told), markup=False)
            console.print(one[part], markup=False, soft_wrap=True)
        console.print(say("as_sms", text=one["sms"]), markup=False, soft_wrap=True)


@app.command(name="import")
def import_(file: Path, *, reason: str = "") -> None:
    """Put the templates of a file in force; what it leaves out is as packaged.

    Args:
        file: YAML, by kind of alert: subject, opening, duty.
        reason: for the audit.
    """
    answer = asked("template.import", _given(file, reason=reason))
    console.print(say("template_applied", version=answer["version"]))


def _given(file: Path | None, **fields: str) -> TemplateFile:
    request, actor = new_request(), whoami()
    if file is None:
        return TemplateFile(request=request, actor=actor, **fields)
    try:
        lines = decode(file.read_bytes())
    except OSError as error:
        fail(say("unreadable", file=file, why=fault(error)))
    except PermanentError as error:
        fail(f"{file}: {error}", code=1)
    return TemplateFile(request=request, actor=actor, file=file.name, lines=lines, **fields)
