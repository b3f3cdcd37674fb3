"""Settings that are unsafe, or that contradict each other."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from config.checks.urls import is_public, site
from config.settings import INSECURE_KEY

SHORTEST_KEY = 40  # characters
UNSHARED_CACHES = ("locmem.LocMemCache", "dummy.DummyCache")
UNSENT_MAIL = ("console", "locmem", "dummy", "filebased")


@register(Tags.security)
def secret_key(**_: Any) -> list[CheckMessage]:
    if settings.DEBUG or (settings.SECRET_KEY != INSECURE_KEY and len(settings.SECRET_KEY) >= SHORTEST_KEY):
        return []
    what = (
        "is not set"
        if settings.SECRET_KEY == INSECURE_KEY
        else f"has only {len(settings.SECRET_KEY)} characters"
    )
    return [
        Error(
            f"SECRET_KEY {what}, so anybody can forge sessions and review links.",
            hint="Set it to what `python3 -c 'import secrets; print(secrets.token_urlsafe(50))'` prints, "
            "and keep it: the same one for the web server and the workers.",
            id="baton.E001",
        )
    ]


@register(Tags.security)
def debug(**_: Any) -> list[CheckMessage]:
    if not (settings.DEBUG and is_public()):
        return []
    return [
        Error(
            f'DEBUG is on at "{settings.SITE_URL}": an error shows settings and data to whoever caused it.',
            hint="Remove DEBUG from the environment.",
            id="baton.E002",
        )
    ]


@register(Tags.security)
def allowed_hosts(**_: Any) -> list[CheckMessage]:
    if "*" in settings.ALLOWED_HOSTS:
        return [
            Error(
                'ALLOWED_HOSTS holds "*", so a forged Host header decides where links in e-mails lead.',
                hint=f"Set ALLOWED_HOSTS={site().hostname}, and further names with commas between them.",
                id="baton.E003",
            )
        ]
    if site().hostname and not _is_allowed(site().hostname or ""):
        return [
            Error(
                f'ALLOWED_HOSTS does not hold "{site().hostname}", the host of SITE_URL, so every page is refused.',
                hint=f"Set ALLOWED_HOSTS={site().hostname}, and further names with commas between them.",
                id="baton.E003",
            )
        ]
    return []


def _is_allowed(host: str) -> bool:
    names = [name.strip("[]") for name in settings.ALLOWED_HOSTS]
    return host in names or any(name.startswith(".") and f".{host}".endswith(name) for name in names)


@register(Tags.compatibility)
def queue(**_: Any) -> list[CheckMessage]:
    queue, problems = settings.Q_CLUSTER, list[CheckMessage]()
    if not queue.get("timeout") or queue["retry"] <= queue["timeout"]:
        problems.append(
            Error(
                f"Q_CLUSTER's retry, {queue['retry']} s, is not longer than its timeout, {queue.get('timeout')} s, "
                "so tasks run twice.",
                hint="Make retry at least half as long again as timeout.",
                id="baton.E006",
            )
        )
    elif queue["timeout"] <= settings.DRAIN_SECONDS:
        problems.append(
            Error(
                f"DRAIN_SECONDS, {settings.DRAIN_SECONDS}, is not shorter than Q_CLUSTER's timeout, "
                f"{queue['timeout']} s, so workers are killed in the middle of runs.",
                hint="Leave DRAIN_SECONDS out, or make it two thirds of the timeout.",
                id="baton.E007",
            )
        )
    return problems


@register(Tags.caches)
def shared_cache(**_: Any) -> list[CheckMessage]:
    backend = str(settings.CACHES["default"]["BACKEND"])  # type: ignore[index]
    if settings.DEBUG or not backend.endswith(UNSHARED_CACHES):
        return []
    return [
        Error(
            f"The cache, {backend}, is not shared between processes, so limits on sign-in and on the API count "
            "anew in each of them.",
            hint="Use the database cache (the default), or Redis.",
            id="baton.E008",
        )
    ]


@register(Tags.compatibility)
def mail(**_: Any) -> list[CheckMessage]:
    backend = settings.EMAIL_BACKEND
    if not is_public() or not any(f".{name}." in backend for name in UNSENT_MAIL):
        return []
    return [
        Warning(
            "No e-mail leaves this server: sign-in codes and review invitations reach nobody.",
            hint="Set EMAIL_URL, for example smtp+tls://user:password@smtp.example.com:587.",
            id="baton.W002",
        )
    ]
