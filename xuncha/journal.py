"""One log of all processes on the screen, and one capped file for each of them."""

import itertools
import os
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

_COLOURS = (36, 32, 33, 35, 34, 96, 92, 93, 95, 94)
_CONTROL = dict.fromkeys((*range(9), *range(10, 32), 127))
_NAME_WIDTH = 10
CAP_BYTES = 5_000_000


class CappedFile:
    """A log file that keeps at most twice `cap_bytes`: itself and one predecessor named `….1`."""

    def __init__(self, path: Path, cap_bytes: int = CAP_BYTES) -> None:
        self._path = path
        self._cap_bytes = cap_bytes
        self._file = path.open("ab", buffering=0)

    def write(self, line: str) -> None:
        """Append one line; a full disk loses it, for a program must never wait for its log."""
        with suppress(OSError):
            self._file.write(f"{line}\n".encode())
            if self._file.tell() >= self._cap_bytes:
                self._path.replace(self._path.with_name(f"{self._path.name}.1"))
                fresh = self._path.open("ab", buffering=0)
                self._file.close()
                self._file = fresh

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class Journal:
    """Writes what processes say to the screen, prefixed, and to `directory`.

    Args:
        directory: where `<name>.log` files go; made when missing.
        screen: None means standard output as it is when the journal is made.
        cap_bytes: size at which a file is set aside.
        quiet: keep what processes say off the screen; what the supervisor says stays on it.
    """

    def __init__(
        self,
        directory: Path,
        screen: IO[str] | None = None,
        cap_bytes: int = CAP_BYTES,
        *,
        quiet: bool = False,
    ) -> None:
        self._directory = directory
        self._quiet = quiet
        self._screen: IO[str] | None = screen or sys.stdout
        self._colour = self._screen.isatty() and "NO_COLOR" not in os.environ
        self._cap_bytes = cap_bytes
        self._files: dict[str, CappedFile] = {}
        self._next_colour = itertools.cycle(_COLOURS)
        self._colours: dict[str, int] = {}
        directory.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for file in self._files.values():
            file.close()

    def line(self, name: str, text: str) -> None:
        """Record one line that process `name` wrote."""
        if name not in self._files:
            self._files[name] = CappedFile(self._directory / f"{name}.log", self._cap_bytes)
            self._colours[name] = next(self._next_colour)
        self._files[name].write(text)
        if not self._quiet:
            self._show(name, text.translate(_CONTROL), self._colours[name])

    def note(self, text: str) -> None:
        """Record something that the supervisor itself has to say."""
        for part in text.splitlines():
            self._show("xuncha", part, 1)

    def _show(self, name: str, text: str, colour: int) -> None:
        prefix = f"{name:<{_NAME_WIDTH}} |"
        if self._colour:
            prefix = f"\x1b[{colour}m{prefix}\x1b[0m"
        if self._screen is not None:
            try:
                print(prefix, text, file=self._screen, flush=True)
            except OSError:  # the reader went away (`xuncha up | head`); the files go on
                self._screen = None
