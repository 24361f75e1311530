"""`xuncha alerts`: what was sent to whom."""

from cyclopts import App

from shared.commands import new_request
from shared.contracts.command import ListQuery
from xuncha.cli.screen import asked, table
from xuncha.client import whoami

app = App(name="alerts", help="Messages to units: waiting, sent, failed.")
COLUMNS = {
    "id": "编号",
    "state": "状态",
    "kind": "类别",
    "unit": "单位",
    "recipient": "收件人",
    "subject_line": "标题",
    "answer": "回执",
}


@app.command(name="list")
def list_(*, state: str = "", unit: str = "", limit: int = 50, json: bool = False) -> None:
    """List alerts, newest first.

    Args:
        state: pending, leased, sent or failed; empty for all.
        unit: only those to one unit.
        limit: most rows.
        json: print everything as JSON.
    """
    query = ListQuery(request=new_request(), actor=whoami(), state=state, unit=unit, limit=limit)
    table(asked("alert.list", query), COLUMNS, as_json=json)
