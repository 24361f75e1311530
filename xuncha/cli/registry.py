"""`xuncha registry`: units and targets."""

from pathlib import Path

from cyclopts import App

from shared.commands import new_request
from shared.contracts.command import ListQuery
from xuncha.cli.imports import importing
from xuncha.cli.screen import asked, carry_out, console, table
from xuncha.client import connected, whoami
from xuncha.importing import export_registry

app = App(name="registry", help="Units and targets: who answers for what.")


app.command(importing("registry", "units and targets, told apart by their header"), name="import")


@app.command
def export(*, folder: Path = Path()) -> None:
    """Write units.csv and targets.csv, which can be imported again.

    Args:
        folder: where; default here.
    """

    async def work() -> dict[str, str]:
        async with connected() as client:
            return await export_registry(client, actor=whoami())

    for name, text in carry_out(work()).items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
        console.print(f"{folder / name}.csv", markup=False)


@app.command(name="list")
def list_(*, unit: str = "", kind: str = "", limit: int = 50, json: bool = False) -> None:
    """List targets, or units with --kind unit."""
    query = ListQuery(request=new_request(), actor=whoami(), unit=unit, state=kind, limit=limit)
    columns = {"id": "编号", "kind": "类别", "name": "名称", "unit": "单位", "url": "地址"}
    table(asked("registry.list", query), columns, as_json=json)
