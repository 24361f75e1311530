"""What runs in a confined process: parsers of documents, feeds, sitemaps and unusual pages.

Nothing else imports this: the crawler itself stays small.
"""

import zlib
from contextlib import suppress
from datetime import date

import feedparser
import orjson
from trafilatura import extract as main_text_of

from services.crawler.domain.discovery import read_sitemap
from services.crawler.domain.extract import Page, extract
from services.crawler.domain.feed import ENTRIES, ENTRIES_LIMIT, entry_of
from services.crawler.domain.marking import marks_of
from services.crawler.domain.reading import (
    DOCUMENT,
    FEED,
    MARKS,
    NO_FEED,
    SITEMAP,
    Told,
    told_marks,
    told_sitemap,
)
from shared.contracts.article import Attachment
from shared.documents.charset import decode
from shared.documents.nesting import thinned
from shared.documents.read import read_document

SITEMAP_LIMIT = 50 * 1024 * 1024
"""Bytes of a sitemap, unpacked (sitemaps.org)."""
_GZIP = b"\x1f\x8b"
_AS_GZIP = zlib.MAX_WBITS + 16
_PIECE = 8 * 1024
"""Bytes that are taken at a time: what follows a short member is copied once more."""
_LOOKED_AT = 64 * 1024
_BEFORE = b"\xef\xbb\xbf \t\r\n"


def work(request: bytes) -> bytes:
    """Answer a request; runs in the confined process."""
    head, _, data = request[1:].partition(b"\n")
    about = orjson.loads(head)
    if request.startswith(DOCUMENT):
        document = read_document(data, about["name"])
        attachment = Attachment(
            url="", kind=document.kind, text=document.text, outcome=document.outcome
        )
        return attachment.model_dump_json().encode()
    if request.startswith(FEED):
        return _feed(data)
    if request.startswith(SITEMAP):
        return told_sitemap(read_sitemap(decode(_unpacked(data)).text, about["url"]))
    html = data.decode("utf-8", "replace")
    if request.startswith(MARKS):
        return told_marks(marks_of(thinned(html).text, about))
    page = _page(html, about["url"], date.fromisoformat(about["today"]))
    return Told.model_validate(page._asdict()).model_dump_json().encode()


def _page(html: str, url: str, today: date) -> Page:
    markup = thinned(html)
    page = extract(markup.text, url, today, incomplete=markup.incomplete)
    if page.uncertain and page.content is not None and (text := main_text(markup.text)):
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        return page._replace(content=page.content.model_copy(update=_body(lines)))
    return page


def _feed(data: bytes) -> bytes:
    if not data.lstrip(_BEFORE).startswith(b"<"):  # it would take other bytes for a file's name
        return NO_FEED
    if b"<!ENTITY" in data[:_LOOKED_AT].replace(b"\0", b""):  # a few lines can cost seconds
        return NO_FEED
    read = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    if not read.version:
        return NO_FEED
    return ENTRIES.dump_json([entry_of(entry) for entry in read.entries[:ENTRIES_LIMIT]])


def _unpacked(data: bytes) -> bytes:
    """Unpack all gzip members; of what is cut or damaged, or too long, what came before that."""
    if not data.startswith(_GZIP):
        return data
    unpacked, member = bytearray(), zlib.decompressobj(_AS_GZIP)
    with suppress(zlib.error):
        for at in range(0, len(data), _PIECE):
            piece = data[at : at + _PIECE]
            while piece and (room := SITEMAP_LIMIT - len(unpacked)):
                unpacked += member.decompress(piece, room)
                piece = member.unused_data
                if member.eof:
                    member = zlib.decompressobj(_AS_GZIP)
    return bytes(unpacked)


def main_text(html: str) -> str:
    """Return the main text of a page by trafilatura, empty when it finds none."""
    return (
        main_text_of(html, include_comments=False, include_tables=True, output_format="txt") or ""
    )


def _body(lines: list[str]) -> dict[str, object]:
    starts, place = [], 0
    for line in lines:
        starts.append(place)
        place += len(line) + 1
    return {"text": "\n".join(lines), "paragraphs": tuple(starts)}
