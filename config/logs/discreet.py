"""What a log must not hold, whoever writes into it: keys and passwords, query strings, and the texts of clients.

Secrets go by their look (tenants.masking) and, surer, by their value: those of our own environment are known. Texts get
into logs by way of errors: Postgres quotes the row that it refuses, pydantic the value. Those quotes are cut.
"""

import logging
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import unquote

from tenants.masking import MASK, masked

LONGEST_ERROR = 300  # characters of an exception's own words
SHORTEST_SECRET = 8  # characters; a shorter one would blacken harmless words
TALKATIVE = (
    "anthropic",
    "openai",
    "google_genai",
    "google.auth",
    "httpx",
    "httpcore",
    "httpx2",
    "httpcore2",
    "aiohttp",
    "django.db.backends",
)
SECRET_NAME = re.compile(r"(KEY|TOKEN|SECRET|PASSWORD)$")
PASSWORD = re.compile(r"://[^/\s]*?:([^@\s/:]+)@")
QUERY = re.compile(r"\?[\w%.\[\]-]+=[^\s\"'<>]*")
ROW = re.compile(  # up to where Python goes on to the next exception
    r"\n(?:DETAIL|LINE \d+|CONTEXT|QUERY|STATEMENT):.*?(?=\n\nThe above exception|\n\nDuring handling|\Z)",
    re.S,
)
VALUE = re.compile(r"(input_value=).*?(?=, input_type=)|(invalid input \w+ for [^:\n]+: )\".*", re.S)


class Discreet(logging.Filter):
    """Drops what SDKs and drivers say below a warning: whole requests with their prompts, SQL with its values."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.WARNING or not any(
            record.name == name or record.name.startswith(f"{name}.") for name in TALKATIVE
        )


def discreet(value: Any) -> Any:
    """The same value; in all texts inside, at any depth, nothing is left that must not be seen."""
    if isinstance(value, str):
        return _tidy(value)
    if isinstance(value, Mapping):
        return {name: discreet(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [discreet(inner) for inner in value]
    return value if isinstance(value, int | float | None) else _tidy(str(value))


def in_short(error: str) -> str:
    """What an exception says, up to where it may begin to quote."""
    said = ROW.sub("", error)
    return said if len(said) <= LONGEST_ERROR else f"{said[:LONGEST_ERROR]}…"


def _tidy(text: str) -> str:
    known = _known()
    text = known.sub(MASK, text) if known else text
    return QUERY.sub("?…", VALUE.sub(r"\1\2…", ROW.sub("", masked(text))))


@cache
def _known() -> re.Pattern[str] | None:
    """The secrets of this process's environment."""
    longest_first = sorted(set(secrets_of(os.environ)), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))) if longest_first else None


def secrets_of(environment: Mapping[str, str]) -> Iterator[str]:
    for name, value in environment.items():
        found = [value] if SECRET_NAME.search(name) else PASSWORD.findall(value)
        if name.endswith("_HEADERS"):  # OTEL_EXPORTER_OTLP_HEADERS: name=value,name=value
            found += [pair.partition("=")[2] for pair in value.split(",")]
        for secret in found:
            yield from (text for text in (secret, unquote(secret)) if len(text) >= SHORTEST_SECRET)
