"""What the operator's command says: Chinese where the locale asks for it, else English.

Sentences and headings stand here in both languages; what owners answer stands in English in their
code and is said in Chinese by `shared.translation`. What is a record, a report or a document is
printed as it is: words in Chinese, names of states and rules, and days, as commands take them.
"""

import errno
import os

from xuncha.texts.headings import HEADINGS
from xuncha.texts.printed import PRINTED
from xuncha.texts.running import RUNNING

TEXTS = RUNNING | PRINTED


def chinese() -> bool:
    """Tell whether the operator's locale asks for Chinese."""
    chosen = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next(filter(None, chosen), "").lower().startswith("zh")


def say(key: str, **values: object) -> str:
    """Return the text of `key` in the operator's language, filled in.

    Raises:
        KeyError: no such text, or a value that it needs is missing.
    """
    return TEXTS[key][chinese()].format(**values)


def spoken(text: str) -> str:
    """Say in the operator's language what an owner answered."""
    if not chinese():
        return text
    from shared.translation import chinese as told  # noqa: PLC0415 - reads YAML, which few need

    return told(text)


def fault(error: OSError) -> str:
    """Say in the operator's language why a file cannot be used."""
    key = f"os_{errno.errorcode.get(error.errno or 0, '')}"
    return say(key) if key in TEXTS else error.strerror or str(error)


def heading(column: str) -> str:
    """Return what stands above a column: its key, or `key=heading` where the key is another's.

    Raises:
        KeyError: no such heading.
    """
    return HEADINGS[column.rpartition("=")[2]][chinese()]
