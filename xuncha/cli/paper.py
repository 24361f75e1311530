"""How a command that fails ends; light, so that a check starts at once."""

import sys
from typing import NoReturn

from xuncha.texts import spoken


def fail(text: str, *, code: int = 2) -> NoReturn:
    """Print one text on standard error, in the operator's language, and end."""
    print(spoken(text), file=sys.stderr)
    sys.exit(code)
