"""What every import prints: what changes, which rows are bad, and why."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cyclopts import App

from shared.contracts.command import Result
from shared.errors import PermanentError
from xuncha.cli.screen import carry_out, console, fail
from xuncha.client import connected, whoami
from xuncha.importing import import_file
from xuncha.importing import template as written
from xuncha.texts import say, spoken

SHOWN = 20


def run_imports(noun: str, files: Sequence[Path], *, dry_run: bool, skip_bad: bool) -> None:
    """Import files one after the other; the first refusal ends with exit code 1."""
    if not files:
        fail(say("name_file"))
    for file in files:
        beside = [other for other in files if other != file]
        with console.status(say("importing", file=file.name)):
            result = carry_out(_import(noun, file, beside, dry_run=dry_run, skip_bad=skip_bad))
        if not result.ok:
            fail(f"{file.name}: {spoken(result.message)}", code=1)
        if not _report(file.name, result.data) and not skip_bad:
            fail(say("not_imported", file=file.name), code=1)


def importing(noun: str, what: str) -> Callable[..., None]:
    """Return the command that imports one kind of file."""

    def import_(*files: Path, dry_run: bool = False, skip_bad: bool = False) -> None:
        run_imports(noun, files, dry_run=dry_run, skip_bad=skip_bad)

    import_.__doc__ = f"""Import {what}; csv, xlsx, yaml or JSON Lines.

    Args:
        files: one or more.
        dry_run: show what would change, and change nothing.
        skip_bad: import the good rows although others are bad.
    """
    return import_


def _noun(name: str, noun: str, what: str) -> App:
    """Return a noun that can be imported, and nothing else."""
    app = App(name=name, help=f"{what[0].upper()}{what[1:]}.")
    app.command(importing(noun, what), name="import")
    return app


observations = _noun(
    "observations", "observation", "probes, listings and link checks recorded elsewhere"
)
enquiries = _noun("enquiries", "enquiry", "citizens' messages")
scores = _noun("scores", "score", "points and ranks of a higher level")


def template(kind: str, *, output: Path | None = None) -> None:
    """Write an empty, commented import file.

    Args:
        kind: units, targets, enquiries, scores, observations, articles, findings or wording.
        output: file to write; default the screen.
    """
    try:
        text = written(kind)
    except PermanentError as error:
        fail(str(error))
    if output:
        output.write_text(text, "utf-8")
    else:
        print(text, end="")


async def _import(noun: str, file: Path, beside: Sequence[Path], **options: bool) -> Result:
    async with connected() as client:
        return await import_file(client, noun, file, actor=whoami(), beside=beside, **options)


def _report(name: str, report: dict[str, Any]) -> bool:
    """Print one report; tell whether every row was good."""
    tell_bad(report["bad"])
    for change in report.get("diff", [])[:SHOWN] if report.get("dry_run") else []:
        console.print(_change(change), markup=False)
    counts = {key: report[key] for key in ("rows", "new", "changed", "unchanged")}
    told = "would_be_imported" if report.get("dry_run") else "imported"
    console.print(say(told, file=name, bad=report["bad_rows"], **counts), markup=False)
    return not report["bad"]


def tell_bad(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print which rows are bad and why, the first ones of many."""
    for bad in rows[:SHOWN]:
        told = "bad_cell" if bad.get("column") else "bad_row"
        place = {"line": bad["line"], "column": bad.get("column")}
        said = say(told, reason=spoken(bad["reason"]), **place)
        console.print(said, style="red", markup=False)
    if len(rows) > SHOWN:
        console.print(say("more_faults", number=len(rows) - SHOWN))


def _change(change: Mapping[str, Any]) -> str:
    fields = "; ".join(
        f"{name}: {_said(old)} → {_said(new)}" for name, (old, new) in change["fields"].items()
    )
    verb = say(f"row_{change['verb']}")
    said = say("changed_row", line=change["line"], id=change["id"], verb=verb)
    return f"{said} ({fields})" if fields else said


def _said(value: Any) -> str:
    if value in (None, "", []):
        return say("empty")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
