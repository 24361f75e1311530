"""`xuncha push`: who may hand posts over by HTTP."""

from cyclopts import App

from shared.bearer import drawn, hashed
from shared.commands import new_request
from shared.contracts.command import ListQuery
from shared.contracts.push import IssuePush, RevokePush
from xuncha.cli.options import AsJson
from xuncha.cli.screen import asked, console, fail, listed, local
from xuncha.client import whoami
from xuncha.texts import say

app = App(name="push", help="Who may push posts of accounts.")
COLUMNS = ("id", "unit", "target=account", "label", "expires_at=expires")


@app.command
def issue(*, unit: str = "", target: str = "", label: str = "", days: int = 365) -> None:
    """Draw a token for all targets of a unit, or for one; it is shown once and kept nowhere.

    Args:
        unit: whose targets.
        target: the only one.
        label: who will hold it.
        days: how long it holds, from today.
    """
    if not (unit or target):
        fail(say("name_unit_or_target"))
    token = drawn("xp")
    command = IssuePush(
        request=new_request(),
        actor=whoami(),
        hash=hashed(token),
        unit=unit,
        target=target,
        label=label,
        days=days,
    )
    answer = asked("push.issue", command)
    console.print(say("push_issued", id=answer["id"], until=local(answer["expires_at"])))
    console.print(token, soft_wrap=True, highlight=False)


@app.command
def revoke(token: str) -> None:
    """Take a token back, by its id; it opens nothing from now."""
    asked("push.revoke", RevokePush(request=new_request(), actor=whoami(), id=token))
    console.print(say("push_revoked", id=token), markup=False)


@app.command(name="list")
def list_(*, json: AsJson = False) -> None:
    """List the tokens that were not taken back."""
    query = ListQuery(request=new_request(), actor=whoami())
    listed("push.list", query, COLUMNS, as_json=json)
