"""The guard against server-side request forgery: every refused range, in every form that reaches it."""

import ipaddress
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.runtime.addresses import AddressPolicy

STRICT = AddressPolicy()
REFUSED_V4 = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
]
REFUSED_V6 = [
    "::/128",
    "::1/128",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/32",
    "2001:2::/48",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
    "4000::/2",
    "8000::/2",
]


def within(network: str) -> st.SearchStrategy[IPv4Address | IPv6Address]:
    parsed = ipaddress.ip_network(network)
    first, last = int(parsed.network_address), int(parsed.broadcast_address)
    kind = type(parsed.network_address)
    return st.one_of(st.just(first), st.just(last), st.integers(first, last)).map(kind)


refused_v4 = st.sampled_from(REFUSED_V4).flatmap(within)
refused_v6 = st.sampled_from(REFUSED_V6).flatmap(within)


@given(st.one_of(refused_v4, refused_v6))
def test_every_address_of_a_refused_range_is_refused_with_a_sentence(address: IPv4Address | IPv6Address) -> None:
    reason = STRICT.refusal(str(address))
    assert reason is not None
    assert str(address) in reason


@given(refused_v4, st.integers(0, 2**64 - 1))
def test_every_ipv6_form_of_a_refused_ipv4_address_is_refused(address: IPv4Address, prefix: int) -> None:
    number = int(address)
    mapped, compatible = IPv6Address(0xFFFF << 32 | number), IPv6Address(number)
    nat64, nat64_local = int(IPv6Address("64:ff9b::")) | number, int(IPv6Address("64:ff9b:1::")) | number
    sixtofour = 0x2002 << 112 | number << 80
    teredo = 0x20010000 << 96 | (number ^ 0xFFFFFFFF)
    isatap = prefix << 64 | 0x5EFE << 32 | number
    isatap_global = prefix << 64 | 0x02005EFE << 32 | number
    for form in (mapped, compatible, nat64, nat64_local, sixtofour, teredo, isatap, isatap_global):
        assert STRICT.refusal(IPv6Address(form)) is not None, IPv6Address(form)


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_an_ipv4_address_is_open_only_if_it_is_global_and_in_no_refused_range(address: IPv4Address) -> None:
    listed = any(address in ipaddress.ip_network(network) for network in REFUSED_V4)
    assert (STRICT.refusal(address) is None) == (address.is_global and not listed)


@given(st.integers(0, 2**128 - 1).map(IPv6Address))
def test_no_ipv6_address_outside_the_global_unicast_block_is_open(address: IPv6Address) -> None:
    if STRICT.refusal(address) is None:
        assert address in ipaddress.ip_network("2000::/3") or address.ipv4_mapped is not None


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "93.184.216.34", "192.0.1.1", "100.63.255.255", "100.128.0.0", "2606:2800:220:1::1", "2a00::1"],
)
def test_public_addresses_are_open(address: str) -> None:
    assert STRICT.refusal(address, 443) is None
    assert STRICT.refusal(f"::ffff:{address}" if "." in address else address) is None


@pytest.mark.parametrize("text", ["", "localhost", "127.1", "2130706433", "1.2.3.4.5", "::1::"])
def test_what_is_no_address_is_refused(text: str) -> None:
    assert STRICT.refusal(text) is not None


def test_a_zone_does_not_open_a_link_local_address() -> None:
    assert STRICT.refusal("fe80::1%eth0") is not None
    assert AddressPolicy(["fe80::/10"]).refusal("fe80::1%eth0") is None


@given(refused_v4, st.sampled_from([80, 443, 8080, 8443, 22, 9999]))
def test_an_allowed_network_opens_its_addresses_on_any_port_mapped_ones_too(address: IPv4Address, port: int) -> None:
    policy = AddressPolicy([f"{address}/32"])
    assert policy.refusal(address, port) is None
    assert policy.refusal(IPv6Address(0xFFFF << 32 | int(address)), port) is None
    other = IPv4Address("10.1.2.3") if address != IPv4Address("10.1.2.3") else IPv4Address("10.1.2.4")
    assert policy.refusal(other) is not None


def test_a_wrong_network_is_an_error_at_the_start() -> None:
    with pytest.raises(ValueError, match="loopback"):
        AddressPolicy(["loopback"])


@pytest.mark.parametrize("port", [1, 22, 25, 6379, 9092, 65535])
def test_an_unusual_port_is_refused_at_the_connection(port: int) -> None:
    assert STRICT.refusal("1.1.1.1", port) == f"port {port} is not allowed"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/feed",
        "https://example.org:8443/feed?a=b#c",
        "http://EXAMPLE.org:8080",
        "https://1.1.1.1/",
        "https://[2606:2800:220:1::1]:443/",
        "https://3com.example/",
        "https://xn--bcher-kva.example/",
        "https://bücher.example/",
    ],
)
def test_ordinary_urls_are_open(url: str) -> None:
    assert STRICT.url_refusal(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "//example.org/",
        "example.org",
        "",
        "http://",
        "http:///path",
        "http://user@example.org/",
        "http://user:secret@example.org/",
        "http://:@example.org/",
        "http://example.org:22/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://example.org:http/",
        "http://127.0.0.1/",
        "http://127.0.0.1./",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[fe80::1%25eth0]/",
        "http://[::1/",
        "http://１２７.0.0.1/",
        "http://⑯⑨.254.169.254/",
        "http://%31%32%37.0.0.1/",
        "http://example.org\\@127.0.0.1/",
        "http://exa mple.org/",
        "http://exa\tmple.org/",
        "http://example.org\n/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_a_url_that_could_reach_inside_is_refused_with_a_sentence(url: str) -> None:
    assert STRICT.url_refusal(url)


def test_only_the_wanted_schemes_pass() -> None:
    assert STRICT.url_refusal("http://example.org/", schemes=("https",)) is not None
    assert STRICT.url_refusal("https://example.org/", schemes=("https",)) is None


def test_an_allowed_network_opens_literal_urls_and_leaves_ports_of_names_to_the_connection() -> None:
    policy = AddressPolicy(["127.0.0.0/8"])
    assert policy.url_refusal("http://127.0.0.1:54321/hook") is None
    assert policy.url_refusal("http://localhost:54321/hook") is None
    assert policy.refusal("93.184.216.34", 54321) is not None
    assert policy.url_refusal("http://10.0.0.1/") is not None


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    assert STRICT.url_refusal(text) != ""
    assert STRICT.url_refusal(f"http://{text}/") != ""


@given(st.one_of(refused_v4, refused_v6))
def test_a_refused_address_is_refused_as_the_host_of_a_url(address: IPv4Address | IPv6Address) -> None:
    host = f"[{address}]" if isinstance(address, IPv6Address) else str(address)
    assert STRICT.url_refusal(f"https://{host}/") is not None
