"""aimock: a stand-in for the vendors' APIs that others wrote, so that it isn't wrong in the same way as we may be."""

import fcntl
import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
PLACE = HERE.parent.parent / ".baton" / "peers" / "node"
PROGRAM = PLACE / "node_modules" / ".bin" / "llmock"
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
INSTALL_SECONDS, START_SECONDS = 240, 60


class Missing(Exception):
    """Why it isn't here, in a sentence."""


def installed() -> Path:
    """The program, installed at the first call. Raises Missing."""
    npm = shutil.which("npm")
    if npm is None:
        raise Missing("aimock was not tried: there is no Node.js with npm on this computer.")
    PLACE.mkdir(parents=True, exist_ok=True)
    with (PLACE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_current():
            _install(npm)
    return PROGRAM


def _is_current() -> bool:
    wanted, there = HERE / "package-lock.json", PLACE / "package-lock.json"
    return PROGRAM.exists() and there.exists() and there.read_bytes() == wanted.read_bytes()


def _install(npm: str) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, PLACE / name)
    command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    try:
        subprocess.run(
            command, cwd=PLACE, check=True, capture_output=True, text=True, timeout=INSTALL_SECONDS
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        (PLACE / "package-lock.json").unlink(missing_ok=True)
        raise Missing(f"aimock was not tried: npm could not install it ({type(error).__name__}).") from error


@contextmanager
def serving(fixtures: list[dict], folder: Path) -> Iterator[str]:
    """Its address, while it answers by these fixtures and refuses everything else. Raises Missing."""
    program = installed()
    file = folder / "fixtures.json"
    file.write_text(json.dumps({"fixtures": fixtures}))
    command = [str(program), "--port", "0", "--fixtures", str(file), "--strict", "--log-level", "info"]
    log = folder / "log.txt"
    with log.open("w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
    try:
        yield _address(process, log)
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        if found := ADDRESS.search(log.read_text()):
            return found.group()
        time.sleep(0.05)
    raise RuntimeError(f"aimock did not listen: {log.read_text()}")
