"""A vendor's SDK, held at arm's length: one client per event loop, nothing from the environment, errors as
values.

Both SDKs read keys, base URLs and whole headers from environment variables and from profiles on disk. That
must never mix one client's account with another's, so what leaves is decided here and last: by an
allow-list of headers, with our own key.
"""

import asyncio
import json
from asyncio import AbstractEventLoop
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from ssl import SSLContext
from types import ModuleType
from typing import Any, TypeVar

from workflows import telemetry
from workflows.engine.tools import Trouble
from workflows.providers import catalogue
from workflows.providers.faults import Fault, Vendor, meaning, retry_after, trouble

T = TypeVar("T")

CONNECT = 5.0  # seconds
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
    package: str  # the SDK: "anthropic"
    client_class: str  # "AsyncAnthropic"
    api_key: str
    base_url: str
    deadline: float = 600.0  # seconds for one whole call, however its bytes trickle
    options: Mapping[str, Any] = field(default_factory=dict)
    _clients: dict[AbstractEventLoop, Any] = field(default_factory=dict, repr=False)

    def __repr__(self) -> str:
        return f"Session({self.vendor.name}, {self.base_url})"

    async def call(self, ask: Callable[[Any], Awaitable[T]], model: str) -> T | Trouble:
        """What `ask` returns for this loop's client, or the Trouble that its exception stands for."""
        import aiohttp
        import httpx2

        sdk = import_module(self.package)
        telemetry.at(self.base_url)
        try:
            async with asyncio.timeout(self.deadline):
                return await ask(self._client(sdk))
        except TimeoutError:
            return self.trouble(Fault(kind="timeout"), model)
        except sdk.APIError as error:
            return self.trouble(_fault(sdk, error), model)
        except httpx2.TimeoutException:
            return self.trouble(Fault(kind="timeout"), model)
        except (httpx2.HTTPError, aiohttp.ClientError):
            return self.trouble(Fault(kind="broken"), model)
        except json.JSONDecodeError:
            return self.trouble(Fault(kind="unreadable"), model)

    def trouble(self, fault: Fault, model: str) -> Trouble:
        telemetry.went_wrong(meaning(fault))
        return trouble(fault, self.vendor, model, catalogue.label(model, self.vendor.name), self.api_key)

    async def aclose(self) -> None:
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.close()

    def _client(self, sdk: ModuleType) -> Any:
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            for ended in [other for other in self._clients if other.is_closed()]:
                del self._clients[ended]
            self._clients[loop] = self._new_client(sdk)
        return self._clients[loop]

    def _new_client(self, sdk: ModuleType) -> Any:
        import httpx2

        timeout = httpx2.Timeout(self.deadline, connect=CONNECT)
        http_client = sdk.DefaultAioHttpClient(
            timeout=timeout,
            limits=httpx2.Limits(max_connections=CONNECTIONS),
            trust_env=False,
            verify=_trusted(),
            follow_redirects=False,
            event_hooks={"request": [self._only_ours]},
        )
        return getattr(sdk, self.client_class)(
            api_key=self.api_key or "none",
            base_url=self.base_url,
            timeout=timeout,
            max_retries=0,
            http_client=http_client,
            **self.options,
        )

    async def _only_ours(self, request: Any) -> None:
        """The last word on what leaves: no header that the environment put there, and our key or none."""
        for name in set(request.headers) - HEADERS:
            del request.headers[name]
        if self.api_key:
            request.headers["authorization"] = f"Bearer {self.api_key}"


@cache
def _trusted() -> SSLContext:
    """The certificates that are trusted, read once: for each account and loop anew it takes 20 ms of CPU."""
    import httpx2

    return httpx2.create_ssl_context(trust_env=False)


def _fault(sdk: ModuleType, error: Any) -> Fault:
    """What an SDK's exception says. One from inside a stream has a status of 200 or none at all."""
    import httpx2

    if isinstance(error, sdk.APITimeoutError):
        return Fault(kind="timeout")
    if isinstance(error, sdk.APIConnectionError):
        return Fault(kind="broken" if isinstance(error.__cause__, httpx2.ReadError) else "unreachable")
    if isinstance(error, sdk.APIResponseValidationError):
        return Fault(kind="unreadable")
    response = getattr(error, "response", None)
    return Fault(
        status=getattr(error, "status_code", None),
        kind=getattr(error, "type", None) or "",
        code=getattr(error, "error_code", None) or getattr(error, "code", None) or "",
        message=getattr(error, "api_message", None) or _message(error),
        retry_after=retry_after(response.headers) if response is not None else None,
    )


def _message(error: Any) -> str:
    """The vendor's own sentence out of the body, without the SDK's wrapping."""
    body = error.body if isinstance(error.body, dict) else {}
    return str(body.get("message") or "")
