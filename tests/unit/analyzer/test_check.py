"""A text is checked before it is published, and what could not be read never passes for clean."""

import io
import zipfile
from collections.abc import Collection

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.check import check_document, check_text
from services.analyzer.domain import rule
from services.analyzer.domain.rules import RULES
from services.analyzer.domain.signs import Sign
from shared.errors import PermanentError
from tests.personal import resident_id

WRONG = "各区县攻府要高度重视，布署下一步工作。"


def test_every_hit_says_what_where_and_how_to_mend_it() -> None:
    first, second = check_text(WRONG)

    assert WRONG[slice(*first["span"])] == first["text"] == "攻府"
    assert (first["rule"], first["family"], first["severity"]) == (
        "wording.serious",
        "wording",
        "serious",
    )
    assert (second["text"], second["suggestion"]) == ("布署", "部署")
    assert first["why"]
    assert set(first) == {"rule", "family", "severity", "span", "text", "suggestion", "why"}


def test_a_personal_value_is_never_repeated() -> None:
    value = resident_id()
    found = check_text(f"领取人张某，身份证号{value}。")

    assert "personal.resident_id" in {one["rule"] for one in found}
    assert not any(value in str(one) for one in found)


def test_a_clean_text_has_no_findings() -> None:
    assert check_text("各区县政府要高度重视，部署下一步工作。") == []
    assert check_text("") == []


@given(st.text(max_size=200))
def test_any_text_is_answered_with_places_inside_it(text: str) -> None:
    for found in check_text(text):
        start, end = found["span"]
        assert 0 <= start <= end <= len(text)
        assert found["rule"] in RULES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_text_file_counts_places_in_its_characters(encoding: str) -> None:
    text = f"标题\r\n\r\n{WRONG}"

    first = check_document(text.encode(encoding), "draft.txt").found[0]

    assert text[slice(*first["span"])] == "攻府"


def test_documents_are_read_like_texts() -> None:
    html = f"<html><body><script>攻府</script><p>{WRONG}</p></body></html>"
    document = docx.Document()
    document.add_paragraph(WRONG)
    packed = io.BytesIO()
    document.save(packed)

    for body, name in ((html.encode(), "a.html"), (packed.getvalue(), "a.docx")):
        assert [one["text"] for one in check_document(body, name).found] == ["攻府", "布署"]


def test_title_and_links_of_a_page_are_judged_too() -> None:
    page = (
        "<html><head><title>澳门新葡京官网</title></head><body><p>正文布署了。</p>"
        '<a href="http://a.top/">点击进入娱乐城</a><a href="/b">首页</a></body></html>'
    )

    found = check_document(page.encode(), "a.html").found

    shown = "澳门新葡京官网\n正文布署了。\n点击进入娱乐城 首页"
    assert {one["rule"]: one["text"] for one in found} == {
        "tampering.title": "澳门新葡京官网",
        "wording.typo": "布署",
        "link.illicit": "点击进入娱乐城",
    }
    assert all(shown[slice(*one["span"])] == one["text"] for one in found)


def test_links_that_a_page_hides_are_found_before_it_is_published() -> None:
    page = (
        "<html><style>.x{display:none}</style><body><p>正文。</p>"
        '<div style="position:absolute;left:-9999px"><a href="http://a.top/">特价</a></div>'
        '<div class="x"><a href="http://b.top/1">新款</a><a href="/menu">子菜单</a></div>'
        '<div style="display:none"><a href="http://www.example.gov.cn/">子站</a></div>'
        '<a href="http://c.top/">合作单位</a></body></html>'
    )

    found = check_document(page.encode(), "a.html").found

    assert {one["rule"] for one in found} == {"link.hidden"}
    assert sorted(one["text"] for one in found) == ["新款", "特价"]


@pytest.mark.parametrize(
    "address",
    ["//a.top/", "\\\\a.top/", "http:/a.top", "http:a.top", " HTTP:\\\\A.TOP/", "ht\ntp://a.top"],
)
def test_an_address_of_a_page_is_read_as_a_browser_reads_it(address: str) -> None:
    page = f'<html><p>正文。</p><p hidden><a href="{address}">特价</a></p></html>'

    (found,) = check_document(page.encode(), "a.html").found

    assert found["rule"] == "link.hidden"
    assert "a.top" in found["why"]


def test_a_page_with_more_links_than_are_read_is_refused() -> None:
    page = "<html><p>正文。</p>" + '<a href="/1">首页</a>' * 5_001

    with pytest.raises(PermanentError, match="too large"):
        check_document(page.encode(), "a.html")


def test_a_document_that_cannot_be_read_is_refused_not_clean() -> None:
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
        archive.writestr("[Content_Types].xml", "")

    for body, name in (
        (b"%PDF-1.7 broken", "a.pdf"),
        (broken.getvalue(), "a.docx"),
        (b"", "a.bin"),
    ):
        with pytest.raises(PermanentError):
            check_document(body, name)


def test_a_single_text_is_checked_without_compiling_what_looks_for_signs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def compiled(_text: str) -> Collection[Sign]:
        raise AssertionError("half a second for one text")

    monkeypatch.setattr(rule, "signs_in", compiled)

    found = check_document("村民李四，手机13800138000，2021年2月30日。".encode(), "a.txt").found

    assert [one["rule"] for one in found] == ["personal.mobile", "wording.date"]
