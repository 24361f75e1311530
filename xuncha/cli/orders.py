"""`xuncha orders`: what units must fix, and what they answered."""

from cyclopts import App

from shared.commands import new_request
from shared.contracts.command import ChangeOrder, ListQuery, ShowQuery
from xuncha.cli.screen import asked, console, record, table
from xuncha.client import whoami

app = App(name="orders", help="Demands to units to fix findings by a deadline.")
COLUMNS = {
    "id": "编号",
    "state": "状态",
    "unit": "单位",
    "target": "监测对象",
    "title": "问题",
    "due_on": "整改期限",
}


@app.command(name="list")
def list_(*, state: str = "", unit: str = "", limit: int = 50, json: bool = False) -> None:
    """List orders, those due first first.

    Args:
        state: issued, acknowledged, rectified, reopened, closed or withdrawn; empty for all.
        unit: only those of one unit.
        limit: most rows.
        json: print everything as JSON.
    """
    query = ListQuery(request=new_request(), actor=whoami(), state=state, unit=unit, limit=limit)
    table(asked("order.list", query), COLUMNS, as_json=json)


@app.command
def show(id: str, *, json: bool = False) -> None:  # noqa: A002 - the operator's word
    """Show one order with its deadline explained, its history and its alerts."""
    query = ShowQuery(request=new_request(), actor=whoami(), id=id)
    record(asked("order.show", query), as_json=json)


@app.command
def acknowledge(id: str, *, note: str = "", actor: str = "") -> None:  # noqa: A002
    """Record that the unit has seen the order."""
    _change(id, "acknowledge", note, actor)


@app.command
def rectify(id: str, *, note: str = "", actor: str = "") -> None:  # noqa: A002
    """Record that the unit says it has fixed the finding; a re-check decides."""
    _change(id, "rectify", note, actor)


@app.command
def close(id: str, *, note: str, actor: str = "") -> None:  # noqa: A002
    """Close an order by a person's check of the proof (人工复核); the note says what was seen."""
    _change(id, "close", note, actor)


def _change(beginning: str, action: str, note: str, actor: str) -> None:
    command = ChangeOrder(
        request=new_request(), actor=actor or whoami(), order=beginning, action=action, note=note
    )
    order = asked("order.change", command)
    console.print(f"{order['id'][:12]} {order['state']} {order['title']}")
