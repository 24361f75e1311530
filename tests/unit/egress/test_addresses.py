from ipaddress import ip_address

import pytest

from shared.egress.addresses import BLOCKED, METADATA, is_metadata, is_public, unwrap


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("8.8.8.8", []),
        ("2606:4700::1", []),
        ("::ffff:127.0.0.1", ["127.0.0.1"]),
        ("::7f00:1", ["127.0.0.1"]),
        ("::ffff:0:7f00:1", ["127.0.0.1"]),
        ("64:ff9b::a9fe:a9fe", ["169.254.169.254"]),
        ("2002:7f00:1::", ["127.0.0.1"]),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", ["65.54.227.120", "192.0.2.45"]),
        ("2606:4700::5efe:10.0.0.1", ["10.0.0.1"]),
        ("2606:4700::200:5efe:10.0.0.1", ["10.0.0.1"]),
    ],
)
def test_embedded_addresses_are_unwrapped(address: str, inside: list[str]) -> None:
    found = unwrap(ip_address(address))

    assert found == (ip_address(address), *map(ip_address, inside))


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("64:ff9b:1::c000:221", id="prefix-96"),
        pytest.param("64:ff9b:1:0:c0:2:2100:0", id="prefix-64"),
        pytest.param("64:ff9b:1:c0:0:221::", id="prefix-56"),
        pytest.param("64:ff9b:1:c000:2:2100::", id="prefix-48"),
    ],
)
def test_local_nat64_is_read_for_every_prefix_length(address: str) -> None:
    assert ip_address("192.0.2.33") in unwrap(ip_address(address))


@pytest.mark.parametrize("network", BLOCKED, ids=str)
def test_ends_of_every_blocked_network_are_not_public(network) -> None:
    assert not is_public(network.network_address)
    assert not is_public(network.broadcast_address)


@pytest.mark.parametrize("address", METADATA, ids=str)
def test_metadata_is_known_and_never_public(address) -> None:
    assert is_metadata(address)
    assert not is_public(address)


def test_metadata_is_known_in_disguise() -> None:
    assert is_metadata(ip_address("64:ff9b::a9fe:a9fe"))
    assert is_metadata(ip_address("::ffff:169.254.169.254"))


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "8.8.8.8", "93.184.216.34", "114.114.114.114", "100.63.255.255", "100.128.0.0",
     "172.15.255.255", "172.32.0.0", "223.255.255.255", "2400:3200::1", "2606:4700::1",
     "2001:200::1", "64:ff9b::8.8.8.8"],
)  # fmt: skip
def test_the_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["224.0.0.1", "192.88.99.1", "ff02::1", "fec0::1", "3fff::1", "64:ff9b::7f00:1",
     "2002:7f00:1::", "fe80::1%eth0", "2606:4700::1%eth0", "4000::1", "::"],
)  # fmt: skip
def test_what_the_standard_library_misses_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))
