"""What differs between the vendors' SDKs: how a client is made, where the key goes, and what an exception says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Any, Protocol

from workflows.providers.faults import Fault, number, retry_after

Listed = dict[str, str]
"""A model's id → what its vendor says of its end, as a clause ("is retired"); "" where it says nothing."""


class Sdk(Protocol):
    def client(self, api_key: str, base_url: str, timeout: Any, **http: Any) -> Any:
        """A client that sends by aiohttp and tries once; `http` is for its transport."""
        ...

    async def close(self, client: Any) -> None: ...

    def key_header(self, api_key: str) -> tuple[str, str]: ...

    async def models(self, client: Any) -> Listed | None:
        """The models that it lists; None for what is no such list."""
        ...

    def fault(self, error: Exception) -> Fault | None:
        """What the vendor said; None where the exception isn't the SDK's own."""
        ...


@dataclass(frozen=True)
class Stainless:
    """Anthropic's and OpenAI's SDKs: one generator (Stainless) makes both."""

    package: str  # "anthropic"
    client_class: str  # "AsyncAnthropic"
    options: Mapping[str, Any] = field(default_factory=dict)

    def client(self, api_key: str, base_url: str, timeout: Any, **http: Any) -> Any:
        sdk = import_module(self.package)
        return getattr(sdk, self.client_class)(
            api_key=api_key or "none", base_url=base_url, timeout=timeout, max_retries=0,
            http_client=sdk.DefaultAioHttpClient(timeout=timeout, **http), **self.options,
        )  # fmt: skip

    async def close(self, client: Any) -> None:
        await client.close()

    def key_header(self, api_key: str) -> tuple[str, str]:
        return "authorization", f"Bearer {api_key}"

    async def models(self, client: Any) -> Listed | None:
        """The SDK does not check what it is given: a proxy's page comes through as text."""
        first = await client.models.list()
        if not isinstance(getattr(first, "data", None), list):
            return None
        return _listed([(getattr(model, "id", None), _end(model)) async for model in first])

    def fault(self, error: Exception) -> Fault | None:
        """One from inside a stream has a status of 200 or none at all."""
        import httpx2

        sdk = import_module(self.package)
        if not isinstance(error, sdk.APIError):
            return None
        if isinstance(error, sdk.APITimeoutError):
            return Fault(kind="timeout")
        if isinstance(error, sdk.APIConnectionError):
            return Fault(kind="broken" if isinstance(error.__cause__, httpx2.ReadError) else "unreachable")
        if isinstance(error, sdk.APIResponseValidationError):
            return Fault(kind="unreadable")
        return _said(error)


def _said(error: Any) -> Fault:
    """The vendor's own sentence comes out of the body, without the SDK's wrapping."""
    response = getattr(error, "response", None)
    body = error.body if isinstance(error.body, dict) else {}
    status = getattr(error, "status_code", None)
    return Fault(
        status=status,
        kind=getattr(error, "type", None) or "",
        code=getattr(error, "error_code", None) or getattr(error, "code", None) or "",
        message=getattr(error, "api_message", None) or str(body.get("message") or ""),
        retry_after=retry_after(response.headers) if response is not None else None,
        begun=status is None or status < 400,
    )


class GoogleGenAI:
    """Google's SDK for Gemini. Left to itself it takes accounts, projects and replays from the environment, and
    repeats a call that broke off.
    """

    API_VERSION = "v1beta"  # the SDK's own default has not all that is documented

    def client(self, api_key: str, base_url: str, timeout: Any, **http: Any) -> Any:
        from google import genai
        from google.genai import types
        from google.genai.client import DebugConfig
        from openai import DefaultAioHttpClient  # the same transport for all vendors

        transport = DefaultAioHttpClient(timeout=timeout, **http)
        client: Any = genai.Client(
            vertexai=False,
            api_key=api_key or "none",
            debug_config=DebugConfig(client_mode=None, replays_directory=None, replay_id=None),
            http_options=types.HttpOptions(
                base_url=base_url,
                api_version=self.API_VERSION,
                retry_options=types.HttpRetryOptions(attempts=1),
                httpx_async_client=transport,
            ),
        )
        client.transport = transport  # the SDK closes its own only
        return client

    async def close(self, client: Any) -> None:
        await client.transport.aclose()
        client.close()

    def key_header(self, api_key: str) -> tuple[str, str]:
        return "x-goog-api-key", api_key

    async def models(self, client: Any) -> Listed | None:
        """Those that write; it has others, for pictures and vectors. Of their ends it says nothing."""
        writers = [
            ((model.name or "").removeprefix("models/"), "")
            async for model in await client.aio.models.list(config={"page_size": 1000})
            if "generateContent" in (model.supported_actions or ["generateContent"])
        ]
        return _listed(writers)

    def fault(self, error: Exception) -> Fault | None:
        import pydantic
        from google.genai import errors

        if isinstance(error, errors.UnknownApiResponseError | pydantic.ValidationError):
            return Fault(kind="unreadable")
        if not isinstance(error, errors.APIError):
            return None
        facts = _google_details(error.details)
        return Fault(
            status=error.code if isinstance(error.code, int) else None,
            kind=error.status or "",
            code=_google_code(facts),
            message=error.message or "",
            retry_after=_google_wait(facts),
            begun=getattr(error, "begun", False),
        )


def _listed(found: list[tuple[Any, str]]) -> Listed:
    return {name: end for name, end in found if isinstance(name, str) and name}


def _end(model: Any) -> str:
    """Anthropic tells a stage and a day, and goes on listing what is retired; OpenAI tells a day."""
    stage = getattr(model, "lifecycle", None)
    if stage == "retired":
        return "is retired"
    day = _day(getattr(model, "retires_at", None)) or _day(getattr(model, "shutdown_date", None))
    if day:
        return f"leaves on {day}"
    return "is deprecated" if stage == "deprecated" else ""


def _day(at: Any) -> str:
    """“4 January 2027”; "" for what is no day: the SDKs check nothing."""
    try:
        moment = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    except (TypeError, ValueError):
        return ""
    return f"{moment:%-d %B %Y}"


def _google_details(body: Any) -> list[dict[str, Any]]:
    """What Google says beside the sentence: a list of typed facts, in the error of the body."""
    error = body.get("error", body) if isinstance(body, dict) else {}
    facts = error.get("details") if isinstance(error, dict) else None
    return [fact for fact in facts if isinstance(fact, dict)] if isinstance(facts, list) else []


def _google_code(facts: list[dict[str, Any]]) -> str:
    """A day's quota that is used up has the status of a limit of the minute; only the quota's id tells."""
    for fact in facts:
        if any("PerDay" in str(quota.get("quotaId", "")) for quota in fact.get("violations") or []):
            return "quota_of_the_day"
    return next((str(fact["reason"]) for fact in facts if fact.get("reason")), "")


def _google_wait(facts: list[dict[str, Any]]) -> float | None:
    """Seconds, "34.4s" in the body rather than in a header."""
    for fact in facts:
        if delay := str(fact.get("retryDelay", "")).removesuffix("s"):
            return number(delay)
    return None
