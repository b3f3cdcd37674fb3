"""The one HTTP client for addresses that people type in. It resolves a name once, refuses whatever isn't public, and
connects to the very address that it checked, so that a second look-up can't lead elsewhere."""

import asyncio
import socket
from collections.abc import Iterable
from typing import Any

import httpcore2
import httpx2

from tenants.addresses import is_public

TIMEOUT = httpx2.Timeout(15, connect=5)


class Refused(Exception):
    """An address that Baton doesn't go to. The text is for the person who typed it in."""


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """`allowed` names hosts ("host:port") that the deployment lets in although they are private."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._inner = httpcore2.AnyIOBackend()
        self._allowed = frozenset(allowed)

    async def connect_tcp(
        self, host: str, port: int, *args: Any, **kwargs: Any
    ) -> httpcore2.AsyncNetworkStream:
        addresses = await _resolve(host, port)
        if f"{host}:{port}" not in self._allowed:
            for address in addresses:
                if not is_public(address):
                    raise Refused(
                        f"“{host}” leads to an address inside a private network. Use a public address."
                    )
        return await self._inner.connect_tcp(addresses[0], port, *args, **kwargs)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def _resolve(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Refused(f"There is no host “{host}”. Check the address for a typing error.") from error
    return [str(entry[4][0]) for entry in found]


class GuardedTransport(httpx2.AsyncHTTPTransport):
    def __init__(self, allowed: Iterable[str] = ()) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=httpx2.create_ssl_context(trust_env=False), network_backend=GuardedBackend(allowed)
        )


def client(allowed: Iterable[str] = ()) -> httpx2.AsyncClient:
    """No redirects of its own, no proxies or passwords from the environment, fifteen seconds at most for a silence."""
    return httpx2.AsyncClient(
        transport=GuardedTransport(allowed), trust_env=False, follow_redirects=False, timeout=TIMEOUT
    )
