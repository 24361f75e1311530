"""`xuncha check`: check a text before it is published, in this process, without any server."""

import json as encoder
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from services.analyzer.check import Found, check_document, check_text, text_of
from shared.documents.model import BYTES_LIMIT
from shared.errors import PermanentError
from xuncha.cli.paper import fail
from xuncha.texts import fault, say, spoken

STDIN = "-"


def check(
    file: Annotated[str, Parameter(allow_leading_hyphen=True)],
    *,
    json: bool = False,
    lines: bool = False,
) -> None:
    """Check a text before it is published; exit code 1 when something is found, 2 on an error.

    Runs on the packaged rules; needs no server and keeps nothing.

    Args:
        file: txt, html, docx, doc, pdf, xlsx, xls or zip; - for standard input.
        json: print a JSON array.
        lines: take each line as a text of its own and print one JSON array a line.
    """
    try:
        body = _read(file)
        name = "-.txt" if file == STDIN else Path(file).name
        found = _each_line(*text_of(body, name)) if lines else _whole(body, name, as_json=json)
    except BrokenPipeError:
        raise  # who reads the answer went away: the file can be read
    except OSError as error:
        fail(say("unreadable", file=file, why=fault(error)))
    except PermanentError as error:
        fail(str(error))
    sys.exit(1 if found else 0)


def _read(file: str) -> bytes:
    """Read a file up to where it is too large to be checked: some have no end."""
    if file == STDIN:
        return sys.stdin.buffer.read(BYTES_LIMIT + 1)
    with Path(file).open("rb") as stream:
        return stream.read(BYTES_LIMIT + 1)


def _each_line(text: str, notes: list[str]) -> bool:
    """Print one array for each line; tell whether anything was found."""
    _warn(notes)
    anything = False
    for line in text.removesuffix("\n").split("\n"):
        found = check_text(line.removesuffix("\r"))
        anything = anything or bool(found)
        print(_encoded(found), flush=True)
    return anything


def _whole(body: bytes, name: str, *, as_json: bool) -> bool:
    found, notes = check_document(body, name)
    _warn(notes)
    if as_json:
        print(_encoded(found))
        return bool(found)
    for each in found:
        print(_told(each))
    print(say("places_found", number=len(found)) if found else say("nothing_found"))
    return bool(found)


def _warn(notes: list[str]) -> None:
    """Say on standard error what was not judged: what is silent is not always right."""
    for note in notes:
        print(spoken(note), file=sys.stderr)


def _told(found: Found) -> str:
    start, end = found["span"]
    parts: Iterable[str] = (
        f"{start}-{end}",
        say(found["severity"]),
        found["rule"],
        f"“{found['text']}” → {found['suggestion'] or '-'}",
        found["why"],
    )
    return "  ".join(parts)


def _encoded(found: list[Found]) -> str:
    return encoder.dumps(found, ensure_ascii=False)
