"""The keys that seal what agencies keep secret, and what they have sealed."""

import re
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections

from config.checks.settings import SHORTEST_KEY
from tenants.secrets import OWN
from workflows import keeping

NAME = re.compile(r"[A-Za-z0-9-]+")
HOW = (
    "Write SECRETS_KEYS=ID:KEY, further ones with commas between them, the newest first. `python3 -c 'import secrets; "
    "print(secrets.token_urlsafe(50))'` prints a good key."
)
TABLE = "SELECT to_regclass('public.workflows_credential') IS NOT NULL"


@register(Tags.security)
def secrets_keys(**_: Any) -> list[CheckMessage]:
    problems = [problem for name, key in settings.SECRETS_KEYS if (problem := _problem(name, key))]
    names = [name for name, _ in settings.SECRETS_KEYS]
    problems += [f"has two keys with the id “{name}”" for name in sorted(set(names)) if names.count(name) > 1]
    return [Error(f"SECRETS_KEYS {problem}.", hint=HOW, id="baton.E021") for problem in problems]


def _problem(name: str, key: str) -> str:
    """What is wrong with one entry; nothing of a key is ever told, and a part without “:” may be one."""
    if not key:
        return "has an entry that isn’t ID:KEY"
    if not NAME.fullmatch(name):
        return "has an entry whose id isn’t made of letters, digits and hyphens"
    if name == OWN:
        return f"has the id “{OWN}”, which stands for SECRET_KEY"
    if len(key) < SHORTEST_KEY:
        return f"has a key, “{name}”, of only {len(key)} characters; it needs {SHORTEST_KEY}"
    return ""


@register(Tags.database)
def sealed_secrets(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """A warning: one lost key must not keep everybody else's work from starting. Each key's own page says it too."""
    if not databases or not {DEFAULT_DB_ALIAS, keeping.OWNER} & set(databases):
        return []
    try:
        lost = keeping.lost_keys() if _is_there() else {}
    except OperationalError:  # which another check tells
        return []
    return [
        Warning(
            f"SECRETS_KEYS lacks the key “{name}”, and {number} stored model key{'s'[: number > 1]} can't be opened "
            "without it.",
            hint="Put it back and run bin/manage rotate_secrets; or enter those model keys again.",
            id="baton.W021",
        )
        for name, number in lost.items()
    ]


def _is_there() -> bool:
    """Not before the first migration."""
    with connections[keeping.OWNER].cursor() as cursor:
        cursor.execute(TABLE)
        return bool(cursor.fetchone()[0])
