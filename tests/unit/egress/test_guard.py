from collections.abc import Sequence
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.egress.addresses import is_public
from shared.egress.errors import AddressRefused, EgressRefused, FetchFailed, Outcome, Refusal
from shared.egress.guard import Guard
from shared.egress.policy import InternalTarget, InternalUse, Policy
from tests.unit.egress.servers import names
from tests.unit.egress.spellings import SPELLINGS

INTERNAL = InternalTarget("oa.test", (ip_network("10.0.0.0/8"),), frozenset({80, 8080}))


@pytest.mark.parametrize(
    ("url", "checked"),
    [
        ("http://example.com", "http://example.com/"),
        ("HTTP://Example.COM:80/a?b#c", "http://example.com/a?b"),
        ("https://example.com.:443/", "https://example.com/"),
        ("http://example.com:443/", "http://example.com:443/"),
        ("http://三亚.政务.cn/中", "http://xn--ehqrn.xn--zfr164b.cn/%E4%B8%AD"),
        ("http://a_b.example.com/", "http://a_b.example.com/"),
        ("http://1.1.1.1/", "http://1.1.1.1/"),
        ("http://[2606:4700:0::1]/", "http://[2606:4700::1]/"),
        ("http://example.com/../a/./b", "http://example.com/a/b"),
    ],
)
def test_a_url_is_rebuilt_from_its_parts(url: str, checked: str) -> None:
    assert Guard().check(url).url == checked


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://a\\@127.0.0.1/", Refusal.BACKSLASH),
        ("http://a@b.test/", Refusal.USERINFO),
        ("http://a b.test/", Refusal.CHARACTER),
        ("http://b.test:８０/", Refusal.CHARACTER),
        ("ftp://b.test/", Refusal.SCHEME),
        ("http:///b.test/", Refusal.MALFORMED),
        ("http://[fe80::1%25lo]/", Refusal.MALFORMED),
        ("http://0x7f.1/", Refusal.HOST),
        ("http://b.test:8080/", Refusal.PORT),
        ("http://127.0.0.1/", Refusal.ADDRESS),
        ("http://b.test/" + "a" * 9000, Refusal.TOO_LONG),
    ],
)
def test_a_refusal_names_its_rule_and_tells_the_public_nothing(url: str, reason: Refusal) -> None:
    with pytest.raises(EgressRefused) as refused:
        Guard().check(url)

    assert refused.value.reason is reason
    assert str(refused.value) == "this address cannot be fetched"
    assert refused.value.detail


@pytest.mark.parametrize(
    "answer",
    [["93.184.216.34", "127.0.0.1"], ["127.0.0.1", "93.184.216.34"], ["2606:4700::1", "::1"],
     ["93.184.216.34", "fe80::1%eth0"], ["93.184.216.34", "nonsense"]],
)  # fmt: skip
async def test_one_blocked_address_rejects_the_whole_name(answer: Sequence[str]) -> None:
    guard = Guard(resolver=names({"mixed.test": answer}))

    with pytest.raises(AddressRefused):
        await guard.resolve(guard.check("http://mixed.test/"))


async def test_all_public_addresses_are_returned_once_in_order() -> None:
    guard = Guard(resolver=names({"a.test": ["2606:4700::1", "1.1.1.1", "1.1.1.1"]}))

    addresses = await guard.resolve(guard.check("http://a.test/"))

    assert addresses == (ip_address("2606:4700::1"), ip_address("1.1.1.1"))


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (OSError("no such name"), Outcome.DNS_FAILED),
        (UnicodeError("label"), Outcome.DNS_FAILED),
        (TimeoutError(), Outcome.DNS_TIMEOUT),
    ],
)
async def test_a_failing_resolver_is_a_failed_fetch(failure: Exception, outcome: Outcome) -> None:
    async def resolver(_: str, __: int) -> Sequence[str]:
        raise failure

    guard = Guard(resolver=resolver)

    with pytest.raises(FetchFailed) as failed:
        await guard.resolve(guard.check("http://a.test/"))

    assert failed.value.outcome is outcome


async def test_no_address_is_a_failed_look_up() -> None:
    guard = Guard(resolver=names({"a.test": []}))

    with pytest.raises(FetchFailed) as failed:
        await guard.resolve(guard.check("http://a.test/"))

    assert failed.value.outcome is Outcome.DNS_FAILED


async def test_an_internal_target_is_allowed_and_reported() -> None:
    used: list[InternalUse] = []
    resolver = names({"oa.test": ["10.0.0.7"]})
    guard = Guard(Policy(internal=(INTERNAL,)), resolver=resolver, on_internal=used.append)

    addresses = await guard.resolve(guard.check("http://oa.test:8080/"))

    assert addresses == (ip_address("10.0.0.7"),)
    assert used == [InternalUse("oa.test", ip_address("10.0.0.7"), 8080, INTERNAL.allowed_by)]


