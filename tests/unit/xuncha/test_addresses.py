import pytest

from xuncha.addresses import Address, mongo_addresses, nats_addresses, shown


def test_server_addresses() -> None:
    assert nats_addresses("nats://u:p@a:1,tls://b") == [
        Address("a", 1),
        Address("b", 4222, secure=True),
    ]
    assert mongo_addresses("mongodb://u:p@a,b:2/db?tls=true") == [
        Address("a", 27017, secure=True),
        Address("b", 2, secure=True),
    ]
    assert mongo_addresses("mongodb+srv://cluster.example") == []


@pytest.mark.parametrize("url", ["mongodb://", "http://a", "mongodb://a:x", "a:27017"])
def test_wrong_store_addresses(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - its text comes from the standard library
        mongo_addresses(url)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("mongodb://u:p@a:1,b/?w=majority", "mongodb://a:1,b"),
        ("nats://token@a:4222", "nats://a:4222"),
        ("a:4222", "a:4222"),
    ],
)
def test_shown_addresses_have_no_secrets(url: str, text: str) -> None:
    assert shown(url) == text
