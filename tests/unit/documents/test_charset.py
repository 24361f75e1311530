import pytest

from shared.documents.charset import decode

SAID = "关于做好春耕备耕工作的通知"


@pytest.mark.parametrize(
    "label", ["gb2312", "GBK", "gb18030", "utf-8", "UTF8", "big5", "x-nothing"]
)
def test_a_true_label_is_followed(label: str) -> None:
    codec = {"big5": "big5hkscs", "x-nothing": "utf-8"}.get(label, label)
    said = "中文" if label == "big5" else SAID

    assert decode(said.encode(codec), f"text/html; charset={label}").text == said


def test_a_lying_label_is_not_believed_when_another_reading_is_whole() -> None:
    decoded = decode(SAID.encode("gb18030"), "text/html; charset=utf-8")

    assert (decoded.text, decoded.replaced) == (SAID, 0.0)


@pytest.mark.parametrize("content_type", ["", "text/html; charset=utf-8"])
@pytest.mark.parametrize("broken", [b"\xed\xa0\x80", b"\xe5\x85", b"\xff"])
def test_one_broken_character_turns_no_text_into_another(broken: bytes, content_type: str) -> None:
    body = SAID.encode()

    decoded = decode(body + broken + body, content_type)

    assert decoded.charset == "utf-8"
    assert decoded.text.startswith(SAID)
    assert decoded.text.endswith(SAID)
    assert decoded.replaced > 0


@pytest.mark.parametrize(
    "said", [SAID, "政府", "2021年12月：临沧市", "<p>" * 50 + "中" + "</p>" * 50]
)
def test_a_text_in_gb18030_is_not_taken_for_a_broken_one_in_utf_8(said: str) -> None:
    assert decode(said.encode("gb18030")).text == said


@pytest.mark.parametrize("label", ["rot13", "idna", "utf-7", "unicode_escape", "base64", "zlib"])
def test_codecs_that_only_python_has_are_never_used(label: str) -> None:
    assert decode(b"+AGEAYg-", f"text/html; charset={label}").charset == "utf-8"


def test_pairs_that_python_reads_as_private_characters_are_read_as_browsers_do() -> None:
    assert decode(b"\xa8\xbc\xa6\xd9\xfe\x59", "charset=gbk").text == "\u1e3f\ufe10\u9fb4"


def test_a_lone_0x80_is_a_euro_sign() -> None:
    assert decode(b"\x80" + "元".encode("gbk"), "charset=gb2312").text == "€元"


@pytest.mark.parametrize("cut", range(1, 4))
def test_a_cut_character_is_counted(cut: int) -> None:
    body = SAID.encode("gb18030") + "𠀀".encode("gb18030")[:cut]

    assert decode(body, "charset=gb18030").replaced > 0


@pytest.mark.parametrize(
    ("body", "content_type", "plain"),
    [
        ("正文".encode(), "", True),
        ("正文".encode(), "text/html; charset=utf-8", True),
        (b"\xef\xbb\xbf" + "正文".encode(), "", False),
        ("正文".encode() + b"\xff", "text/html; charset=utf-8", False),
        ("正文".encode("gb18030"), "", False),
    ],
)
def test_plain_is_what_is_the_text_in_utf_8_already(
    body: bytes, content_type: str, plain: bool
) -> None:
    read = decode(body, content_type)

    assert read.plain is plain
    assert (read.text.encode("utf-8", "surrogatepass") == body) is plain


TRADITIONAL = "關於做好春耕備耕工作的通知，請各單位遵照執行"


@pytest.mark.parametrize(
    ("said", "charset"),
    [
        (SAID, "utf-16-le"),
        (SAID, "utf-16-be"),
        (f"{SAID}\r\n第3号，共12页\r\n", "utf-16-le"),
        (f"{SAID}\r\n第3号，共12页\r\n", "utf-16-be"),
        ("110101199003070011\r\n13800000000", "utf-16-le"),
        (SAID, "utf-32-le"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "utf-16-be"),
        (TRADITIONAL, "gb18030"),
        (TRADITIONAL, "utf-8"),
        ("张梓涵 李炜 王婧 赵鑫淼 刘焱 黄珺 周翀", "gb18030"),
        ("ད་རིང་གནམ་གཤིས་ཡག་པོ་འདུག", "gb18030"),
    ],
)
def test_a_text_that_does_not_say_its_charset_is_read_by_what_makes_sense(
    said: str, charset: str
) -> None:
    decoded = decode(said.encode(charset))

    assert (decoded.text, decoded.replaced) == (said, 0.0)


@pytest.mark.parametrize("body", [b"plain ASCII text", b"a\0b", b"\0" * 64, SAID.encode() + b"\0"])
def test_bytes_that_are_no_wide_text_are_not_taken_for_one(body: bytes) -> None:
    assert decode(body).charset == "utf-8"


@pytest.mark.parametrize("label", ["gb2312", "gbk", "utf-8"])
def test_a_label_is_not_believed_where_another_charset_makes_sense(label: str) -> None:
    body = f"<p>{TRADITIONAL}</p>".encode("big5")

    assert TRADITIONAL in decode(body, f"text/html; charset={label}").text


def test_a_header_that_names_utf_16_is_followed_where_the_bytes_are_that() -> None:
    body = f"<p>{SAID}</p>".encode("utf-16-le")

    assert SAID in decode(body, "text/html; charset=utf-16le").text
