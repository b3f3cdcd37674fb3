"""Keys of questions, steps and criteria, made from the words that people give them."""

import re
import unicodedata
from collections.abc import Iterable

LENGTH = 40
PATTERN = r"^[a-z][a-z0-9_]*$"


def slug(words: str, otherwise: str = "x") -> str:
    """Small letters, digits and _, starting with a letter; of é and ü what is under the mark.
    `otherwise`: where no letter or digit is left."""
    plain = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or otherwise
    return (key if key[0].isalpha() else f"x_{key}")[:LENGTH].rstrip("_")


def unused(key: str, taken: Iterable[str]) -> str:
    """With a number at its end, if it is taken."""
    names, number, found = set(taken), 1, key
    while found in names:
        number += 1
        end = f"_{number}"
        found = key[: LENGTH - len(end)] + end
    return found
