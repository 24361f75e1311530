"""Answers: JSON with its ETag, lists with the way to the next page, files of lists."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import quote

import orjson
from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel

from services.reporter.api.problems import Problem
from shared.contracts.command import Result
from shared.tables.plain import Table, Value
from shared.tables.sheets import write_csv, write_xlsx

FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "text": "text/plain; charset=utf-8",
}
_TAG_CHARACTERS = 32


class Listed(NamedTuple):
    """One page of a list."""

    items: list[dict[str, Any]]
    after: list[str] | None
    """Where the next page begins; None when this one is the last."""


def answer(request: Request, data: Any, *, tag: str = "") -> Response:
    """Answer with JSON; 304 when the client has it already.

    Args:
        request: says what the client has.
        data: plain values.
        tag: of a record its version; otherwise the body's digest.
    """
    body = orjson.dumps(data)
    return _tagged(request, body, "application/json", tag)


def listing(request: Request, name: str, page: Listed, form: str) -> Response:
    """Answer with one page as JSON or as a file; `Link: rel="next"` leads to the next one."""
    cursor = encode(page.after) if page.after else None
    if form == "json":
        response = answer(request, {"items": page.items, "next": cursor})
    else:
        response = file(request, name, table(name, page.items), form)
    if cursor:
        following = request.url.include_query_params(cursor=cursor)
        target = f"{following.path}?{following.query}"
        response.headers["link"] = f'<{target}>; rel="next"'
    return response


def file(request: Request, name: str, sheet: Table, form: str) -> Response:
    """Answer with a table as CSV or XLSX."""
    body = write_csv([sheet]) if form == "csv" else write_xlsx([sheet])
    return download(request, f"{name}.{form}", body, form)


def download(request: Request, name: str, body: bytes, form: str) -> Response:
    """Answer with a file, as an attachment."""
    response = _tagged(request, body, FILE_TYPES[form], "")
    response.headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def table(name: str, items: Sequence[dict[str, Any]]) -> Table:
    """Lay records out as a table: numbers and days typed, lists joined, all else text."""
    keys = tuple(dict.fromkeys(key for item in items for key in item))
    return Table(name, keys, tuple(tuple(_cell(item.get(key)) for key in keys) for item in items))


def data_of(result: Result, *, conditional: bool = False) -> Any:
    """Return what a command brought.

    Raises:
        Problem: it was not carried out.
    """
    if result.ok:
        return result.data
    stale = conditional and result.code == "conflict"
    raise Problem("precondition" if stale else result.code, result.message)


def version_of(request: Request) -> int | None:
    """Return the version that `If-Match` asks for, None when it asks for none.

    Raises:
        Problem: it is none of our ETags.
    """
    given = request.headers.get("if-match", "*").strip()
    if given == "*":
        return None
    bare = given.strip('"')
    if not bare.isdecimal():
        raise Problem("precondition", f"If-Match: {given!r}")
    return int(bare)


def encode(place: Sequence[str]) -> str:
    """Write a cursor: opaque to the client."""
    return base64.urlsafe_b64encode(orjson.dumps(list(place))).decode().rstrip("=")


def decode(cursor: str, parts: int) -> list[str]:
    """Read a cursor back; empty for the first page.

    Raises:
        Problem: it is none of ours.
    """
    if not cursor:
        return []
    try:
        read = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        read = None
    if isinstance(read, list) and len(read) == parts and all(isinstance(one, str) for one in read):
        return read
    raise wrong("cursor", "take it from `next` of the page before, unchanged")


def wrong(where: str, what: str) -> Problem:
    """Return the problem of one faulty place of a request."""
    return Problem("invalid", f"{where}: {what}", [{"where": where, "what": what}])


def plain(record: BaseModel, *, without: set[str] | None = None) -> dict[str, Any]:
    """Write a record as JSON has it."""
    return record.model_dump(mode="json", exclude=without)


def _tagged(request: Request, body: bytes, kind: str, tag: str) -> Response:
    etag = f'"{tag or hashlib.sha256(body).hexdigest()[:_TAG_CHARACTERS]}"'
    known = request.headers.get("if-none-match", "")
    have = {one.strip().removeprefix("W/") for one in known.split(",")}
    if request.method in {"GET", "HEAD"} and (etag in have or "*" in have):
        return Response(status_code=304, headers={"etag": etag})
    return Response(body, headers={"etag": etag}, media_type=kind)


def _cell(value: Any) -> Value:
    if value is None or isinstance(value, float) or (type(value) is int):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ";".join(str(one) for one in value)
    text = str(value)
    return _day(text) or text


def _day(text: str) -> date | None:
    if len(text) != len("2021-01-30"):
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
