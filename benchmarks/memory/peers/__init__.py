"""Numpy as the floor, and other vector stores, on the same vectors: sqlite-vec, LanceDB, Chroma.

They live in environments of their own (`.baton/memory-floor`, `.baton/memory-peers`), made at first use, and run as
scripts beside this file that know nothing of us.
"""

import hashlib
import json
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.executor.stage import says
from benchmarks.ground import ROOT

HERE = Path(__file__).parent
LONGEST = 3600  # seconds


def ready(names: Sequence[str]) -> None:
    """What they need is installed before anything is measured."""
    for where in {_where(name) for name in ("numpy", *names)}:
        _installed(where)


def make(folder: Path) -> None:
    _run("floor", "make.py", str(folder))


def search(name: str, folder: Path, seconds: float) -> dict[str, Any]:
    """What one library said of itself: {"version", "load", "sizes": {size: {"ms", "found"}}}"""
    said = _run(_where(name), "search.py", name, str(folder), str(seconds))
    told: dict[str, Any] = json.loads(said.splitlines()[-1])
    return told


def _where(name: str) -> str:
    return "floor" if name == "numpy" else "peers"


def _run(where: str, script: str, *arguments: str) -> str:
    command = [str(_installed(where)), "-P", str(HERE / script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST)
    if done.returncode:
        raise RuntimeError(f"{script} {arguments[0]} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def _installed(where: str) -> Path:
    """Their Python; installed if what is there is not what the file says."""
    home, requirements = ROOT / ".baton" / f"memory-{where}", HERE / f"{where}.txt"
    python, note = home / "bin" / "python", home / ".installed"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if not (python.exists() and note.exists() and note.read_text() == wanted):
        says(f"installing {requirements.name} into {home.relative_to(ROOT)} …")
        venv.create(home, clear=True, with_pip=True, symlinks=True)
        pip = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", str(requirements)], check=True, stdout=sys.stderr)
        note.write_text(wanted)
    return python
