"""A password reaches an address from its file, and nothing else of it is shown."""

from pathlib import Path

import pytest

from shared.credentials import PasswordUnusable, signed

SECRET = "0123456789abcdef0123"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(f"{SECRET}\n")
    return path


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("nats://nats:4222", f"nats://crawler:{SECRET}@nats:4222"),
        ("nats:4222", f"nats://crawler:{SECRET}@nats:4222"),
        (
            "nats://nats-0.nats:4222,nats://nats-1.nats:4222",
            f"nats://crawler:{SECRET}@nats-0.nats:4222,nats://crawler:{SECRET}@nats-1.nats:4222",
        ),
        (
            "mongodb://xuncha@a,b/?replicaSet=rs0&authSource=admin",
            f"mongodb://xuncha:{SECRET}@a,b/?replicaSet=rs0&authSource=admin",
        ),
        ("mongodb://a,b/xuncha", f"mongodb://crawler:{SECRET}@a,b/xuncha"),
    ],
)
def test_every_server_of_an_address_is_signed(file: Path, url: str, wanted: str) -> None:
    assert signed(url, "crawler", file) == wanted


def test_without_a_file_an_address_stays_as_it_is() -> None:
    assert signed("nats://u:p@nats:4222", "crawler", None) == "nats://u:p@nats:4222"


def test_two_passwords_are_one_too_many(file: Path) -> None:
    with pytest.raises(PasswordUnusable, match="has a password already"):
        signed("nats://u:p@nats:4222", "crawler", file)


@pytest.mark.parametrize("text", ["", "short", "has spaces in the middle", "p@ssword/of?signs#1"])
def test_what_cannot_stand_in_an_address_is_refused_and_not_quoted(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "password"
    path.write_text(text)

    with pytest.raises(PasswordUnusable, match="openssl rand") as refused:
        signed("nats://nats:4222", "crawler", path)
    assert not text or text not in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PasswordUnusable, match="no-such"):
        signed("nats://nats:4222", "crawler", tmp_path / "no-such")
