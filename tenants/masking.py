"""What looks like a secret, masked: on the page that hands a workflow over, and in every line of the log."""

import re
from typing import Any

MASK = "•••"
NAMED = re.compile(
    r"((?:api[_-]?key|key|token|secret|password|passwd|auth|authorization)[\"']?\s*[=:]\s*[\"']?"
    r"(?:(?:Bearer|Basic)\s+)?)[^\s&\"'}{]+",
    re.I,
)
IN_ADDRESS = re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^/\s@\"']+@", re.I)
BEARER = re.compile(r"(\b(?:Bearer|Basic)\s+)(?=\S*\d)[\w.~+/=-]{12,}", re.I)
SHAPED = re.compile(  # as vendors make them; a digit tells them from words
    r"\b(?:sk-|baton_[0-9a-f]+_|gh[a-z]_|github_pat_|xox[a-z]-|AKIA|AIza|eyJ)(?=[\w.-]*\d)[\w.-]{12,}"
)


def masked(text: str) -> str:
    """The same text; of a secret only what announces it is left."""
    text = SHAPED.sub(MASK, IN_ADDRESS.sub(rf"\1{MASK}@", text))
    return BEARER.sub(rf"\1{MASK}", NAMED.sub(rf"\1{MASK}", text))


WORD = r"(?:key|token|secret|password|passwd|auth)[\"']?"
VALUE = r"[^\s&\"'}{]"
CERTAIN = (  # a word such as “key:” alone says little in running text
    re.compile(rf"([?&][\w-]*{WORD}=){VALUE}+", re.I),
    re.compile(rf"({WORD}\s*=\s*[\"']?)(?={VALUE}*\d){VALUE}{{6,}}", re.I),
    re.compile(rf"({WORD}\s*:\s*[\"']?)(?={VALUE}*\d){VALUE}{{12,}}", re.I),
)


def without_secrets(value: Any) -> Any:
    """The same lists, names and texts, without what is surely a secret; the rest stays to the letter."""
    if isinstance(value, dict):
        return {name: without_secrets(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [without_secrets(inner) for inner in value]
    return _certainly_masked(value) if isinstance(value, str) else value


def _certainly_masked(text: str) -> str:
    text = BEARER.sub(rf"\1{MASK}", SHAPED.sub(MASK, IN_ADDRESS.sub(rf"\1{MASK}@", text)))
    for pattern in CERTAIN:
        text = pattern.sub(rf"\1{MASK}", text)
    return text
