"""`xuncha registry`: units and targets."""

from pathlib import Path

from cyclopts import App

from shared.commands import new_request
from shared.contracts.command import ListQuery
from xuncha.cli.imports import run_imports
from xuncha.cli.screen import asked, table
from xuncha.client import whoami

app = App(name="registry", help="Units and targets: who answers for what.")


@app.command(name="import")
def import_(*files: Path, dry_run: bool = False, skip_bad: bool = False) -> None:
    """Import units and targets; csv, xlsx or yaml, told apart by their header.

    Args:
        files: one or more.
        dry_run: show what would change, and change nothing.
        skip_bad: import the good rows although others are bad.
    """
    run_imports("registry", files, dry_run=dry_run, skip_bad=skip_bad)


@app.command(name="list")
def list_(*, unit: str = "", kind: str = "", limit: int = 50, json: bool = False) -> None:
    """List targets, or units with --kind unit."""
    query = ListQuery(request=new_request(), actor=whoami(), unit=unit, state=kind, limit=limit)
    columns = {"id": "编号", "kind": "类别", "name": "名称", "unit": "单位", "url": "地址"}
    table(asked("registry.list", query), columns, as_json=json)
