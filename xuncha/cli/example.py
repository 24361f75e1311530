"""`xuncha example`: the files of a made-up city, to learn and to try with."""

from pathlib import Path

from xuncha.cli.screen import console, fail
from xuncha.example.files import FILES


def example(folder: Path) -> None:
    """Write the import files of a made-up city: 60 websites, 300 accounts, two quarters.

    Args:
        folder: where; made if it is missing. A file that is there already is not overwritten.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if there := [name for name in FILES if (folder / name).exists()]:
        fail(f"{folder / there[0]} is there already: name another folder")
    for name, text in FILES.items():
        rows = text()
        (folder / name).write_text(rows, "utf-8")
        what = (
            f"{rows.count(chr(10)) - 1} rows" if name.endswith(".csv") else "the notice's wording"
        )
        console.print(f"{folder / name}: {what}", markup=False)
