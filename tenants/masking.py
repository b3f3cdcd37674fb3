"""What looks like a secret, masked: on the page that hands a workflow over, and in every line of the log."""

import re

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
