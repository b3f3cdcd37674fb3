"""Reading a page or a feed from the web as text."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx2

from memory.formats.html import convert
from workflows import telemetry
from workflows.connectors.guarded import Refused, client
from workflows.engine.tools import Fetched, Trouble

LIMIT = 1_000_000  # bytes, after decompression
HOPS = 3
TOTAL = 20.0  # seconds, all hops together
READABLE = ("text/", "application/json", "application/xml", "application/rss+xml", "application/atom+xml")


@dataclass(frozen=True)
class Loaded:
    """An answer as it came: from which address in the end, its bytes, and what the server says they are."""

    url: str
    data: bytes
    kind: str  # "text/html"
    encoding: str

    @property
    def text(self) -> str:
        return self.data.decode(self.encoding, errors="replace")


async def fetch(url: str, allowed: Iterable[str] = ()) -> Fetched | Trouble:
    """The page's text, as Markdown where it is HTML. `allowed`: private "host:port" that the deployment lets in."""
    loaded = await load(url, allowed)
    if isinstance(loaded, Trouble):
        return loaded
    text = loaded.text
    return Fetched(loaded.url, convert(text) if loaded.kind == "text/html" else text, loaded.kind)


async def load(
    url: str, allowed: Iterable[str] = (), kinds: tuple[str, ...] = READABLE, limit: int = LIMIT
) -> Loaded | Trouble:
    """The bytes at an address, if they are of these kinds and no more than `limit` after decompression."""
    try:
        async with asyncio.timeout(TOTAL), client(allowed) as http:
            return await _follow(http, url, kinds, limit)
    except Refused as refusal:
        return Trouble(str(refusal), permanent=True, owner="agency")
    except TimeoutError:
        return Trouble(f"{_host(url)} took longer than {TOTAL:.0f} seconds to answer.", permanent=False)
    except httpx2.HTTPError:
        return Trouble(f"{_host(url)} could not be reached.", permanent=False)


async def _follow(http: httpx2.AsyncClient, url: str, kinds: tuple[str, ...], limit: int) -> Loaded | Trouble:
    for _ in range(HOPS + 1):
        _check(url)
        with telemetry.span_of_request("GET") as span:
            telemetry.at(url)
            async with http.stream("GET", url, headers={"User-Agent": "Baton"}) as response:
                span.answered(response.status_code)
                if not response.is_redirect:
                    return await _read(url, response, kinds, limit)
                url = urljoin(url, response.headers.get("location", ""))
    return Trouble(f"{_host(url)} sends on from page to page without an end.", permanent=True, owner="agency")


def _check(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused(f"“{url[:100]}” is not a web address. It has to begin with https:// or http://.")
    if parts.username or parts.password:
        raise Refused("Take the name and password out of the address.")


async def _read(url: str, response: httpx2.Response, kinds: tuple[str, ...], limit: int) -> Loaded | Trouble:
    if response.status_code >= 500 or response.status_code == 429:
        return Trouble(f"{_host(url)} answered with error {response.status_code}.", permanent=False)
    if response.status_code >= 400:
        return Trouble(
            f"{_host(url)} answered “{response.status_code}” for this page.", permanent=True, owner="agency"
        )
    kind = response.headers.get("content-type", "text/plain").partition(";")[0].strip().lower()
    if not kind.startswith(kinds):
        return Trouble(f"{_host(url)} sent “{kind}”, which is not text.", permanent=True, owner="agency")
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > limit:
            most = f"{max(limit // 1_000_000, 1)} MB"
            return Trouble(f"The page at {_host(url)} is larger than {most}.", permanent=True, owner="agency")
    return Loaded(url, bytes(body), kind, response.encoding or "utf-8")


def _host(url: str) -> str:
    return urlsplit(url).hostname or "The page"
