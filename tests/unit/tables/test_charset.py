"""Text files are read in the charsets that offices use, and refused in any other."""

import codecs

import pytest

from shared.tables.charset import decode
from shared.tables.model import Unreadable

TEXT = "编号,名称\nlinxiang,临翔区人民政府网\n"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(TEXT.encode(), id="utf-8"),
        pytest.param(TEXT.encode("utf-8-sig"), id="utf-8-with-mark"),
        pytest.param(TEXT.encode("utf-16"), id="utf-16"),
        pytest.param(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), id="utf-16-big-endian"),
        pytest.param(TEXT.encode("gb18030"), id="gb18030"),
        pytest.param(f"\ufeff{TEXT}".encode("gb18030"), id="gb18030-with-mark"),
        pytest.param(codecs.BOM_UTF8 + TEXT.encode("gb18030"), id="gb18030-behind-another-s-mark"),
    ],
)
def test_a_file_says_the_same_in_every_charset(body: bytes) -> None:
    assert decode(body) == TEXT


@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param("id,name\na,臨翔區政府網站公開專欄".encode("big5"), "line 2", id="big5"),
        pytest.param("id,name\na,Präfektur é".encode("latin-1"), "line 2", id="latin-1"),
        pytest.param("id,name\na,テスト".encode("shift-jis"), "line 2", id="shift-jis"),
        pytest.param(TEXT.encode("utf-16-le"), "no text", id="utf-16-without-mark"),
        pytest.param(codecs.BOM_UTF16_LE + b"i\0\0", "is not, at byte", id="mark-that-lies"),
        pytest.param(b"\x00\x01\x02", "no text", id="binary"),
    ],
)
def test_another_charset_is_refused_with_the_way_to_mend_it(body: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why) as refusal:
        decode(body)
    assert "save it as UTF-8" in str(refusal.value)


def test_rare_characters_in_a_name_are_no_other_charset() -> None:
    text = "id,name\nyongde,永德县㭎树镇人民政府门户网站"
    assert decode(text.encode("gb18030")) == text
