"""An upload becomes Markdown, or one sentence that says why it can't.

The cheap checks (name, size, first bytes) are made here; the file is only opened in a process of its own.
"""

import json
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import PurePath

from memory import parsing_child, sandbox
from memory.formats import PAGES, READABLE, by_suffix, sniffing
from memory.limits import Limits
from memory.refusals import Unreadable

log = logging.getLogger(__name__)


def parse(data: bytes, filename: str, limits: Limits | None = None) -> str:
    """Markdown of an uploaded file. Raises Unreadable with a whole sentence; nothing is kept anywhere."""
    limits = limits or Limits()
    with _named(filename):
        return _read(data, _kind(data, filename, limits), limits)


def check(data: bytes, filename: str, limits: Limits) -> None:
    """What can be seen without opening the file. Raises Unreadable with a whole sentence."""
    with _named(filename):
        _kind(data, filename, limits)


def check_size(size: int, filename: str, limits: Limits) -> None:
    """The same for its size alone, so that what is too large needn't be held in memory."""
    with _named(filename):
        _fits(size, limits)


@contextmanager
def _named(filename: str) -> Iterator[None]:
    try:
        yield
    except Unreadable as refusal:
        raise Unreadable(f"“{shown(filename)}” {refusal}") from None


def pages(data: bytes, filename: str, limits: Limits | None = None) -> int:
    """How many a PDF has, without reading them. Raises Unreadable with a whole sentence."""
    try:
        return int(_read(data, PAGES, limits or Limits()))
    except Unreadable as refusal:
        raise Unreadable(f"“{shown(filename)}” {refusal}") from None


def shown(filename: str) -> str:
    """A stranger's file name, fit to be shown: without folders, invisible characters or great length."""
    name = "".join(c for c in PurePath(filename.replace("\\", "/")).name if c.isprintable())
    return name if len(name) <= 80 else f"{name[:60]}…{name[-15:]}"


def _kind(data: bytes, filename: str, limits: Limits) -> str:
    kind = by_suffix(PurePath(filename).suffix)
    if kind is None:
        raise Unreadable(f"is of a kind that can't be read here. What can: {READABLE}.")
    if not data.strip():
        raise Unreadable("is empty.")
    _fits(len(data), limits)
    sniffing.check(data, kind)
    return kind


def _fits(size: int, limits: Limits) -> None:
    if size > limits.bytes:
        raise Unreadable(
            f"is {megabytes(size)} MB; at most {megabytes(limits.bytes)} MB can be read: "
            "split it, or take out its pictures."
        )


def _read(data: bytes, kind: str, limits: Limits) -> str:
    ended = sandbox.run("memory.parsing_child", [kind, json.dumps(asdict(limits))], data, limits)
    if ended.code == 0:
        return ended.output.decode()
    if ended.code == parsing_child.REFUSED:
        raise Unreadable(ended.output.decode())
    log.warning("reading an upload as %s ended with %s: %s", kind, ended.code, _last_line(ended.errors))
    raise Unreadable(_why_it_broke(ended.code))


def _why_it_broke(code: int | None) -> str:
    if code is None or code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "takes too long to read: split it, or paste its text."
    if code == parsing_child.OUT_OF_MEMORY:
        return "needs more memory to read than a document should: split it, or paste its text."
    return "can't be read to its end: open it where it was written, save it again and upload that."


def _last_line(errors: bytes) -> str:
    """The name of the error alone: its message may quote the client's document."""
    lines = errors.decode(errors="replace").strip().splitlines()
    return lines[-1].partition(":")[0][:100] if lines else "no message"


def megabytes(size: int) -> str:
    """A number to stand before "MB"."""
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0")
