"""A page as its reader has it: how a template is broken into lines doesn't matter."""

import re
from typing import Any

TYPED = re.compile(r"(<(textarea|pre)\b[^>]*>)(.*?)(</\2>)", re.DOTALL)


def html_of(answer: Any) -> str:
    """The source of a response (or a source), with one space for any white space, and none where a tag begins or ends
    what it holds. What stands in a text box, or is set as it was typed, stays as it is."""
    source = answer if isinstance(answer, str) else answer.content.decode()
    typed = [found[3] for found in TYPED.finditer(source)]
    plain = re.sub(r"\s+", " ", TYPED.sub(lambda found: f"{found[1]}\0{found[4]}", source))
    plain = re.sub(r" (?=/?>)", "", plain)
    plain = re.sub(r"(<[a-z][^<>]*>) ", r"\1", plain)
    plain = re.sub(r" (?=</)", "", plain)
    return re.sub("\0", lambda _: typed.pop(0), plain)
