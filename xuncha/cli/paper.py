"""Where commands print, and how one that fails ends; light, so that a check starts at once."""

import os
import sys
from typing import NoReturn

from rich.console import Console

from shared.translation import chinese
from xuncha.texts import chinese as speaks_chinese

PIPED_COLUMNS = 160
"""Width of what goes to a file or another program, where no terminal says how wide it is."""
console = Console(
    highlight=False,
    width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else PIPED_COLUMNS,
)


def spoken(text: str) -> str:
    """Say in the operator's language what an owner answered."""
    return chinese(text) if speaks_chinese() else text


def fail(text: str, *, code: int = 2) -> NoReturn:
    """Print one text on standard error, in the operator's language, and end."""
    print(spoken(text), file=sys.stderr)
    sys.exit(code)
