"""How a command that fails ends; light, so that a check starts at once."""

import sys
from typing import NoReturn

from xuncha.texts import chinese as speaks_chinese


def spoken(text: str) -> str:
    """Say in the operator's language what an owner answered."""
    if not speaks_chinese():
        return text
    from shared.translation import chinese  # noqa: PLC0415 - reads YAML, which few ends need

    return chinese(text)


def fail(text: str, *, code: int = 2) -> NoReturn:
    """Print one text on standard error, in the operator's language, and end."""
    print(spoken(text), file=sys.stderr)
    sys.exit(code)
