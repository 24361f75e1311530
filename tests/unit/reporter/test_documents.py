"""The two files: same text, literal strings, nothing that runs or leads outside."""

import io
import re
import zipfile
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import docx
import pytest

from services.reporter.notice.document import Notice, compose
from services.reporter.notice.docx import write_docx
from services.reporter.notice.html import write_html
from tests.unit.reporter.quarter import PROFILE, facts, finding, report
from tests.unit.reporter.sentences import HEADINGS, SENTENCES, normal

NOTICE = compose(report(), PROFILE)
DOCX = write_docx(NOTICE)
HTML = write_html(NOTICE)
HOSTILE = (
    "{{7*7}}",
    "{% raw %}",
    "<script>alert(1)</script>",
    "=1+1",
    "@SUM(A1)",
    '"><img src=x>',
    "{}",
    "{year}",
    'HYPERLINK "http://a"',
)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def words(body: bytes) -> str:
    """All text of a DOCX body in order, tables included."""
    tree = ET.fromstring(part(body, "word/document.xml"))  # noqa: S314 our own file
    return "".join(node.text or "" for node in tree.iter(f"{WORD}t"))


def part(body: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return archive.read(name).decode()


class Page(HTMLParser):
    """Collects text, tags, anchors and links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.anchors: list[str] = []
        self.links: list[str] = []
        self.numbers: list[str] = []
        self._skips = self._in_number = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self._skips = tag in {"style", "title"}
        self._in_number = given.get("class") == "figure"
        self.anchors += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if "href" in given else []
        assert "src" not in given

    def handle_endtag(self, _tag: str) -> None:
        self._skips = self._in_number = False

    def handle_data(self, data: str) -> None:
        if not self._skips:
            self.words.append(data)
        if self._in_number:
            self.numbers.append(data)


@pytest.mark.parametrize("sentence", [*HEADINGS, *SENTENCES])
def test_the_seeds_sentences_stand_in_both(sentence: str) -> None:
    assert normal(sentence) in normal(words(DOCX))
    assert normal(sentence) in normal("".join(Page(HTML).words))


def test_both_say_the_same() -> None:
    assert normal("".join(Page(HTML).words)) == normal(words(DOCX))


def test_equal_notices_are_equal_files() -> None:
    assert write_docx(compose(report(), PROFILE)) == DOCX
    assert write_html(compose(report(), PROFILE)) == HTML


def test_every_number_opens_to_its_evidence() -> None:
    page = Page(HTML)
    inside = [link.removeprefix("#") for link in page.links]

    assert len(page.anchors) == len(set(page.anchors))
    assert set(inside) <= set(page.anchors)
    assert all(link.startswith("#") for link in page.links)
    assert {"9", "36", "88.9%", "94%", "142", "97%", "98", "100%", "98.7"} <= set(page.numbers)


def test_the_annex_names_the_records_behind_a_number() -> None:
    entries = {entry.figure: entry for entry in NOTICE.annex.entries}

    assert entries["websites.unqualified"].records == ("site-linxiang",)
    assert entries["websites.unqualified"].findings == ("f-wording-site-linxiang",)
    assert len(entries["accounts.by_platform.wechat.registered"].records) == 114
    assert len(entries["enquiries.by_unit.linxiang.received"].records) == 26
    assert "139÷已检查142" in entries["accounts.rate"].basis
    assert "98%" in entries["accounts.rate"].basis


def test_the_page_is_self_contained() -> None:
    assert not Page(HTML).tags & {"script", "link", "img", "iframe", "object", "form"}
    assert "url(" not in HTML
    assert "@import" not in HTML


def test_the_document_has_page_numbers_and_no_other_field() -> None:
    with zipfile.ZipFile(io.BytesIO(DOCX)) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if "xml" in name]
    fields = [field for text in parts for field in re.findall(r'w:instr="([^"]*)"', text)]

    assert set(fields) == {"PAGE"}
    assert not any("instrText" in text or 'TargetMode="External"' in text for text in parts)


def test_the_page_is_laid_out_as_the_norm_says() -> None:
    document = docx.Document(io.BytesIO(DOCX))
    section = document.sections[0]
    grid = ET.fromstring(part(DOCX, "word/document.xml")).find(f".//{WORD}docGrid")  # noqa: S314

    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert [
        round(margin.mm)
        for margin in (
            section.top_margin,
            section.bottom_margin,
            section.left_margin,
            section.right_margin,
        )
        if margin
    ] == [37, 35, 28, 26]
    assert grid is not None
    assert grid.get(f"{WORD}linePitch") == "579"
    assert "仿宋_GB2312" in part(DOCX, "word/styles.xml")
    assert document.settings.odd_and_even_pages_header_footer is True


def test_the_properties_name_the_office_and_no_program() -> None:
    properties = docx.Document(io.BytesIO(DOCX)).core_properties

    assert properties.author == "临沧市人民政府办公室"
    assert "python" not in part(DOCX, "docProps/core.xml")


def test_the_annex_may_be_left_out() -> None:
    short = words(write_docx(NOTICE, with_annex=False))

    assert "数字依据表" not in short
    assert normal(SENTENCES[1]) in normal(short)


def hostile(text: str) -> Notice:
    """A notice in which every string from outside is `text`."""
    whole = facts()
    targets = tuple(row.model_copy(update={"name": text}) for row in whole.targets)
    units = tuple(row.model_copy(update={"short_name": text}) for row in whole.units)
    found = tuple(
        finding(row.target, row.rule, id=row.id, title=text, excerpt=text, url=text)
        for row in whole.findings
    )
    found = (*found[1:], found[0].model_copy(update={"sources": ("province",)}))
    change: dict[str, Any] = {"targets": targets, "units": units, "findings": found}
    return compose(report(facts(**change)), PROFILE)


@pytest.mark.parametrize("text", HOSTILE)
def test_strings_from_outside_are_literal(text: str) -> None:
    notice = hostile(text)

    body, page = write_docx(notice), Page(write_html(notice))

    assert text in words(body)
    assert text in "".join(page.words)
    assert "“49”" not in "".join(page.words)
    assert not page.tags & {"script", "img"}
    assert set(re.findall(r'w:instr="([^"]*)"', part(body, "word/footer1.xml"))) == {"PAGE"}
    assert "w:instr" not in part(body, "word/document.xml")


def test_control_characters_do_not_spoil_the_files() -> None:
    notice = hostile("甲\x00\x0b\x1b[31m乙\u202e\ufffe")

    assert "甲[31m乙" in words(write_docx(notice))
    assert "甲[31m乙" in write_html(notice)
