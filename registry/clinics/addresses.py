"""Which addresses a webhook may have, so that nobody has our server ask what only it can reach.

The text of an address is judged when it is added. What its name stands for is looked up when something is sent, every address
found is judged, and the connection goes to one of those: a name that says something else a moment later changes nothing.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from registry.clinic_errors import BadAddress

_METADATA = frozenset(
    map(
        ipaddress.ip_address,
        ("168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254"),
    )
)
"""Where Azure, Alibaba, Oracle and AWS answer their machines; others do so on link-local addresses."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SIX_TO_FOUR = ipaddress.ip_network("2002::/16")
_PORTS = {"https": 443, "http": 80}
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Target:
    """A web address, taken apart."""

    is_tls: bool
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What the header field `Host` says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (
            host
            if self.port == _PORTS["https" if self.is_tls else "http"]
            else f"{host}:{self.port}"
        )


def target_of(url: str) -> Target:
    """What an address names. Raises BadAddress for what no webhook may have."""
    if not url.isascii() or not url.isprintable() or " " in url:
        raise BadAddress("Write the address in ASCII: a name as xn--…, other characters as %….")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadAddress("That is not a web address.") from None
    if parts.scheme != "https" and not (parts.scheme == "http" and settings.WEBHOOKS_IN_PRIVATE):
        raise BadAddress("A webhook is sent over TLS: the address begins with https://.")
    if not parts.hostname or parts.username is not None or parts.fragment or port == 0:
        raise BadAddress(
            "Give an address with a host, and without a user, a password or a fragment."
        )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    target = Target(parts.scheme == "https", parts.hostname, port or _PORTS[parts.scheme], path)
    if (literal := _literal(target.host)) and not is_allowed(literal):
        raise BadAddress(_CLOSED.format(literal))
    return target


_CLOSED = "{} is not on the public internet, where webhooks go."


def addresses_of(target: Target) -> list[str]:
    """What the host's name stands for now. Raises BadAddress if any of it is not allowed, and OSError if it is nothing."""
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    texts = list(dict.fromkeys(str(info[4][0]) for info in found))
    for text in texts:
        address = ipaddress.ip_address(text.partition("%")[0])
        if not is_allowed(address):
            raise BadAddress(_CLOSED.format(text))
    return texts


def is_allowed(address: Address) -> bool:
    """Whether a webhook may go there. IPv6 that carries an IPv4 address is judged by that, or not let through."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_allowed(address.ipv4_mapped)
        if address in _NAT64 or address in _SIX_TO_FOUR:
            return False
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    return address not in _METADATA and (address.is_global or settings.WEBHOOKS_IN_PRIVATE)


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
