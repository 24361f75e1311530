"""The plainest exchange of HTTP/1.1, told apart by one expression: most exchanges are one.

A request without a body; an answer in whose head nothing bears on framing but one length. Whatever
is the least bit otherwise is left to h11.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

RawHeaders = tuple[tuple[bytes, bytes], ...]
"""Names as written, values without the spaces around them."""

_NAME = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]++"
_HEADER_NAME = re.compile(_NAME)
_HEADER_VALUE = re.compile(rb"[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?")
_TARGET = re.compile(r"[\x21-\x7e]+")
_ANSWER = re.compile(
    rb"HTTP/1\.1 ([2-5][0-9][0-9])(?: [\t\x20-\x7e\x80-\xff]*+)?\r\n"
    rb"((?:" + _NAME + rb":[\t\x20-\x7e\x80-\xff]*+\r\n)*+)\r\n"
)
_LENGTH = re.compile(rb"[0-9]{1,10}")
_FRAMING = frozenset({b"transfer-encoding", b"connection", b"proxy-connection", b"upgrade"})
_BODILESS = frozenset({204, 304})


class Head(NamedTuple):
    """Status and headers of an answer."""

    status: int
    headers: RawHeaders


class PlainAnswer(NamedTuple):
    """An answer whose body is as long as its head says."""

    head: Head
    length: int
    """Bytes of the body."""
    begins: int
    """Where the body begins, in bytes."""


@dataclass(slots=True)
class Outgoing:
    """A request as it is sent."""

    method: str
    target: str
    headers: RawHeaders


def plain_request(request: Outgoing) -> bytes:
    """Return a request without a body as it goes over the wire, empty when it is not plain."""
    if request.method != "GET" or not _TARGET.fullmatch(request.target):
        return b""
    lines = _plain_lines(request.headers)
    return b"GET %s HTTP/1.1\r\n%s\r\n" % (request.target.encode(), lines) if lines else b""


@lru_cache(maxsize=256)
def _plain_lines(headers: RawHeaders) -> bytes:
    """Return headers as they go over the wire, empty when one of them is not plain."""
    if not all(_is_plain(name, value) for name, value in headers):
        return b""
    return b"".join(b"%s: %s\r\n" % header for header in headers)


def _is_plain(name: bytes, value: bytes) -> bool:
    return bool(_HEADER_NAME.fullmatch(name) and _HEADER_VALUE.fullmatch(value))


def plain_answer(data: bytes, most_lines: int, most_bytes: int) -> PlainAnswer | None:
    """Read the head of an answer to a GET, None when it is not whole or not of the plainest.

    Args:
        data: what has arrived.
        most_lines: headers that are accepted.
        most_bytes: size of the head that is accepted.
    """
    found = _ANSWER.match(data, 0, most_bytes)
    if found is None or (status := int(found[1])) in _BODILESS:
        return None
    headers: list[tuple[bytes, bytes]] = []
    lengths: list[bytes] = []
    for line in found[2].split(b"\r\n")[:-1]:
        name, _, value = line.partition(b":")
        value = value.strip(b" \t")
        headers.append((name, value))
        named = name.lower()
        if named in _FRAMING:
            return None
        if named == b"content-length":
            lengths.append(value)
    if len(headers) > most_lines or len(lengths) != 1 or not _LENGTH.fullmatch(lengths[0]):
        return None
    return PlainAnswer(Head(status, tuple(headers)), int(lengths[0]), found.end())
