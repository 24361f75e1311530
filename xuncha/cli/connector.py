"""`xuncha connector`: where the posts of accounts are read."""

from typing import Literal

from cyclopts import App

from shared.commands import new_request
from shared.contracts.command import ListQuery
from shared.contracts.connector import Connector, DropConnection, SetConnection
from xuncha.cli.options import AsJson, Limit
from xuncha.cli.screen import asked, console, listed
from xuncha.client import whoami
from xuncha.texts import say

app = App(name="connector", help="Where posts of accounts are read: feeds and public lists.")
COLUMNS = ("target=account", "connector", "host")


@app.command(name="set")
def set_(target: str, url: str, *, by: Literal["feed", "listing"]) -> None:
    """Read the posts of an account at an address from now on.

    Args:
        target: id of the account.
        url: of the feed (RSS, Atom), or of the public list of its posts.
        by: what stands there.
    """
    command = SetConnection(
        request=new_request(), actor=whoami(), target=target, connector=Connector(by), url=url
    )
    answer = asked("connector.set", command)
    known = {name: answer[name] for name in ("target", "host", "connector")}
    console.print(say("connected", **known), markup=False)


@app.command
def drop(target: str) -> None:
    """Read the posts of an account no more; those that were read stay."""
    asked("connector.drop", DropConnection(request=new_request(), actor=whoami(), target=target))
    console.print(say("disconnected", target=target), markup=False)


@app.command(name="list")
def list_(*, limit: Limit = 1000, json: AsJson = False) -> None:
    """List which accounts are read where."""
    query = ListQuery(request=new_request(), actor=whoami(), limit=limit)
    listed("connector.list", query, COLUMNS, as_json=json)
