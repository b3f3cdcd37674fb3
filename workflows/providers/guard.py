"""Connections of the vendors' SDKs to addresses of models that staff typed in (tenants.typed_addresses)."""

from ssl import SSLContext
from typing import Any

from tenants.typed_addresses import PrivateAddress, host_of, is_let_in, problem_of, public_socket

__all__ = ["PrivateAddress", "host_of", "is_let_in", "problem_of", "public_socket", "transport"]


def transport(url: str, trusted: SSLContext, connections: int) -> Any:
    """The SDKs' own transport, with a look at each address that it is about to connect to."""
    import aiohttp
    import httpx2
    from openai._vendor.httpx_aiohttp import AiohttpTransport  # the same for all vendors

    if not url.startswith("https://"):  # what was let in when it was saved isn't any more
        raise PrivateAddress(f"“{url}” doesn't begin with https://.")

    def session() -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(ssl=trusted, limit=connections, socket_factory=public_socket)
        return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    limits = httpx2.Limits(max_connections=connections)
    return AiohttpTransport(verify=trusted, trust_env=False, limits=limits, client=session)
