import pytest

from shared import redaction
from shared.redaction import keep_secret, redacted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("at https://a.cn/b?id=7&k=v now", "at https://a.cn/b?… now", id="query"),
        pytest.param("https://a.cn/b#k=v", "https://a.cn/b?…", id="fragment"),
        pytest.param("mongodb://u:pa%40s@h1,h2/x?w=1", "mongodb://…@h1,h2/x?…", id="password"),
        pytest.param("nats://u:p@h1:4222,nats://u:p@h2", "nats://…@h1:4222,nats://…@h2", id="two"),
        pytest.param("nats://to:ken@h", "nats://…@h", id="token-as-user"),
        pytest.param("at http://a.cn/o/aB3_-xyz123456 now", "at http://a.cn/o/… now", id="link"),
        pytest.param('"GET /o/aB3_-xyz123456 HTTP/1.1"', '"GET /o/… HTTP/1.1"', id="link-alone"),
        pytest.param('"GET /a/b?q=1&r=2 HTTP/1.1"', '"GET /a/b?… HTTP/1.1"', id="query-alone"),
        pytest.param("https://f.cn/hook/1b2c3d4e-5f", "https://f.cn/hook/…", id="hook"),
        pytest.param("errcode 93000: bad key=693a-91f", "errcode 93000: bad key=…", id="key"),
        pytest.param("{'Authorization': 'Bearer abc.def'}", "{'Authorization': '…'}", id="header"),
        pytest.param('{"access_token": "abc"}', '{"access_token": "…"}', id="json"),
        pytest.param("sent Bearer abcdefgh1234", "sent Bearer …", id="bearer"),
    ],
)
def test_secrets_are_taken_out(text: str, shown: str) -> None:
    assert redacted(text) == shown
    assert redacted(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "https://www.example.gov.cn/xxgk/2021/0128.html",
        "data key 2021Q1: wrong master key or name, or changed bytes",
        "no answer at 127.0.0.1:4222; is it up?",
        "missing TASKS/crawler-task-crawl: run `xuncha topology apply`",
        "为什么?因为 a=b",
        "the monkey=banana rule",
        "basic rules",
    ],
)
def test_ordinary_texts_stay(text: str) -> None:
    assert redacted(text) == text


def test_known_secrets_go_wherever_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "_secrets", set())
    keep_secret("s3cr3t-word", "a", "")

    assert redacted("said s3cr3t-word aloud") == "said … aloud"
