"""Scans bytes for many expressions at once, in any number of threads.

Texts are scanned with two bytes a character: fewer bytes than in UTF-8, each of which tells more,
and a place in bytes is twice the place in characters.
"""

import re
from collections.abc import Sequence

try:
    import hyperscan
except ImportError:  # no wheel for this machine: everything is found in other ways
    hyperscan = None  # type: ignore[assignment]


ANY_BYTE = hyperscan.HS_FLAG_DOTALL if hyperscan else 0
"""Of an expression: a dot is any byte or character."""
FIRST_MATCH = hyperscan.HS_FLAG_SINGLEMATCH if hyperscan else 0
"""Of an expression: tell of one match only."""
CHARACTERS = hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_UCP if hyperscan else 0
"""Of an expression: it is meant in characters; bytes otherwise."""
_BEYOND = re.compile("[\U00010000-\U0010ffff]")


class Scanner:
    """A compiled database, with as many scratch spaces as there are scans at a time.

    Args:
        compiled: what `compiled` made, here or in another process on such a machine.
    """

    def __init__(self, compiled: bytes) -> None:
        self._database = hyperscan.loadb(compiled, mode=hyperscan.HS_MODE_BLOCK)
        self._free: list[hyperscan.Scratch] = []

    def ends(self, data: bytes) -> list[tuple[int, int]]:
        """Return (end of the match in bytes, number of the expression), as they are met."""
        found: list[tuple[int, int]] = []
        try:
            scratch = self._free.pop()
        except IndexError:  # all are in use by other threads, or this is the first scan
            scratch = hyperscan.Scratch(self._database)
        try:
            self._database.scan(
                data,
                match_event_handler=lambda number, _from, to, _flags, _context: found.append(
                    (to, number)
                ),
                scratch=scratch,
            )
        finally:
            self._free.append(scratch)
        return found


def units(text: str) -> bytes:
    """Return a text with two bytes a character; what needs four becomes �: look at the text too."""
    data = text.encode("utf-16-le", "surrogatepass")
    if len(data) == 2 * len(text):
        return data
    return _BEYOND.sub("\ufffd", text).encode("utf-16-le", "surrogatepass")


def literal(text: str) -> bytes:
    """Return the expression of a piece of text in `units`."""
    return b"".join(b"\\x%02x" % byte for byte in units(text))


def compiled(
    expressions: Sequence[bytes], numbers: Sequence[int], flags: Sequence[int] = ()
) -> bytes:
    """Compile expressions into a form that can be kept and loaded again.

    Args:
        expressions: PCRE.
        numbers: of each, several may share one.
        flags: of each; none, and a dot is any byte.
    """
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=list(expressions), ids=list(numbers), flags=list(flags) or ANY_BYTE
    )
    return bytes(hyperscan.dumpb(database))


def loaded(form: bytes) -> Scanner | None:
    """Return what scans with a compiled form; None when it is not whole or not for this machine."""
    try:
        return Scanner(form)
    except hyperscan.error:
        return None


def available() -> bool:
    """Say whether this machine can scan."""
    return hyperscan is not None