@pytest.mark.parametrize(
    ("host", "port", "address"),
    [
        pytest.param("other.test", 80, "10.0.0.7", id="another-host"),
        pytest.param("sub.oa.test", 80, "10.0.0.7", id="a-subdomain"),
        pytest.param("oa.test", 443, "10.0.0.7", id="another-port"),
        pytest.param("oa.test", 80, "192.168.0.1", id="another-network"),
        pytest.param("oa.test", 8080, "1.1.1.1", id="public-on-an-internal-port"),
        pytest.param("oa.test", 80, "::ffff:10.0.0.7", id="mapped"),
        pytest.param("oa.test", 80, "127.0.0.1", id="loopback"),
    ],
)
async def test_an_allowance_reaches_no_further(host: str, port: int, address: str) -> None:
    guard = Guard(Policy(internal=(INTERNAL,)), resolver=names({host: [address]}))

    with pytest.raises(AddressRefused):
        await guard.resolve(guard.check(f"http://{host}:{port}/"))


@pytest.mark.parametrize("address", ["169.254.169.254", "100.100.100.200", "fd00:ec2::254"])
async def test_metadata_stays_closed_inside_an_allowed_network(address: str) -> None:
    everything = (ip_network(address),)
    target = InternalTarget("oa.test", everything, frozenset({80}))
    guard = Guard(Policy(internal=(target,)), resolver=names({"oa.test": [address]}))

    with pytest.raises(AddressRefused):
        await guard.resolve(guard.check("http://oa.test/"))


@pytest.mark.parametrize("address", ["10.0.0.5", "1.1.1.1", "64:ff9b::1.1.1.1"])
async def test_our_own_broker_is_never_reached(address: str) -> None:
    mine = frozenset({(ip_address("10.0.0.5"), 80), (ip_address("1.1.1.1"), 80)})
    policy = Policy(internal=(INTERNAL,), protected=mine)
    guard = Guard(policy, resolver=names({"oa.test": [address]}))

    with pytest.raises(AddressRefused) as refused:
        await guard.resolve(guard.check("http://oa.test/"))

    assert refused.value.reason is Refusal.PROTECTED


async def test_a_protected_address_may_be_written_as_mapped() -> None:
    policy = Policy(internal=(INTERNAL,), protected=frozenset({(ip_address("::ffff:a00:5"), 80)}))
    guard = Guard(policy, resolver=names({"oa.test": ["10.0.0.5"]}))

    with pytest.raises(AddressRefused):
        await guard.resolve(guard.check("http://oa.test/"))


async def test_further_networks_can_be_blocked() -> None:
    policy = Policy(also_blocked=(ip_network("1.1.0.0/16"),))
    guard = Guard(policy, resolver=names({"a.test": ["64:ff9b::1.1.1.1"]}))

    with pytest.raises(AddressRefused):
        await guard.resolve(guard.check("http://a.test/"))


def test_an_extra_port_belongs_to_one_host() -> None:
    guard = Guard(Policy(extra_ports={"a.test": frozenset({8080})}))

    assert guard.check("http://a.test:8080/").port == 8080
    with pytest.raises(EgressRefused):
        guard.check("http://b.test:8080/")


def _pieces() -> st.SearchStrategy[str]:
    parts = ["http://", "https://", "/", "\\", "@", ":", "[", "]", "::1", "127.0.0.1", "0x7f", ".",
             "%25", "#", "?", "80", "xn--", "。", "①", "٨", "ﬀ", "\ud800", "a"]  # fmt: skip
    return st.lists(st.sampled_from(parts) | st.characters(), max_size=12).map("".join)


@given(st.text() | _pieces() | _pieces().map("http://{}".format) | st.sampled_from(SPELLINGS))
def test_any_text_is_checked_or_refused_and_nothing_else(text: str) -> None:
    guard = Guard()
    try:
        checked = guard.check(text)
    except EgressRefused:
        return

    assert guard.check(checked.url) == checked
    assert checked.url.isascii()
    try:
        literal = ip_address(checked.host)
    except ValueError:
        return
    assert is_public(literal)


@given(st.ip_addresses())
def test_a_literal_passes_exactly_when_it_is_public(address) -> None:
    host = f"[{address}]" if address.version == 6 else str(address)
    try:
        Guard().check(f"http://{host}/")
    except EgressRefused:
        assert not is_public(address)
    else:
        assert is_public(address)
