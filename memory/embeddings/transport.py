"""HTTP for the vendors' SDKs: nothing from the environment, and only public addresses where staff typed one in."""

import socket
from typing import TYPE_CHECKING, Any

import httpcore2

from memory.embeddings import troubles
from memory.embeddings.embedder import Config
from tenants.addresses import is_public
from tenants.typed_addresses import is_let_in

if TYPE_CHECKING:  # slow to import, and most processes never embed
    import httpx2

PRIVATE = "The address is inside a private network."


def http(config: Config) -> "httpx2.Client":
    import httpx2

    more: dict[str, Any] = {}
    if config.typed and config.url and not is_let_in(config.url, config.let_in):
        if not config.url.startswith("https://"):  # what was let in when it was saved isn't any more
            raise troubles.told(config, None, "plain")
        more["transport"] = _guarded()
    return httpx2.Client(timeout=config.seconds, trust_env=False, **more)


def _guarded() -> "httpx2.BaseTransport":
    import httpx2

    transport = httpx2.HTTPTransport(trust_env=False)
    trusted = httpx2.create_ssl_context(trust_env=False)
    # httpx2 has no door for a network of one's own; its pool has.
    transport._pool = httpcore2.ConnectionPool(ssl_context=trusted, network_backend=PublicOnly())
    return transport


class PublicOnly(httpcore2.SyncBackend):
    """Looks a name up once, and connects to the very address that it looked at."""

    def connect_tcp(self, host: str, port: int, *args: Any, **more: Any) -> Any:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore2.ConnectError(str(error)) from error
        addresses = [str(entry[4][0]) for entry in found]
        if not all(map(is_public, addresses)):
            raise httpcore2.ConnectError(PRIVATE)
        return super().connect_tcp(addresses[0], port, *args, **more)
