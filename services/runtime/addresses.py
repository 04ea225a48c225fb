"""Which network addresses may be reached: one guard for fetching and for webhooks (server-side request forgery). Pure.

A URL is looked at before anything is resolved, and each address again before the connection, so that redirects, names
that resolve to private addresses and rebinding meet the same guard. Ranges: the IANA special-purpose registries for
IPv4 and IPv6 (2025-10), and every form of IPv6 that carries an IPv4 address.
"""

import ipaddress
import unicodedata
from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from urllib.parse import SplitResult, urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
PORTS = (80, 443, 8080, 8443)
_DEFAULT_PORTS = {"http": 80, "https": 443}

_REFUSED: tuple[tuple[Network, str], ...] = tuple(
    (ipaddress.ip_network(text), meaning)
    for text, meaning in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by carriers"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relays"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarks"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::1/128", "loopback"),
        ("64:ff9b::/96", "IPv4 through NAT64"),
        ("64:ff9b:1::/48", "IPv4 through NAT64"),
        ("100::/64", "discard only"),
        ("2001::/32", "Teredo"),
        ("2001::/23", "protocol assignments"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("3fff::/20", "documentation"),
        ("5f00::/16", "segment routing"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
_UNICAST = ipaddress.IPv6Network("2000::/3")
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)
"""High half of an interface identifier that carries an IPv4 address (RFC 5214)."""


class AddressPolicy:
    """Which addresses and URLs may be reached. allowed_networks (CIDR) are open on any port."""

    def __init__(self, allowed_networks: Collection[str] = (), ports: Collection[int] = PORTS) -> None:
        self.allowed = tuple(ipaddress.ip_network(each) for each in allowed_networks)
        self.ports = frozenset(ports)

    def allows(self, address: str | Address) -> bool:
        """Whether an allowed network opens this address; an IPv4 address in IPv6 clothes counts as itself."""
        return any(_contains(network, form) for form in _forms(_parsed(address)) for network in self.allowed)

    def refusal(self, ip: str | Address, port: int | None = None) -> str | None:
        """Why this address (and port, where one is given) must not be connected to, as a sentence, or None."""
        try:
            address = _parsed(ip)
        except ValueError:
            return f"{ip} is not an IP address"
        if self.allows(address):
            return None
        if port is not None and port not in self.ports:
            return f"port {port} is not allowed"
        return next((reason for form in _forms(address) if (reason := _range(form, address))), None)

    def url_refusal(self, url: str, schemes: Collection[str] = ("http", "https")) -> str | None:
        """Why this URL must not be asked for, as a sentence, or None. A name's addresses are left to `refusal`.

        Where networks are allowed, an unusual port of a name is left to `refusal` too, which knows the address.
        """
        try:
            parts, port = _split(url)
        except ValueError as error:
            return f"the URL cannot be read: {error}"
        if parts.scheme not in schemes:
            return f"the scheme {parts.scheme or 'none'!r} is not allowed, only {' and '.join(schemes)}"
        if parts.username is not None or parts.password is not None:
            return "the URL carries a user name or a password"
        return self._host_refusal(parts.hostname or "", port)

    def _host_refusal(self, host: str, port: int) -> str | None:
        host = unicodedata.normalize("NFKC", host).rstrip(".")
        if not host:
            return "the URL names no host"
        if "%" in host:
            return f"the host {host!r} holds a percent sign"
        try:
            return self.refusal(ipaddress.ip_address(host), port)
        except ValueError:
            if _numeric(host):
                return f"the host {host!r} is a number in disguise, not a name"
        if port not in self.ports and not self.allowed:
            return f"port {port} is not allowed"
        return None


def _split(url: str) -> tuple[SplitResult, int]:
    # urlsplit drops tabs and line ends, and browsers read a backslash as a slash: none of them belongs into a URL.
    if any(character <= " " or character in "\\\x7f" for character in url):
        raise ValueError("it holds a space, a control character or a backslash")
    parts = urlsplit(url)
    port = parts.port
    return parts, _DEFAULT_PORTS.get(parts.scheme, 0) if port is None else port


def _numeric(host: str) -> bool:
    """Whether a resolver would read the name as an IPv4 address: 2130706433, 0x7f.1, 127.1 (inet_aton's forms)."""
    last = host.rpartition(".")[2].lower()
    return last.isdigit() or last.startswith("0x")


def _parsed(ip: str | Address) -> Address:
    address = ipaddress.ip_address(ip) if isinstance(ip, str) else ip
    if isinstance(address, IPv6Address) and address.scope_id is not None:
        return IPv6Address(int(address))
    return address


def _forms(address: Address) -> tuple[Address, ...]:
    """The addresses that a packet may end at: the address itself, or the IPv4 address that it carries."""
    if isinstance(address, IPv4Address):
        return (address,)
    number = int(address)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if number >> 32 == 0 and number > 1:  # ::a.b.c.d, deprecated by RFC 4291
        return (address, IPv4Address(number))
    if (number >> 32) & 0xFFFF_FFFF in _ISATAP:
        return (address, IPv4Address(number & 0xFFFF_FFFF))
    return (address,)


def _range(form: Address, address: Address) -> str | None:
    shown = str(address) if form == address else f"{address} (carries {form})"
    for network, meaning in _REFUSED:
        if _contains(network, form):
            return f"the address {shown} is refused: {network} is {meaning}"
    if not form.is_global or (isinstance(form, IPv6Address) and form not in _UNICAST):
        return f"the address {shown} is refused: it is not a global unicast address"
    return None


def _contains(network: Network, address: Address) -> bool:
    return network.version == address.version and address in network
