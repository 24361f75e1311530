"""`xuncha registry`: units and targets."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from cyclopts import App

from shared.commands import ask, new_request
from shared.contracts.command import ListQuery, Result
from shared.contracts.registry_command import (
    DecideProposal,
    FileProposal,
    Propose,
    ReconcileRegistry,
    ShowTarget,
)
from shared.intake.mapping import ForeignMapping
from xuncha.cli.imports import run_imports
from xuncha.cli.options import Actor, AsJson, Limit
from xuncha.cli.screen import (
    ID_SHOWN,
    asked,
    carry_out,
    console,
    data_of,
    fail,
    listed,
    record,
    table,
)
from xuncha.client import connected, whoami
from xuncha.importing import put_file
from xuncha.registries import exported, exported_as, registry, translated
from xuncha.texts import say

app = App(name="registry", help="Units and targets: who answers for what.")
Form = Literal["csv", "xlsx", "yaml"]


@app.command(name="import")
def import_(*files: Path, mapping: str = "", dry_run: bool = False, skip_bad: bool = False) -> None:
    """Import units and targets, told apart by their header; csv, xlsx, yaml or JSON Lines.

    Args:
        files: one or more.
        mapping: the files are another system's: national-websites, national-accounts,
            province, or a file of yours that says which column is which.
        dry_run: show what would change, and change nothing.
        skip_bad: import the good rows although others are bad.
    """
    with TemporaryDirectory() as folder:
        ours = carry_out(_translated(files, mapping, Path(folder))) if mapping else files
        run_imports("registry", ours, dry_run=dry_run, skip_bad=skip_bad)


@app.command
def export(*, folder: Path = Path(), format: Form = "csv", mapping: str = "") -> None:  # noqa: A002 - the operator's word
    """Write the registry: files that can be imported again, or another system's.

    Args:
        folder: where; default here.
        format: csv, xlsx or yaml.
        mapping: write targets with the columns of this system; csv or xlsx.
    """
    units, targets = carry_out(_registry())
    if mapping:
        if format == "yaml":
            fail(say("foreign_yaml"))
        foreign = carry_out(_load(mapping))
        files = {f"{Path(mapping).stem}.{format}": exported_as(foreign, units, targets, format)}
    else:
        files = exported(units, targets, format)
    for name, content in files.items():
        (folder / name).write_bytes(content)
        console.print(f"{folder / name}", markup=False)


@app.command(name="list")
def list_(*, unit: str = "", kind: str = "", limit: Limit = 50, json: AsJson = False) -> None:
    """List targets, or units with --kind unit."""
    query = ListQuery(request=new_request(), actor=whoami(), unit=unit, state=kind, limit=limit)
    listed("registry.list", query, ("id", "kind", "name", "unit", "url"), as_json=json)


@app.command
def history(target: str, *, on: str = "", known_on: str = "", json: AsJson = False) -> None:
    """Show the life of a target, and what the registry said of it on a day.

    Args:
        target: its id.
        on: day on which it held, such as 2020-12-31; default the last word.
        known_on: only what was recorded by this day.
        json: print JSON.
    """
    query = ShowTarget(**_asker(), id=target, on=on, known_on=known_on)
    answer = asked("target.life", query)
    if json:
        record(answer, as_json=True)
        return
    columns = ("on=holds_from", "at=recorded", "action=verb", "actor=approved_by", "filing")
    table(answer["life"], columns, as_json=False)
    if answer["target"]:
        record(answer["target"], as_json=False)
    else:
        console.print(say("not_registered"))


@app.command
def propose(
    verb: Literal["open", "change", "close", "contact"],
    about: str,
    *fields: str,
    on: str = "",
    reason: str = "",
    actor: str = "",
) -> None:
    """Propose a change of the registry; somebody else approves it.

    Args:
        verb: open, change or close a target; contact changes a unit's channels.
        about: id of the target, or of the unit.
        fields: key=value as in an import file, such as unit=linxiang.
        on: first day on which it holds; default today.
        reason: why.
        actor: who proposes; default the user of this machine.
    """
    cells = dict(field.partition("=")[::2] for field in fields)
    command = Propose(**_asker(actor), verb=verb, about=about, fields=cells, on=on, reason=reason)
    _show(asked("proposal.make", command))


@app.command
def proposals(*, state: str = "proposed", limit: Limit = 50, json: AsJson = False) -> None:
    """List proposals: proposed, approved or rejected."""
    query = ListQuery(**_asker(), state=state, limit=limit)
    shown = ("id", "verb", "about", "proposed_by", "fields", "state", "file_by", "filing")
    listed("proposal.list", query, shown, as_json=json)


@app.command
def approve(proposal: str, *, reason: str = "", actor: Actor = "") -> None:
    """Approve a proposal of somebody else: it takes effect, and must be filed in time."""
    command = DecideProposal(**_asker(actor), proposal=proposal, approve=True, reason=reason)
    _show(asked("proposal.decide", command))


@app.command
def decline(proposal: str, *, reason: str = "", actor: Actor = "") -> None:
    """Reject a proposal."""
    command = DecideProposal(**_asker(actor), proposal=proposal, approve=False, reason=reason)
    _show(asked("proposal.decide", command))


@app.command
def filed(proposal: str, number: str, *, actor: Actor = "") -> None:
    """Note the filing number (备案号) of an approved proposal."""
    command = FileProposal(**_asker(actor), proposal=proposal, number=number)
    _show(asked("proposal.file", command))


def _show(proposal: dict[str, Any]) -> None:
    known = {name: proposal[name] for name in ("verb", "about", "state")}
    told = "proposal_filed" if proposal["file_by"] else "proposal"
    text = say(told, id=proposal["id"][:ID_SHOWN], day=proposal["file_by"], **known)
    console.print(text, markup=False)


def _asker(actor: str = "") -> dict[str, str]:
    return {"request": new_request(), "actor": actor or whoami()}


@app.command
def reconcile(file: Path | None = None, *, mapping: str = "", json: AsJson = False) -> None:
    """Compare the registry with another one, or with what the crawler sees.

    Args:
        file: of the other registry; without it, the crawler's last week: registered but gone,
            running but not registered, look-alikes, second accounts.
        mapping: the file is another system's.
        json: print JSON.
    """
    answer = data_of(carry_out(_reconciled(file, mapping)))
    table(answer["differences"], ("sort", "id", "name", "text"), as_json=json)


async def _reconciled(file: Path | None, mapping: str) -> Result:
    with TemporaryDirectory() as folder:
        if file and mapping:
            (file,) = await _translated([file], mapping, Path(folder))
        async with connected() as client:
            stored = (await put_file(client, file))[1] if file else ""
            command = ReconcileRegistry(
                request=new_request(),
                actor=whoami(),
                file=stored,
                name=file.name if file else "",
            )
            return await ask(client, "registry.reconcile", command, timeout_seconds=120)


async def _translated(files: Sequence[Path], mapping: str, folder: Path) -> list[Path]:
    foreign = await _load(mapping)
    known = await _registry()
    return [await translated(file, foreign, folder, known) for file in files]


async def _load(mapping: str) -> ForeignMapping:
    return ForeignMapping.load(mapping)


async def _registry() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    async with connected() as client:
        return await registry(client, actor=whoami())
