"""`xuncha connector`: where the posts of accounts are read."""

from typing import Literal

from cyclopts import App

from shared.commands import new_request
from shared.contracts.command import ListQuery
from shared.contracts.connector import Connector, DropConnection, SetConnection
from xuncha.cli.screen import asked, console, listed
from xuncha.client import whoami

app = App(name="connector", help="Where posts of accounts are read: feeds and public lists.")
COLUMNS = {"target": "账号", "connector": "连接器", "host": "网站"}


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
    console.print(f"{answer['target']}：今后从 {answer['host']} 读取帖文（{answer['connector']}）")


@app.command
def drop(target: str) -> None:
    """Read the posts of an account no more; those that were read stay."""
    asked("connector.drop", DropConnection(request=new_request(), actor=whoami(), target=target))
    console.print(f"{target}：不再读取帖文")


@app.command(name="list")
def list_(*, limit: int = 1000, json: bool = False) -> None:
    """List which accounts are read where."""
    query = ListQuery(request=new_request(), actor=whoami(), limit=limit)
    listed("connector.list", query, COLUMNS, as_json=json)
