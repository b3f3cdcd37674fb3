"""What the tests give to real workers."""

import os
import time
from pathlib import Path


def note(file: str) -> None:
    """Which process did it."""
    _write(file)


def hold(file: str, seconds: float) -> None:
    """Keeps its worker busy, and notes when it could finish."""
    _write(file)
    time.sleep(seconds)
    _write(f"{file}-finished")


def wait(file: str) -> None:
    """Keeps its worker busy until `<file>-go` is there."""
    _write(file)
    while not Path(f"{file}-go").exists():
        time.sleep(0.05)
    _write(f"{file}-finished")


def _write(file: str) -> None:
    draft = Path(f"{file}.draft")
    draft.write_text(str(os.getpid()))
    draft.replace(file)
