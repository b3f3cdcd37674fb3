"""Other executors that keep each step in Postgres, on the same work, server and disk: DBOS, and LangGraph's saver.

They live in an environment of their own, `.baton/peers`, made at first use. Each runs as a script beside this file that
knows nothing of us and prints what it measured of itself as JSON.
"""

import hashlib
import json
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from benchmarks import meters
from benchmarks.executor.stage import says
from benchmarks.ground import ROOT, Ground

NAMES = ("dbos", "langgraph")
HERE, HOME = Path(__file__).parent, ROOT / ".baton" / "peers"
REQUIREMENTS = HERE / "requirements.txt"


@dataclass(frozen=True)
class Peer:
    version: str
    steps: int
    seconds: float
    cpu: float
    commits: int
    memory: float  # MB

    @property
    def speed(self) -> float:
        return self.steps / self.seconds


def run(ground: Ground, name: str, workload: str, runs: int, models: str = "") -> Peer:
    """One measurement in a new process on an empty database. `models`: the URL that each step of W200 asks."""
    database = f"peer_{name}"
    command = [
        str(installed()),
        "-P",
        str(HERE / f"{name}_w.py"),
        workload,
        str(runs),
        ground.database(database),
        models,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    if done.returncode:
        raise RuntimeError(f"{name} failed:\n{done.stderr[-2000:]}")
    told = json.loads(next(line for line in reversed(done.stdout.splitlines()) if line.startswith("{")))
    meters.deserted(ground, database)
    return Peer(**told, commits=meters.commits(ground, database))


def installed() -> Path:
    """Their Python; installed if what is there is not what the file says."""
    python, note = HOME / "bin" / "python", HOME / ".installed"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if not (python.exists() and note.exists() and note.read_text() == wanted):
        says(f"installing the peers into {HOME.relative_to(ROOT)} …")
        venv.create(HOME, clear=True, with_pip=True, symlinks=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", str(REQUIREMENTS)], check=True, stdout=sys.stderr)
        note.write_text(wanted)
    return python
