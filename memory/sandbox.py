"""A process of its own for reading what strangers wrote: bounded in memory and time, without our secrets.

The parent starts it and waits; the child bounds itself before it looks at the first byte. So a bomb takes
down the child, never the web process or the worker.
"""

import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from memory.limits import Limits

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Ended:
    code: int | None  # exit code, negative for a signal, None if the time was up
    output: bytes = b""
    errors: bytes = b""


def run(module: str, arguments: Sequence[str], data: bytes, limits: Limits) -> Ended:
    """Run `python -m module` on `data`, for at most `limits.seconds`, without our environment variables."""
    command = [sys.executable, "-B", "-W", "ignore", "-m", module, *arguments]
    bare = {"PYTHONUTF8": "1"}
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=limits.seconds, cwd=ROOT, env=bare
        )
    except subprocess.TimeoutExpired:
        return Ended(None)
    return Ended(done.returncode, done.stdout, done.stderr)


def bound(limits: Limits) -> None:
    """Called by the child, first of all: from here on it gets no more than this, and writes no files."""
    caps = {
        resource.RLIMIT_AS: limits.memory,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    if sys.platform == "darwin":  # macOS knows the limit on address space but refuses to set it
        del caps[resource.RLIMIT_AS]
    for which, cap in caps.items():
        resource.setrlimit(which, (cap, cap))
