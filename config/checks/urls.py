"""Addresses in the settings."""

from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}


def site() -> SplitResult:
    return urlsplit(settings.SITE_URL)


def is_public() -> bool:
    """Whether people reach this from other computers."""
    return site().hostname not in LOCAL_HOSTS


@register(Tags.urls)
def site_url(**_: Any) -> list[CheckMessage]:
    problem = problem_of(settings.SITE_URL)
    if problem or site().path:
        what = problem or f'has a path, "{site().path}"'
        return [
            Error(
                f"SITE_URL {what}.",
                hint="Set SITE_URL to the address that people type, for example https://baton.example.com.",
                id="baton.E004",
            )
        ]
    if is_public() and site().scheme != "https":
        return [
            Warning(
                f'SITE_URL, "{settings.SITE_URL}", is not https, so passwords and sessions travel in the clear.',
                hint="Put a TLS proxy in front, and set SITE_URL to its https:// address.",
                id="baton.W003",
            )
        ]
    return []


@register(Tags.urls)
def model_urls(**_: Any) -> list[CheckMessage]:
    addresses = {name: url for name, url in settings.MODEL_ENVIRONMENT.items() if name.endswith("_URL")}
    addresses["EMBEDDINGS_URL"] = settings.EMBEDDINGS_URL
    return [
        Error(
            f"{name} {problem_of(url)}.",
            hint=f"Set {name} to an address such as https://api.example.com/v1, or leave it out.",
            id="baton.E005",
        )
        for name, url in addresses.items()
        if url and problem_of(url)
    ]


def problem_of(url: str) -> str:
    """What keeps this from being the base of a web address; "" if nothing does."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 (raises on a port that is no number)
    except ValueError:
        return f'is "{url}", which is no address'
    if parts.scheme not in ("http", "https"):
        return f'is "{url}", which doesn\'t start with http:// or https://'
    if not parts.hostname:
        return f'is "{url}", which names no host'
    if parts.username or parts.query or parts.fragment:
        return "has more in it than a scheme, a host and a path"
    return ""
