"""`xuncha backup` and `xuncha restore`: the data of a system that runs on one machine."""

from pathlib import Path

from shared.clock import OFFICE_ZONE
from shared.errors import XunchaError
from xuncha import backup as saving
from xuncha.cli.screen import console, fail
from xuncha.data import data_directory, key_file
from xuncha.texts import say

_MB = 1_000_000


def backup(folder: Path, *, data: Path | None = None) -> None:
    """Write broker and store of a resting system to a new folder, without the sealing key.

    Args:
        folder: where the backup is written.
        data: data directory; default .xuncha.
    """
    home = data_directory(data)
    try:
        made = saving.backup(home, folder.absolute(), console.print)
    except XunchaError as error:
        fail(str(error))
    size = sum(archive.bytes for archive in made.archives) / _MB
    console.print(say("backed_up", path=folder, mb=size, secret=key_file(home)))


def restore(folder: Path, *, data: Path | None = None) -> None:
    """Put a backup into a data directory without a system; its next start holds alerts back.

    Args:
        folder: what `xuncha backup` has written.
        data: data directory; default .xuncha.
    """
    home = data_directory(data)
    try:
        made = saving.restore(folder.absolute(), home, console.print)
    except XunchaError as error:
        fail(str(error))
    when = made.made_at.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")
    console.print(say("restored", path=home, when=when))
