"""Where the running demo serves, noted for the commands beside it: their links should lead there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOTE = Path(".baton", "site-url")


@contextmanager
def noted(root: Path, url: str) -> Iterator[None]:
    """The address is known for as long as the block."""
    note = root / NOTE
    note.write_text(f"{url} {os.getpid()}")
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def known(root: Path) -> str:
    """The address of the demo that runs in this checkout, else ""."""
    try:
        url, pid = (root / NOTE).read_text().split()
        os.kill(int(pid), 0)
    except (OSError, ValueError):  # no note, or one of a demo that died without a word
        return ""
    return url
