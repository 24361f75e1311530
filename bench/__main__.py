"""`python -m bench SUITE…`: measures, prints a table and writes out/bench/<suite>.json."""

import argparse
import json
import os
import platform
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from rich.console import Console
from rich.table import Table

import bench.suites
from bench.measure import Result

OUT = Path("out/bench")


def main() -> int:
    """Run the suites that are named, or all."""
    known = sorted(module.name for module in iter_modules(bench.suites.__path__))
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("suites", nargs="*", default=["all"], help=f"all, or of: {' '.join(known)}")
    parser.add_argument("--part", action="append", help="of a suite that has parts; all by default")
    given = parser.parse_args()
    asked = given.suites
    if unknown := set(asked) - {*known, "all"}:
        parser.error(f"no such suite: {', '.join(sorted(unknown))}; there are: {' '.join(known)}")
    for name in known if "all" in asked else asked:
        suite = import_module(f"bench.suites.{name}")
        parts = given.part or ()
        if unknown := set(parts) - set(getattr(suite, "PARTS", ())):
            parser.error(f"{name} has no part {', '.join(sorted(unknown))}")
        result: Result = suite.run(parts) if parts else suite.run()
        _keep("-".join((name, *parts)), result)
        _show(name, result)
    return 0


def _keep(name: str, result: Result) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    record = {"machine": _machine(), **asdict(result)}
    path = OUT / f"{name}.json"
    path.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _show(name: str, result: Result) -> None:
    table = Table("figure", "median", "unit", "min", "max", "runs", title=name)
    for row in result.rows:
        table.add_row(
            row.name,
            f"{row.value:,.4g}",
            row.unit,
            f"{row.min:,.4g}",
            f"{row.max:,.4g}",
            f"{row.runs}",
        )
    for key, value in result.ratios.items():
        table.add_row(key, f"{value:,.3g}", "ratio", "", "", "")
    console = Console(width=None if sys.stdout.isatty() else 110)
    console.print(table)
    for note in result.notes:
        console.print(note)


def _machine() -> dict[str, str | int | None]:
    return {
        "system": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }


if __name__ == "__main__":
    raise SystemExit(main())
