"""Addresses that staff type in: https and public ones only. They are looked at when they are saved, and at each
connection anew, for a name may lead elsewhere by then: the very address that is connected to is checked.

The deployment's own addresses, in its environment, are not guarded; and it lets in what MODEL_PRIVATE_HOSTS names.
"""

import socket
from collections.abc import Iterable
from contextlib import suppress
from threading import Thread
from typing import Any
from urllib.parse import SplitResult, urlsplit

from tenants.addresses import is_public

LOOK_UP = 2.0  # seconds for a name, while somebody waits for a page to be saved
NO_ADDRESS = "This is no web address. It looks like https://models.example.com/v1."
PORTS = {"https": 443, "http": 80}


class PrivateAddress(OSError):
    """Baton doesn't connect to it. An OSError, for that is what a connection may fail by."""


def problem_of(url: str, let_in: Iterable[str] = ()) -> str:
    """What is wrong with it, in a sentence; "" if nothing is. `let_in`: "host:port" as MODEL_PRIVATE_HOSTS has them."""
    parts = _parts(url)
    if parts is None:
        return NO_ADDRESS
    if "@" in parts.netloc:
        return "Take the name and the password out of the address. The key has a field of its own."
    if parts.query or parts.fragment or url.endswith(("?", "#")):
        return "The address ends with its path: take out what begins with “?” or “#”."
    if is_let_in(url, let_in):
        return ""
    if parts.scheme != "https":
        return "Begin the address with https://, so that nobody on the way reads the key and the texts."
    if all(is_public(address) for address in _addresses(parts)):
        return ""
    return (
        f"“{parts.hostname}” leads into a private network. Use a public address. "
        f"Whoever runs this Baton can allow it: {host_of(parts)} in MODEL_PRIVATE_HOSTS."
    )


def is_let_in(url: str, let_in: Iterable[str]) -> bool:
    parts = _parts(url)
    return parts is not None and host_of(parts) in {host.strip().lower() for host in let_in}


def host_of(parts: SplitResult) -> str:
    """ "host:port", the port also where it is the usual one."""
    name = parts.hostname or ""
    return f"{f'[{name}]' if ':' in name else name}:{parts.port or PORTS[parts.scheme]}"


def public_socket(found: tuple[Any, ...]) -> socket.socket:
    """For one address, as getaddrinfo gave it: a literal one in a URL comes through here too."""
    family, kind, protocol, _, address = found
    if not is_public(str(address[0])):
        raise PrivateAddress("The address is inside a private network.")
    return socket.socket(family=family, type=kind, proto=protocol)


def _parts(url: str) -> SplitResult | None:
    """None for what isn't http or https, has no host, or has characters that programs read differently."""
    if "\\" in url or not url.isprintable() or any(letter.isspace() for letter in url):
        return None
    try:
        parts = urlsplit(url)
        good = parts.scheme in PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if good else None


def _addresses(parts: SplitResult) -> list[str]:
    """Of a name, or of a number in any of the ways to write one. Empty where nobody knows it in time: then connecting
    tells. In a thread of its own, because a look-up can't be given up."""
    found: list[str] = []

    def look() -> None:
        with suppress(OSError, UnicodeError):
            entries = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
            found.extend(str(entry[4][0]) for entry in entries)

    looking = Thread(target=look, daemon=True)
    looking.start()
    looking.join(LOOK_UP)
    return list(found)
