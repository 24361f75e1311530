"""Texts that no rule can judge are told from those that one can."""

import base64
import hashlib
import quopri
from collections.abc import Callable

import pytest

from shared.contracts.article import Reading
from shared.documents.coded import coded_as
from shared.documents.legible import garbled_line, traditional_in
from shared.documents.read import read_document
from tests.unit.documents import files

SAID = "会议传达学习了全市安全生产工作会议精神，研究部署下一阶段重点任务，要求各县区压实责任。"
DIGEST = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(9))
TRADITIONAL = "會議傳達學習了全市安全生產工作會議精神，研究部署下一階段重點任務。"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("utf-8", "gb18030"),
        ("utf-8", "big5"),
        ("utf-8", "latin-1"),
        ("utf-8", "cp1252"),
        ("gb18030", "latin-1"),
        ("gb18030", "cp1252"),
        ("gb18030", "big5"),
        ("gb18030", "utf-8"),
        ("utf-16-le", "gb18030"),
        ("utf-16-be", "utf-16-le"),
    ],
)
@pytest.mark.parametrize("before", ["", f"{SAID}\n\n"])
def test_what_was_read_in_a_wrong_charset_is_no_writing(
    written: str, read: str, before: str
) -> None:
    garbled = SAID.encode(written).decode(read, "replace")

    assert garbled_line(before + garbled) == (3 if before else 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        SAID,
        TRADITIONAL,
        "张梓涵、李炜、王婧、赵鑫淼、刘焱、黄珺、周翀、孙昊、胡妍、罗喆",
        "政府は本日、新しい経済対策を発表し、労働者の賃金を引き上げる方針を決定した。",
        "L’été, les élèves préfèrent à l’évidence la forêt." * 4,
        "Größe, Übung, Straße" * 4,
        "中华人民共和国\U0001f600" * 9,
        "1" * 1000,
        f"{SAID * 9}有一个字丢了\ufffd。",
    ],
)
def test_writing_is_not_taken_for_rubbish(text: str) -> None:
    assert garbled_line(text) == 0


def test_a_text_that_has_lost_many_characters_cannot_be_judged() -> None:
    assert garbled_line(f"{SAID}\n各区县\ufffd府要高\ufffd重视") == 2


def hz(text: str) -> str:
    return text.encode("hz").decode()


FORMS: dict[str, Callable[[str], str]] = {
    "UTF-7": lambda text: text.encode("utf-7").decode(),
    "HZ": hz,
    "ISO-2022": lambda text: hz(text).replace("~{", "\x1b$)A\x0e").replace("~}", "\x0f"),
    "\\u": lambda text: text.encode("unicode_escape").decode(),
    "&#": lambda text: text.encode("ascii", "xmlcharrefreplace").decode(),
    "quoted-printable": lambda text: quopri.encodestring(text.encode()).decode(),
    "base64": lambda text: base64.encodebytes(text.encode("gb18030")).decode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_chinese_that_is_written_in_ascii_is_named(form: str) -> None:
    assert coded_as(FORMS[form](SAID)) == form
    assert coded_as(f"{SAID}{FORMS[form](SAID[:10])}") == ""


@pytest.mark.parametrize(
    "text",
    [
        SAID,
        "+8613800000000 " * 400,
        base64.b64encode(DIGEST * 40).decode(),
        "d41d8cd98f00b204e9800998ecf8427e " * 200,
        "plain words " * 900,
    ],
)
def test_numbers_digests_and_pictures_are_no_hidden_chinese(text: str) -> None:
    assert coded_as(text) == ""


def test_traditional_characters_are_counted_where_they_are_more_than_a_name() -> None:
    assert traditional_in(TRADITIONAL).startswith("會議傳達學習")
    assert traditional_in(f"{SAID}负责人張国棟") == ""
    assert traditional_in(SAID) == ""


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.docx"])
def test_a_document_that_is_garbled_counts_as_damaged_and_keeps_its_numbers(name: str) -> None:
    garbled = f"{SAID}13800000000".encode().decode("gb18030", "replace")
    body = files.word(garbled) if name == "a.docx" else garbled.encode()

    document = read_document(body, name)

    assert (document.outcome, document.garbled) == (Reading.DAMAGED, 1)
    assert "3800000000" in document.text


def test_an_archive_names_its_first_member_that_was_not_read() -> None:
    members = {"好.txt": SAID.encode(), "坏.txt": bytes(range(0x81, 0xF9)) * 9}

    document = read_document(files.archive(members), "a.zip")

    assert (document.outcome, document.part) == (Reading.DAMAGED, "坏.txt")
