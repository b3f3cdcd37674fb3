"""A vendor's SDK, held at arm's length: one client per event loop, nothing from the environment, errors as
values.

The SDKs read keys, base URLs and whole headers from environment variables and from profiles on disk. That
must never mix one client's account with another's, so what leaves is decided here and last: by an
allow-list of headers, with our own key.
"""

import asyncio
import json
import logging
from asyncio import AbstractEventLoop
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import cache
from ssl import SSLContext, SSLError
from typing import Any, TypeVar

from workflows import telemetry
from workflows.engine.tools import Reply, Trouble
from workflows.providers import bounds, guard, known
from workflows.providers.faults import Fault, NoAnswer, Vendor, meaning, trouble
from workflows.providers.sdks import Listed, Sdk
from workflows.providers.stored import Stored

T = TypeVar("T")
log = logging.getLogger(__name__)

CONNECT = 5.0  # seconds
LIST = "the list of models"  # in place of a model, where no model is asked
CONNECTIONS = 200  # at once, per account and event loop
HEADERS = frozenset(
    (
        "accept",
        "accept-encoding",
        "anthropic-version",
        "connection",
        "content-length",
        "content-type",
        "host",
        "transfer-encoding",
        "user-agent",
    )
)


@dataclass
class Session:
    """One account at one vendor. Close it in each event loop that used it, before the loop ends."""

    vendor: Vendor
    sdk: Sdk
    api_key: str
    base_url: str
    deadline: float = 600.0  # seconds for one whole call, however its bytes trickle
    stored: Stored | None = None  # where the account isn't the environment's
    _clients: dict[AbstractEventLoop, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.stored:
            self.vendor = self.stored.known_as(self.vendor)

    def __repr__(self) -> str:
        return f"Session({self.vendor.name}, {self.base_url})"

    async def call(self, ask: Callable[[Any], Awaitable[T]], model: str) -> T | Trouble:
        """What `ask` returns for this loop's client, or the Trouble that its exception stands for."""
        telemetry.at(self.base_url)
        try:
            client = self._client()  # the first one imports the SDK: no time of the vendor's
            async with asyncio.timeout(self.deadline):
                return await ask(client)
        except TimeoutError:
            return self.trouble(Fault(kind="timeout"), model)
        except Exception as error:
            fault = _of_the_connection(error) or self.sdk.fault(error) or _of_the_transport(error)
            if fault is None:
                raise
            return self.trouble(fault, model)

    async def models(self) -> Listed | Trouble:
        """The models that the account lists, in its order."""
        found = await self.call(self.sdk.models, LIST)
        return self.trouble(Fault(kind="unreadable"), LIST) if found is None else found

    def reading(self, read: Callable[[], Reply], model: str) -> Reply | Trouble:
        """What `read` makes of an answer; the SDKs check nothing, so that any part of it may be missing or another."""
        try:
            return read()
        except (AttributeError, IndexError, KeyError, TypeError):
            log.warning("An answer for %s could not be read.", model, exc_info=True)
            return self.trouble(Fault(kind="unreadable"), model)

    def trouble(self, fault: Fault, model: str) -> Trouble:
        telemetry.went_wrong(meaning(fault))
        vendor, is_known = self.vendor, known.MODELS.find(model, self.vendor.name) is not None
        if vendor.wrong == "ours" and not is_known and model != LIST:
            vendor = replace(vendor, wrong="unfit")  # an agency's own row says what can be asked of it
        return trouble(fault, vendor, model, known.MODELS.label(model, vendor.name), self.api_key)

    async def aclose(self) -> None:
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await self.sdk.close(client)

    def _client(self) -> Any:
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            for ended in [other for other in self._clients if other.is_closed()]:
                del self._clients[ended]
            self._clients[loop] = self._new_client()
        return self._clients[loop]

    def _new_client(self) -> Any:
        import httpx2

        return self.sdk.client(
            self.api_key,
            self.base_url,
            httpx2.Timeout(self.deadline, connect=CONNECT),
            limits=httpx2.Limits(max_connections=CONNECTIONS),
            trust_env=False,
            verify=_trusted(),
            follow_redirects=False,
            event_hooks={"request": [self._only_ours], "response": [bounds.checked]},
            **self._guard(),
        )

    def _guard(self) -> dict[str, Any]:
        if not (self.stored and self.stored.guarded):
            return {}
        return {"transport": guard.transport(self.base_url, _trusted(), CONNECTIONS)}

    async def _only_ours(self, request: Any) -> None:
        """The last word on what leaves: no header that the environment put there, and our key or none."""
        for name in set(request.headers) - HEADERS:
            del request.headers[name]
        request.headers["accept-encoding"] = bounds.PLAIN
        if self.api_key:
            name, value = self.sdk.key_header(self.api_key)
            request.headers[name] = value


@cache
def _trusted() -> SSLContext:
    """The certificates that are trusted, read once: for each account and loop anew it takes 20 ms of CPU."""
    import httpx2

    return httpx2.create_ssl_context(trust_env=False)


def _of_the_connection(error: BaseException | None) -> Fault | None:
    """Why it was not even begun, or not read, where transport and SDK have wrapped that into words of their own."""
    while error is not None:
        if isinstance(error, NoAnswer):
            return error.fault
        if isinstance(error, guard.PrivateAddress):
            return Fault(kind="private")
        if isinstance(error, SSLError):
            return Fault(kind="unsafe")
        error = error.__cause__
    return None


def _of_the_transport(error: Exception) -> Fault | None:
    """What went wrong below the SDK, where it lets that through."""
    import aiohttp
    import httpx2

    # aiohttp's transport says ConnectTimeout of a refused connection, too
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
        return Fault(kind="unreachable")
    if isinstance(error, httpx2.TimeoutException):
        return Fault(kind="timeout")
    if isinstance(error, httpx2.HTTPError | aiohttp.ClientError):
        return Fault(kind="broken")
    return Fault(kind="unreadable") if isinstance(error, json.JSONDecodeError) else None
