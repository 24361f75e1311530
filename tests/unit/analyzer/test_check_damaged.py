"""A file that is damaged, locked or a bomb is refused by the check; its silence is never clean."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from services.analyzer.check import check_document, refuse_unread
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
            if not check_document(whole[:end], name).found:
                clean.append(end)
        except PermanentError:
            continue
    assert clean == []


@pytest.mark.parametrize(
    ("charset", "text"),
    [("utf-16-le", WRONG), ("utf-16-be", f"通知\n{WRONG}"), ("utf-32-le", WRONG)],
)
def test_a_text_file_that_does_not_say_its_charset_is_checked(charset: str, text: str) -> None:
    found = check_document(text.encode(charset), "a.txt").found

    assert [(one["text"], text[slice(*one["span"])]) for one in found] == [("攻府", "攻府")]


CODED = {
    "utf-7": (WRONG * 2).encode("utf-7"),
    "hz": (WRONG * 2).encode("hz"),
    "escapes": (WRONG * 2).encode("unicode_escape"),
}
GARBLED = {
    "EBCDIC": b"\x81\x82\x83\x84\x85\x40\x91\x92\x93\xe6\xe7\xe8\xf0\xf1\xf2\x4b" * 9,
    "UTF-8 saved as GBK": (WRONG * 9).encode().decode("gb18030", "replace").encode(),
    "GBK saved as Latin-1": (WRONG * 9).encode("gb18030").decode("latin-1").encode(),
    "half in another charset": f"{WRONG}\n".encode() * 9 + WRONG.encode("gb18030") * 9,
    "zeros": b"\0" * 400,
}


@pytest.mark.parametrize("body", [*CODED.values(), *GARBLED.values()], ids=[*CODED, *GARBLED])
def test_a_text_that_cannot_be_read_with_confidence_is_refused_with_place_and_mend(
    body: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    file = tmp_path / "通知.txt"
    file.write_bytes(body)

    for option in ("--json", "--lines"):
        code, out, err = checked(str(file), option)
        assert (code, out) == (2, "")
        assert "通知.txt：" in err
        assert "另存为 UTF-8" in err
        assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "body", "note"),
    [
        ("a.txt", "請各單位遵照執行，認真貫徹落實。".encode("big5"), "繁体字（如請單執認貫徹實）"),
        ("a.txt", b"Notice: call 12345.", "文中没有汉字"),
        ("a.txt", "\n".join("各区县要高度重视防汛工作").encode(), "文字被逐字分行"),
        ("a.txt", f"{'各区县要高度重视。' * 40}\n见附\ufffd。".encode(), "首见于第2行"),
        (
            "a.html",
            "<html><p>图解：一图读懂</p><img src=1.png>".encode(),
            "有1张图片，图中文字未能检查",
        ),
        ("a.pdf", files.pdf("Notice", ""), "以下各页没有文字（可能是扫描件），未能检查：2"),
    ],
)
def test_what_the_rules_could_not_judge_is_told_beside_what_they_found(
    name: str, body: bytes, note: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    file = tmp_path / name
    file.write_bytes(body)

    code, out, err = checked(str(file), "--json")

    assert (code, out.strip()) == (0, "[]")
    assert note in err


def test_a_file_without_an_end_is_read_to_the_limit_and_refused() -> None:
    code, out, err = checked("/dev/zero")

    assert (code, out) == (2, "")
    assert "未能检查其中文字" in err


@pytest.mark.parametrize("body", [*CODED.values(), *list(GARBLED.values())[1:]])
def test_a_request_to_check_such_a_text_is_refused_too(body: bytes) -> None:
    with pytest.raises(PermanentError, match=r"^text: .*its text was not checked$"):
        refuse_unread(body.decode("utf-8", "replace"))


def test_a_request_to_check_a_writing_is_not_refused() -> None:
    refuse_unread(WRONG)
    refuse_unread("")
