"""A file that is damaged, locked or a bomb is refused by the check; its silence is never clean."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from services.analyzer.check import check_document
from shared.errors import PermanentError
from tests.unit.documents import files
from tests.unit.xuncha.test_check import checked

WRONG = "各区县攻府要高度重视。"
MIB = 1024 * 1024


def locked_pdf() -> bytes:
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(files.pdf("Notice")))), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def repacked(body: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Return an archive with other members."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def bomb(body: bytes, member: str) -> bytes:
    """Return the archive with one member that unpacks to 200 MiB."""
    return repacked(body, lambda name, old: b" " * 200 * MIB if name == member else old)


def halved(body: bytes, member: str) -> bytes:
    """Return a sound archive in which one member is cut in half."""
    return repacked(body, lambda name, old: old[: len(old) // 2] if name == member else old)


WORD, BOOK, PDF = files.word(WRONG), files.book(("甲", WRONG)), files.pdf("Notice")
SHEET = "xl/worksheets/sheet1.xml"
REFUSED = {
    "docx-locked": ("a.docx", lambda: files.compound({"EncryptedPackage": b"x"})),
    "docx-cut": ("a.docx", lambda: WORD[: len(WORD) // 2]),
    "docx-half-a-text": ("a.docx", lambda: halved(WORD, "word/document.xml")),
    "docx-bomb": ("a.docx", lambda: bomb(WORD, "word/document.xml")),
    "xlsx-locked": ("a.xlsx", lambda: files.compound({"EncryptedPackage": b"x"})),
    "xlsx-cut": ("a.xlsx", lambda: BOOK[: len(BOOK) // 2]),
    "xlsx-half-a-sheet": ("a.xlsx", lambda: halved(BOOK, SHEET)),
    "xlsx-bomb": ("a.xlsx", lambda: bomb(BOOK, SHEET)),
    "pdf-locked": ("a.pdf", locked_pdf),
    "pdf-head-only": ("a.pdf", lambda: PDF[:40]),
    "pdf-no-pages": ("a.pdf", lambda: b"%PDF-1.4\n%%EOF"),
    "zip-bomb": ("a.zip", lambda: files.archive({"a.txt": b"\0" * 200 * MIB})),
    "zip-locked": ("a.zip", lambda: files.archive({"a.txt": b"x"}, encrypted=True)),
    "zip-in-zip": ("a.zip", lambda: files.archive({"b.zip": files.archive({"a.txt": b"x"})})),
    "nothing": ("a.pdf", lambda: b""),
    "no text": ("a.txt", lambda: b" \n\r\n"),
    "no text in a docx": ("a.docx", lambda: files.word("", " ")),
    "scan": ("a.pdf", lambda: files.pdf("")),
    "program": ("a.exe", lambda: b"MZ\x00\x90\xff\xfe"),
}


@pytest.mark.parametrize(("name", "body"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read_is_refused(name: str, body: Callable[[], bytes]) -> None:
    with pytest.raises(PermanentError, match=r"its text was not checked$"):
        check_document(body(), name)


@pytest.mark.parametrize("case", ["docx-cut", "xlsx-bomb", "pdf-locked", "zip-bomb"])
def test_the_command_ends_with_an_error_and_says_why(case: str, tmp_path: Path) -> None:
    name, body = REFUSED[case]
    file = tmp_path / name
    file.write_bytes(body())

    code, out, err = checked(str(file))

    assert code == 2
    assert "未发现问题" not in out + err
    assert "未能检查其中文字" in err


def test_the_refusal_is_said_in_the_language_of_the_operator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    file = tmp_path / "空.txt"
    file.write_bytes(b"")

    code, _, err = checked(str(file))

    assert code == 2
    assert "空.txt：文件中没有文字" in err


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
def test_a_file_cut_anywhere_is_found_wrong_or_refused_but_never_clean(name: str) -> None:
    whole = WORD if name == "a.docx" else BOOK
    clean = []
    for end in range(1, len(whole), max(len(whole) // 40, 1)):
        try:
            if not check_document(whole[:end], name):
                clean.append(end)
        except PermanentError:
            continue
    assert clean == []
