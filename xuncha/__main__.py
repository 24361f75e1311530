"""The operator's command: `xuncha` or `python -m xuncha`."""

import gc
import os
import sys
from collections.abc import Sequence

from xuncha.cli.app import app
from xuncha.cli.paper import fail

_OBJECTS = 50_000
"""Made before the collector looks for garbage: what a start makes stays, and is a tenth of it."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command, of the process's arguments by default.

    A value that no command takes ends with one clear text; a reader that went away, with nothing.
    """
    try:
        app(arguments)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else the end writes again
        sys.exit(1)
    except ValueError as error:
        from pydantic import ValidationError  # noqa: PLC0415 - few ends need it

        if not isinstance(error, ValidationError):
            raise
        told = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        fail("; ".join(told))


def run() -> None:
    """Run a command as a process of its own, which spends no time on garbage at start and end."""
    gc.set_threshold(_OBJECTS)
    try:
        main()
    finally:
        gc.freeze()  # what is left goes with the process: looking through it once more takes 0.1 s


if __name__ == "__main__":
    run()
