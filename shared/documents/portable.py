"""PDF files, by pypdf; scanned pages have no text, which is told."""

import logging
import unicodedata
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import LimitReachedError, WrongPasswordError

from shared.contracts.article import Reading
from shared.documents.model import PAGES_LIMIT, Collector, UnreadableDocument

_KANGXI = "".join(map(chr, range(0x2F00, 0x2FD6)))
_RADICALS = str.maketrans(
    "⺟⺠⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳⻁⻑" + _KANGXI,
    "母民西见角贝车长门青页风飞食马骨鬼鱼鸟麦黄齐齿龙龟虎長"
    + unicodedata.normalize("NFKC", _KANGXI),
)
"""Fonts name characters by the radicals that look like them: a reader sees 行政, not ⾏政."""
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would quote the document


def read_pdf(data: bytes, into: Collector) -> None:
    """Read the text of a PDF, page after page.

    Raises:
        UnreadableDocument: it asks for a password.
    """
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableDocument(Reading.ENCRYPTED)
        for number, page in enumerate(reader.pages, start=1):
            if number > PAGES_LIMIT:
                into.full = True
            if into.full:
                return
            into.page(number, page.extract_text().translate(_RADICALS))
    except LimitReachedError:
        into.full = True
    except WrongPasswordError as error:
        raise UnreadableDocument(Reading.ENCRYPTED) from error
