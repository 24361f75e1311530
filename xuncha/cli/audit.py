"""`xuncha audit`: who did what, when and why."""

from cyclopts import App

from shared.commands import new_request
from shared.contracts.command import Command, ListQuery
from xuncha.cli.options import AsJson, Limit
from xuncha.cli.screen import asked, console, fail, listed
from xuncha.client import whoami
from xuncha.texts import say

app = App(name="audit", help="The chain of recorded actions.")
COLUMNS = ("seq", "occurred_at=at", "actor", "action", "about", "via", "reason")


@app.command(name="list")
def list_(*, limit: Limit = 50, json: AsJson = False) -> None:
    """List what was done, newest first."""
    query = ListQuery(request=new_request(), actor=whoami(), limit=limit)
    listed("audit.list", query, COLUMNS, as_json=json)


@app.command
def verify() -> None:
    """Walk the chain; exit code 1 and the first bad row when somebody changed it."""
    fault = asked("audit.verify", Command(request=new_request(), actor=whoami()))["fault"]
    if fault:
        fail(fault, code=1)
    console.print(say("chain_holds"))
