import random

import pytest

from shared.contracts.article import Reading
from shared.documents.read import read_document
from tests.unit.documents import files

TABLE = (("序号", "项目"), ("1", "道路养护"))
SAMPLES = {
    "a.pdf": files.pdf("Notice 2020"),
    "a.docx": files.word("关于养护的通知", table=TABLE),
    "a.doc": files.old_word("关于养护的通知\r第二段"),
    "a.xlsx": files.book(*TABLE),
    "a.txt": "关于养护的通知\n第二段".encode("gb18030"),
    "a.html": b"<!doctype html><p>one</p><script>no</script><p>two",
    "a.zip": files.archive({"b.txt": "关于养护".encode(), "c.docx": files.word("第三段")}),
}


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("a.pdf", "pdf", "Notice 2020"),
        ("a.docx", "docx", "关于养护的通知\n序号\t项目\n1\t道路养护"),
        ("a.doc", "doc", "关于养护的通知\n第二段"),
        ("a.xlsx", "xlsx", "序号\t项目\n1\t道路养护"),
        ("a.txt", "txt", "关于养护的通知\n第二段"),
        ("a.html", "html", "one\ntwo"),
        ("a.zip", "zip", "关于养护\n【c.docx】\n第三段"),
    ],
)
def test_every_kind_is_read_as_a_person_reads_it(name: str, kind: str, said: str) -> None:
    document = read_document(SAMPLES[name], name)

    assert (document.kind, document.outcome) == (kind, Reading.READ)
    assert said in document.text


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
def test_tables_keep_their_cells(name: str) -> None:
    assert read_document(SAMPLES[name], name).tables == (TABLE,)


def test_radicals_that_fonts_put_for_characters_are_read_as_those() -> None:
    page = read_document(files.named_pdf("⾏政⼈员在⺠政局"), "a.pdf")

    assert "行政人员在民政局" in page.text


def test_content_and_not_the_name_tells_the_kind() -> None:
    assert read_document(SAMPLES["a.docx"], "a.pdf").kind == "docx"
    assert read_document(SAMPLES["a.pdf"], "").kind == "pdf"


def test_tables_of_a_page_are_told_once_in_its_text() -> None:
    page = b"<html><table><tr><td>x1</td><td>y2</td></tr></table>"

    document = read_document(page, "")

    assert document.tables == ((("x1", "y2"),),)
    assert document.text.count("x1") == 1


@pytest.mark.parametrize(
    ("name", "data", "outcome"),
    [
        ("a.zip", files.archive({"a.txt": b"x"}, encrypted=True), Reading.ENCRYPTED),
        ("a.doc", files.old_word("x", encrypted=True), Reading.ENCRYPTED),
        ("a.docx", files.compound({"EncryptedPackage": b"x"}), Reading.ENCRYPTED),
        ("a.xlsx", files.compound({"EncryptedPackage": b"x"}), Reading.ENCRYPTED),
        ("a.zip", files.archive({"a.txt": b"\0" * 50_000_000}), Reading.TOO_LARGE),
        ("a.zip", files.archive({f"{n}.txt": b"x" for n in range(600)}), Reading.TOO_LARGE),
        ("a.zip", files.archive({"b.zip": SAMPLES["a.zip"]}), Reading.UNSUPPORTED),
        ("a.txt", b"word " * 1_000_000, Reading.TOO_LARGE),
        ("a.exe", b"MZ\x00\x90\xff\xfe", Reading.UNSUPPORTED),
        ("a.rar", b"Rar!\x1a\x07\x00", Reading.UNSUPPORTED),
        ("a.docx", b"PK\x03\x04 and nothing more", Reading.DAMAGED),
        ("a.pdf", b"%PDF-1.7 and nothing more", Reading.DAMAGED),
        ("a.xls", b"\xd0\xcf\x11\xe0 and nothing more", Reading.DAMAGED),
    ],
)
def test_what_cannot_be_read_is_an_outcome(name: str, data: bytes, outcome: Reading) -> None:
    assert read_document(data, name).outcome is outcome


@pytest.mark.parametrize("name", SAMPLES)
def test_damaged_documents_never_raise(name: str) -> None:
    chance = random.Random(name)  # noqa: S311 - damage, not secrets
    for _ in range(60):
        data = bytearray(SAMPLES[name])
        for _ in range(chance.randrange(1, 20)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        del data[chance.randrange(len(data) // 2, len(data)) :]

        document = read_document(bytes(data), name)

        assert document.outcome in Reading
