"""PDF files, by pypdf; scanned pages have no text, which is told."""

import logging
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import LimitReachedError, WrongPasswordError

from shared.contracts.article import Reading
from shared.documents.model import PAGES_LIMIT, Collector, UnreadableDocument

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
            into.page(number, page.extract_text())
    except LimitReachedError:
        into.full = True
    except WrongPasswordError as error:
        raise UnreadableDocument(Reading.ENCRYPTED) from error
