from pathlib import Path

import pytest

from services.notifier.credentials import read_credentials
from shared.errors import PermanentError

GOOD = """
robots:
  office: {kind: wecom, key: k1}
  group: {kind: dingtalk, key: k2, secret: s2}
webhooks:
  county-a:
    url: "https://hooks.example.cn/a?key=u1"
    keys: [whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw]
sms: {url: "https://sms.example.cn/send", token: t1}
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "credentials.yaml"
    file.write_text(text, "utf-8")
    return file


def test_a_file_names_robots_webhooks_and_a_gateway(tmp_path: Path) -> None:
    known = read_credentials(write(tmp_path, GOOD))

    assert set(known.of("wecom")) == {"office"}
    assert set(known.of("dingtalk")) == {"group"}
    assert known.sms is not None
    assert "k1" not in repr(known)
    assert "t1" not in repr(known)
    assert "u1" not in repr(known)


def test_no_file_means_no_secrets() -> None:
    assert read_credentials(None).robots == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("robots: {a: {kind: telegram, key: secret-9}}", "robots.a.kind"),
        ("robots: {a: {kind: wecom, kee: secret-9}}", "robots.a.kee"),
        ("webhooks: {a: {url: 'https://x', keys: [a, b, secret-9]}}", "webhooks.a.keys"),
        ("webhooks: {a: {url: 'https://x', keys: []}}", "webhooks.a.keys"),
        ("webhooks: {a: {url: secret-9, keys: [a]}}", "begins with https://"),
        ("webhooks: {'https://x.example.cn/': {url: 'https://x', keys: [a]}}", "webhooks"),
        ("robots: {secret-9-secret-9-secret-9: {kind: wecom, key: a}}", "robots"),
        ("robots: [secret-9", "line 1"),
        ("- secret-9", "credentials.yaml"),
    ],
)
def test_a_bad_file_is_named_without_quoting_a_value(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PermanentError) as caught:
        read_credentials(write(tmp_path, text))

    assert said in str(caught.value)
    assert "secret-9" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match="No such file"):
        read_credentials(tmp_path / "none.yaml")
