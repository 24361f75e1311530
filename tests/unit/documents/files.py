"""Documents made in memory, for the readers' tests."""

import io
import struct
import zipfile

import docx
import openpyxl


def pdf(*pages: str) -> bytes:
    """Write a PDF by hand, one text a page."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    return _pdf([font], [f"({text})" for text in pages])


def named_pdf(text: str) -> bytes:
    """Write a PDF whose font names its characters by a table of its own."""
    table = "\n".join(f"<{n:04x}> <{ord(char):04x}>" for n, char in enumerate(text, start=1))
    named = (
        f"1 begincodespacerange <0000> <ffff> endcodespacerange {len(text)} beginbfchar\n{table}"
    )
    named = f"/CIDInit /ProcSet findresource begin begincmap {named}\nendbfchar endcmap end"
    fonts = [
        (
            b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 4 0 R"
            b"/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/X>>]>>"
        ),
        b"<</Length %d>>stream\n%s\nendstream" % (len(named), named.encode()),
    ]
    return _pdf(fonts, ["<" + "".join(f"{n:04x}" for n in range(1, len(text) + 1)) + ">"])


def _pdf(fonts: list[bytes], pages: list[str]) -> bytes:
    first = 3 + len(fonts)
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)),
        *fonts,
    ]
    for text in pages:
        stream = f"BT /F1 12 Tf 72 720 Td {text} Tj ET".encode()
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % (len(objects) + 2),
            b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    start, count = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % count
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (count, start)
    return bytes(out)


def word(*paragraphs: str, table: tuple[tuple[str, ...], ...] = ()) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        made = document.add_table(len(table), len(table[0]))
        for number, row in enumerate(table):
            for place, text in enumerate(row):
                made.cell(number, place).text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def book(*rows: tuple[object, ...]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def archive(members: dict[str, bytes], *, encrypted: bool = False) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in members.items():
            made.writestr(name, body)
    data = bytearray(buffer.getvalue())
    if encrypted:
        place = data.index(b"PK\x01\x02")
        data[place + 8] |= 1
        data[6] |= 1
    return bytes(data)


def old_word(text: str, *, encrypted: bool = False) -> bytes:
    """Write a compound file with the two streams that a .doc has."""
    body = text.encode("utf-16-le")
    main = bytearray(0x0800)
    struct.pack_into("<H", main, 0x0A, 0x0200 | (0x0100 if encrypted else 0))
    plc = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, len(main), 0)
    clx = b"\x02" + struct.pack("<I", len(plc)) + plc
    struct.pack_into("<II", main, 0x01A2, 0, len(clx))
    return compound({"WordDocument": bytes(main) + body, "1Table": clx})


def compound(streams: dict[str, bytes]) -> bytes:
    """Write a compound file (MS-CFB, version 3) with streams of 4,096 bytes and more."""
    sector = 512
    padded = {name: body.ljust(max(4096, -(-len(body) // sector) * sector), b"\0")
              for name, body in streams.items()}  # fmt: skip
    fat: list[int] = [0xFFFFFFFD, 0xFFFFFFFE]
    starts, data = {}, b""
    for name, body in padded.items():
        starts[name] = len(fat)
        count = len(body) // sector
        fat += [len(fat) + 1 + n for n in range(count - 1)] + [0xFFFFFFFE]
        data += body
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1 if padded else -1)]
    for number, (name, body) in enumerate(padded.items(), start=1):
        right = number + 1 if number < len(padded) else -1
        entries.append(_entry(name, 2, starts[name], len(body), right=right))
    directory = b"".join(entries).ljust(sector, b"\0")
    table = b"".join(struct.pack("<I", place) for place in fat).ljust(sector, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", 0) + b"\xff" * (4 * 108)
    return head + table + directory + data


def _entry(
    name: str, kind: int, start: int, size: int, *, child: int = -1, right: int = -1
) -> bytes:
    raw = name.encode("utf-16-le")
    entry = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, kind, 1)
    entry += struct.pack("<iii", -1, right, child) + b"\0" * 36
    return entry + struct.pack("<IQ", start, size)
