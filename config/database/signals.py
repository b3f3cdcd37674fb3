"""Ending well: a polite request to stop unwinds the stack, and the last steps are not interrupted."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

POLITE = (signal.SIGTERM, signal.SIGHUP)
Handler = Any  # what signal.signal takes and returns


def _exit(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


@contextmanager
def handled(handlers: dict[signal.Signals, Handler]) -> Iterator[None]:
    """Install these handlers for the block; a thread that isn't the main one may not, and needs not."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def terminable() -> Iterator[None]:
    """SIGTERM and SIGHUP raise SystemExit(128 + n), where nobody has said what they do (nohup has)."""
    silent = [number for number in POLITE if signal.getsignal(number) is signal.SIG_DFL]
    with handled(dict.fromkeys(silent, _exit)):
        yield


@contextmanager
def undisturbed() -> Iterator[None]:
    """SIGTERM, SIGHUP and Ctrl-C are ignored inside: it must be short, and bounded in time."""
    with handled(dict.fromkeys((*POLITE, signal.SIGINT), signal.SIG_IGN)):
        yield
