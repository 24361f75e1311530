"""Answers of servers that are odd, broken or lie a little, and what must come of each."""

import gzip
import zlib
from typing import NamedTuple

from services.crawler.domain.outcome import FetchOutcome
from tests.site.hostile import LINE, OK

PAGE = f"<div id=zoom><p>{LINE}</p></div>".encode()
PACKED = gzip.compress(PAGE)
_SIZE = f"Content-Length: {len(PAGE)}\r\n"
_CHUNK = f"{len(PAGE):x}".encode()


class Odd(NamedTuple):
    """One answer and the outcome of a look at it."""

    answer: bytes
    outcome: FetchOutcome = FetchOutcome.OK


def _page(body: bytes = PAGE, more: str = "", kind: str = "text/html") -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{more}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _coded(coding: str, body: bytes = PAGE) -> bytes:
    return _page(body, f"Content-Encoding: {coding}\r\n")


def _said(charset: str, kind: str, meta: str = "", mark: bytes = b"") -> bytes:
    page = f"{meta}{PAGE.decode()}".encode(charset)
    return _page(mark + page, kind=f"text/html; charset={kind}")


def _chunked(end: bytes, size: bytes = _CHUNK) -> bytes:
    head = f"{OK}Transfer-Encoding: chunked\r\n\r\n".encode()
    return head + size + b"\r\n" + PAGE + b"\r\n" + end


def _bare(status: str, more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\n{more}Content-Length: 0\r\n\r\n".encode()


_META_GBK, _META_UTF8 = "<meta charset=gbk>", "<meta charset=utf-8>"
ANSWERS = {
    "no content": Odd(b"HTTP/1.1 204 No Content\r\n\r\n", FetchOutcome.NO_PAGE),
    "a part": Odd(_page().replace(b"200 OK", b"206 Partial"), FetchOutcome.TRUNCATED),
    "not modified unasked": Odd(b"HTTP/1.1 304 X\r\n\r\n", FetchOutcome.NOT_MODIFIED),
    "redirect to nowhere": Odd(_page().replace(b"200 OK", b"302 Found"), FetchOutcome.REDIRECTS),
    "redirect to a script": Odd(
        _bare("302 Found", "Location: javascript:alert(1)\r\n"), FetchOutcome.REFUSED
    ),
    "status 999": Odd(_bare("999 Denied"), FetchOutcome.SERVER_ERROR),
    "status 0": Odd(_bare("000 X"), FetchOutcome.PROTOCOL_ERROR),
    "another protocol": Odd(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", FetchOutcome.PROTOCOL_ERROR
    ),
    "hints first": Odd(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 3 + _page()),
    "hints without end": Odd(
        b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000 + _page(), FetchOutcome.PROTOCOL_ERROR
    ),
    "lines end early": Odd(_page().replace(b"\r\n", b"\n")),
    "HTTP/1.0 without a length": Odd(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE),
    "length too long": Odd(
        f"{OK}Content-Length: 99999\r\n\r\n".encode() + PAGE, FetchOutcome.CONNECTION_LOST
    ),
    "two lengths": Odd(_page(more="Content-Length: 5\r\n"), FetchOutcome.PROTOCOL_ERROR),
    "one length twice": Odd(_page(more=_SIZE)),
    "length below zero": Odd(
        f"{OK}Content-Length: -5\r\n\r\n".encode(), FetchOutcome.PROTOCOL_ERROR
    ),
    "trailers": Odd(_chunked(b"0\r\nX-Sum: 1\r\nY: 2\r\n\r\n")),
    "chunk with an extension": Odd(_chunked(b"0\r\n\r\n", _CHUNK + b";a=b")),
    "chunk of no size": Odd(_chunked(b"0\r\n\r\n", b"zz"), FetchOutcome.PROTOCOL_ERROR),
    "chunks without end": Odd(_chunked(b""), FetchOutcome.CONNECTION_LOST),
    "trailing garbage": Odd(_coded("gzip", PACKED + b"garbage\0\0")),
    "packed and cut": Odd(_coded("gzip", PACKED[:-12]), FetchOutcome.TRUNCATED),
    "packed, wrong sum": Odd(_coded("gzip", PACKED[:-8] + bytes(8)), FetchOutcome.ENCODING_ERROR),
    "said to be packed": Odd(_coded("gzip"), FetchOutcome.ENCODING_ERROR),
    "packed without a head": Odd(_coded("deflate", zlib.compress(PAGE)[2:-4])),
    "a charset for a coding": Odd(_coded("UTF-8")),
    "no coding by name": Odd(_coded("none")),
    "header utf-8, page gbk": Odd(_said("gb18030", "utf-8", _META_GBK)),
    "header gbk, page utf-8": Odd(_said("utf-8", "gb2312", _META_UTF8)),
    "mark wins over both": Odd(_said("utf-8", "gb2312", _META_GBK, b"\xef\xbb\xbf")),
    "utf-16 by its mark": Odd(_said("utf-16-le", "utf-8", mark=b"\xff\xfe")),
    "charset that is none": Odd(_said("utf-8", "klingon")),
    "type is garbage": Odd(_page(kind="; ;; =text")),
    "folded header": Odd(_page(more="X: a\r\n b\r\n")),
    "no header at all": Odd(PAGE, FetchOutcome.CONNECTION_LOST),
    "nothing at all": Odd(b"", FetchOutcome.CONNECTION_LOST),
    "refresh to a file": Odd(
        _page(b"<meta http-equiv=refresh content='0;url=file:///etc/passwd'>" + PAGE)
    ),
    "lone halves of letters": Odd(_page(b"&#xD800;&#0;&#x110000;" + PAGE)),
}
