"""Office files of old: .doc by its piece table (MS-DOC 2.4.1), .xls by xlrd."""

import struct
from collections.abc import Iterator
from io import BytesIO

import olefile
import xlrd

from shared.contracts.article import Reading
from shared.documents.model import PAGES_LIMIT, Collector, UnreadableDocument
from shared.documents.workbook import cell_text

_WORD, _BOOKS = "WordDocument", ("Workbook", "Book")
_PROTECTED = "EncryptedPackage"
_FLAGS, _CLX = 0x0A, 0x01A2
_ENCRYPTED, _WHICH_TABLE = 0x0100, 0x0200
_PIECE_TABLE, _PROPERTIES = 0x02, 0x01
_COMPRESSED = 1 << 30
_PIECE_BYTES = 8
_CONTROLS = {7: "\t", 11: "\n", 12: "\n", 13: "\n", 30: "-", 31: None, 160: " "}
_CONTROLS |= dict.fromkeys((1, 2, 3, 4, 5, 8, 19, 20, 21, 40), None)
_XLS_DATE = 3


def compound_kind(data: bytes, ending: str) -> str:
    """Tell what stands in a compound file; one with a password counts as what its name says."""
    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            if ole.exists(_WORD):
                return "doc"
            if any(ole.exists(name) for name in _BOOKS):
                return "xls"
            return _named(ending) if ole.exists(_PROTECTED) else ""
    except Exception:  # noqa: BLE001 - olefile raises anything on damage
        return _named(ending)


def _named(ending: str) -> str:
    return "doc" if ending in {".doc", ".docx"} else "xls"


def read_doc(data: bytes, into: Collector) -> None:
    """Read the text of a .doc.

    Raises:
        UnreadableDocument: it asks for a password.
    """
    with olefile.OleFileIO(BytesIO(data)) as ole:
        _refuse_protected(ole)
        main = ole.openstream(_WORD).read()
        flags = struct.unpack_from("<H", main, _FLAGS)[0]
        if flags & _ENCRYPTED:
            raise UnreadableDocument(Reading.ENCRYPTED)
        table = ole.openstream("1Table" if flags & _WHICH_TABLE else "0Table").read()
    start, size = struct.unpack_from("<II", main, _CLX)
    text = "".join(_pieces(main, table[start : start + size])).translate(_CONTROLS)
    for line in text.split("\n"):
        if line.strip():
            into.line(line.strip())


def _pieces(main: bytes, clx: bytes) -> Iterator[str]:
    place = 0
    while place < len(clx) and clx[place] == _PROPERTIES:
        place += 3 + int(struct.unpack_from("<H", clx, place + 1)[0])
    if place >= len(clx) or clx[place] != _PIECE_TABLE:
        raise UnreadableDocument(Reading.DAMAGED)
    size = struct.unpack_from("<I", clx, place + 1)[0]
    plc = clx[place + 5 : place + 5 + size]
    count = (len(plc) - 4) // (4 + _PIECE_BYTES)
    ends = struct.unpack_from(f"<{count + 1}I", plc)
    for number in range(count):
        where = 4 * (count + 1) + _PIECE_BYTES * number + 2
        offset = struct.unpack_from("<I", plc, where)[0]
        length = max(0, ends[number + 1] - ends[number])
        if offset & _COMPRESSED:
            begin = (offset & ~_COMPRESSED) // 2
            yield main[begin : begin + length].decode("cp1252", "replace")
        else:
            yield main[offset : offset + 2 * length].decode("utf-16-le", "replace")


def read_xls(data: bytes, into: Collector) -> None:
    """Read the cells of an .xls.

    Raises:
        UnreadableDocument: it asks for a password.
    """
    with olefile.OleFileIO(BytesIO(data)) as ole:
        _refuse_protected(ole)
    try:
        book = xlrd.open_workbook(file_contents=data, on_demand=True, ragged_rows=True)
    except xlrd.XLRDError as error:
        protected = "encrypted" in str(error).lower()
        raise UnreadableDocument(Reading.ENCRYPTED if protected else Reading.DAMAGED) from error
    for number in range(book.nsheets):
        if number >= PAGES_LIMIT:
            into.full = True
        if into.full:
            return
        sheet = book.sheet_by_index(number)
        into.line(sheet.name)
        into.table(_cells(book, sheet, row) for row in range(sheet.nrows))
        book.unload_sheet(number)


def _cells(book: xlrd.Book, sheet: xlrd.sheet.Sheet, row: int) -> list[str]:
    return [_cell(book, cell) for cell in sheet.row(row)]


def _cell(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    if cell.ctype == _XLS_DATE:
        try:
            return cell_text(xlrd.xldate_as_datetime(cell.value, book.datemode))
        except (ValueError, OverflowError):
            return cell_text(cell.value)
    return cell_text(cell.value)


def _refuse_protected(ole: olefile.OleFileIO) -> None:
    if ole.exists(_PROTECTED):
        raise UnreadableDocument(Reading.ENCRYPTED)
