"""A page of ours as a PDF, set in a process of its own, bounded in time and memory: no page stalls the web."""

import json
import logging
import re
import signal
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from threading import BoundedSemaphore

from memory import sandbox
from memory.limits import Limits
from workflows.printing.child import OUT_OF_MEMORY
from workflows.printing.inking import inked
from workflows.printing.reading import Node, nodes

log = logging.getLogger(__name__)
LIMITS = Limits(memory=1536 * 1024 * 1024, cpu_seconds=15, seconds=20)
AT_ONCE = 2  # in one web process
WAIT = 10  # seconds, for one of them
FONT = "Inter"
VIEW = re.compile(r'viewBox="(\S+) (\S+) (\S+) (\S+)"')
BOUNDS = (None, OUT_OF_MEMORY, -signal.SIGXCPU, -signal.SIGKILL, -signal.SIGABRT)
TOO_LONG = "This page is too long for a PDF. Take the Markdown, or print the page itself."
BROKEN = "This page can’t be made a PDF. Take the Markdown, and tell whoever keeps Baton: the log says more."
presses = BoundedSemaphore(AT_ONCE)


class Unprintable(Exception):
    """No PDF came of it; its text is the sentence that says why and what to do."""


def pdf(
    html: str,
    *,
    title: str,
    foot: str,
    described: str,
    diagrams: Sequence[str] = (),
    sheet: str = "",
    made: datetime | None,
    language: str = "en",
    limits: Limits = LIMITS,
) -> bytes:
    """`diagrams` are one drawing in two shapes, for wide and for narrow paper: `described` says what they show, and
    `sheet` holds their colours. The same for the same: what was `made` at no time bears no date.

    Raises Unprintable.
    """
    if not (read := _read(html)):
        raise Unprintable(TOO_LONG)
    page = {
        "title": title,
        "foot": foot,
        "described": described,
        "language": language,
        "made": int(made.timestamp()) if made else 0,
        "top": read,
        "diagrams": [_drawing(svg, sheet) for svg in diagrams],
    }
    if not presses.acquire(timeout=WAIT):
        raise Unprintable("Other PDFs are being made just now. Try again in a minute.")
    try:
        return _pressed(json.dumps(page).encode(), limits)
    finally:
        presses.release()


def _read(html: str) -> Node | None:
    """None: it is nested too deeply to be printed."""
    try:
        top = nodes(html)
        json.dumps(top)
    except RecursionError:
        return None
    return top


def _pressed(page: bytes, limits: Limits) -> bytes:
    ended = sandbox.run("workflows.printing.child", [json.dumps(asdict(limits))], page, limits)
    if ended.code == 0:
        return ended.output
    log.error("a PDF ended with %s: %s", ended.code, _kind(ended.errors))
    raise Unprintable(TOO_LONG if ended.code in BOUNDS else BROKEN)


def _kind(errors: bytes) -> str:
    """The name of the error alone: its message may quote the client's text."""
    lines = errors.decode(errors="replace").strip().splitlines()
    return lines[-1].partition(":")[0][:100] if lines else "no message"


def _drawing(svg: str, sheet: str) -> dict[str, object]:
    """Its size in pixels, and where it begins downwards."""
    found = VIEW.search(svg)
    assert found, svg[:200]
    _, top, width, height = map(float, found.groups())
    return {"svg": inked(svg, sheet, FONT), "top": top, "width": width, "height": height}
