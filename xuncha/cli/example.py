"""`xuncha example`: the files of a made-up city, to learn and to try with."""

from pathlib import Path

from xuncha.cli.screen import console, fail
from xuncha.example.files import FILES
from xuncha.texts import say


def example(folder: Path) -> None:
    """Write the import files of a made-up city: 60 websites, 300 accounts, two quarters.

    Args:
        folder: where; made if it is missing. A file that is there already is not overwritten.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if there := [name for name in FILES if (folder / name).exists()]:
        fail(say("folder_taken", path=folder / there[0]))
    for name, text in FILES.items():
        rows = text()
        (folder / name).write_text(rows, "utf-8")
        told = "example_rows" if name.endswith(".csv") else "example_wording"
        number = rows.count("\n") - 1
        console.print(say(told, path=folder / name, number=number), markup=False)
