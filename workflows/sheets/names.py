"""When two names of a column are the same: spaces, case and what stands for a space don't count."""

import re

_FILLING = re.compile(r"[\s_\-\u00ad\u200b-\u200f\u2060\ufeff]+")


def plain(name: object) -> str:
    return _FILLING.sub("", str(name)).casefold().rstrip("*")
