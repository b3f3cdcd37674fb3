"""Which network addresses may be reached: public ones, whatever the name that led there looked like."""

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Python calls some of these global, and yet they lead inside: translations of IPv4 addresses, and metadata services.
INSIDE = [
    ipaddress.ip_network(block)
    for block in (
        "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "192.88.99.0/24", "192.0.0.0/24",
        "168.63.129.16/32", "100.64.0.0/10",
    )
]  # fmt: skip


def is_public(address: str) -> bool:
    """`address` is one that a resolver gave, never a name: names such as 0x7f.1 are resolved first."""
    found = _unwrapped(ipaddress.ip_address(address.partition("%")[0]))
    inside = any(found in block for block in INSIDE if block.version == found.version)
    return found.is_global and not found.is_multicast and not inside


def _unwrapped(address: Address) -> Address:
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address
