"""How long a newcomer waits: from `bin/demo` to the first finished run, and to the pages at the second start.

The real command runs in a copy of this checkout with this checkout's environment linked in, so that installing is
not in it, and the database, the migrations and the content are. Median of three, with the offline stand-in.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure

ROOT = Path(__file__).resolve().parent.parent
TIMES = 3
FINISHED = re.compile(r"the run +done")
PAGES = re.compile(r"The pages are at http")
SETTINGS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "ANTHROPIC_API_KEY",
    "OPENAI_API_KEY",
    "GEMINI_API_KEY",
    "PYTHONPATH",
)
NOT_COPIED = (".git", ".venv", ".baton", ".*_cache", ".hypothesis", "__pycache__", "staticfiles")


def measure() -> list[Figure]:
    first, second = [], []
    for number in range(1, TIMES + 1):
        print(f"bin/demo from nothing, {number} of {TIMES} …", file=sys.stderr, flush=True)
        with clone() as folder:
            first.append(seconds_until(FINISHED, folder))
            second.append(seconds_until(PAGES, folder))
    return [
        Figure(
            "from bin/demo on an installed clone to the first finished run",
            round(median(first), 2),
            "s",
            goal=30,
        ),
        Figure("from the second bin/demo to its pages", round(median(second), 2), "s", goal=10),
    ]


@contextmanager
def clone() -> Iterator[Path]:
    """This checkout as it is now, without any data."""
    with tempfile.TemporaryDirectory(prefix="baton-bench-") as place:
        folder = Path(place, "baton")
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_COPIED))
        (folder / ".venv").symlink_to((ROOT / ".venv").resolve())
        yield folder


def seconds_until(line: re.Pattern[str], folder: Path) -> float:
    """From the command to this line of it; returns when the command has ended."""
    environment = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    said = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    started, seconds, heard = time.monotonic(), None, []
    with subprocess.Popen([folder / "bin" / "demo", "--once"], env=environment, **said) as demo:
        assert demo.stdout
        for text in demo.stdout:
            heard.append(text)
            if seconds is None and line.search(text):
                seconds = time.monotonic() - started
    if demo.returncode or seconds is None:
        raise RuntimeError(f"bin/demo ended with code {demo.returncode}, having said:\n{''.join(heard)}")
    return seconds
