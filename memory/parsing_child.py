"""The process that reads one upload: `python -m memory.parsing_child FORMAT LIMITS`.

The file comes on stdin. Exit 0: its Markdown is on stdout. Exit REFUSED: the reason, in words, is on stdout.
Exit OUT_OF_MEMORY, or any other: it broke on the file.
"""

import json
import os
import sys

from memory import sandbox
from memory.formats import ASKED
from memory.formats.tidying import tidy
from memory.limits import Limits
from memory.refusals import Unreadable

REFUSED = 3
OUT_OF_MEMORY = 4


def main(kind: str, limits: Limits) -> int:
    sandbox.bound(limits)
    try:
        return _write(_read(sys.stdin.buffer.read(), kind, limits), 0)
    except Unreadable as refusal:
        return _write(str(refusal), REFUSED)
    except MemoryError:
        return OUT_OF_MEMORY


def _read(data: bytes, kind: str, limits: Limits) -> str:
    text = tidy(ASKED[kind].load()(data, limits))
    if not any(map(str.isalnum, text)):
        raise Unreadable("has no text in it.")
    if len(text) > limits.characters:
        raise Unreadable(
            f"holds {len(text):,} characters of text; at most {limits.characters:,} can be kept: "
            "split it and upload what matters."
        )
    return text


def _write(text: str, code: int) -> int:
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
    return code


if __name__ == "__main__":
    code = main(sys.argv[1], Limits(**json.loads(sys.argv[2])))
    os._exit(code)  # at once: to unwind a large document tree could itself run out of memory
