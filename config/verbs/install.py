"""Make .venv hold what a lock file says; does nothing, quickly, when it does already.

    python config/verbs/install.py requirements.lock

Runs before anything is installed, so it imports the standard library only. An existing .venv, or a link to
one, is used as it is. What was installed is noted in it, by the lock file's hash.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
CONTAINED = {"requirements-dev.lock": ["requirements.lock"]}  # the first lock holds the others' packages too


def main(name: str) -> None:
    if _installed(name):
        return
    # Root's Postgres runs as another account, which must pass through here.
    (ROOT / ".baton").mkdir(mode=0o700 if os.geteuid() else 0o711, exist_ok=True)
    with (ROOT / ".baton" / "install.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # whoever comes second waits here, and finds it done
        if not _installed(name):
            _install(name)


def _installed(name: str) -> bool:
    """The interpreter is asked for too: an upgrade of the computer may have taken it away."""
    return PYTHON.exists() and _note(name).exists() and _note(name).read_text() == _hash(name)


def _install(name: str) -> None:
    started = time.monotonic()
    _say(f"Installing what {name} says into .venv (a minute or two, this time only) …")
    if not _works("-c", "import sys; sys.exit(sys.version_info < (3, 11))"):
        _make()
    if not _works("-m", "pip", "--version") and not _works("-m", "ensurepip"):
        _fail('There is no pip in ".venv": remove it, and run the same command again.')
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")
    done = subprocess.run(
        [*pip, "--require-hashes", "--no-deps", "-r", name], cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        _fail(f"{done.stderr.strip()}\nInstalling failed: see above, and run the same command again.")
    for lock in (name, *CONTAINED.get(name, [])):
        _note(lock).write_text(_hash(lock))
    _say(f"Installed in {time.monotonic() - started:.0f} s.")


def _make() -> None:
    """A new environment; in place of one that is broken, unless it is somebody else's behind a link."""
    if VENV.is_symlink():
        _fail(
            f'".venv" leads to "{VENV.resolve()}", where no Python 3.11 or later works: mend or remove the link.'
        )
    try:
        import ensurepip  # noqa: F401 (missing on Debian and Ubuntu until python3-venv is installed)
    except ImportError:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        _fail(
            f"{sys.executable} can't make environments, because Debian and Ubuntu split that off: "
            f"run `sudo apt-get install python{version}-venv`, and then the same command again."
        )
    venv.create(VENV, clear=(VENV / "pyvenv.cfg").exists(), symlinks=True)


def _works(*arguments: str) -> bool:
    return PYTHON.exists() and subprocess.run([PYTHON, *arguments], capture_output=True).returncode == 0


def _note(name: str) -> Path:
    return VENV / f".installed-{name}"


def _hash(name: str) -> str:
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201


def _fail(sentence: str) -> None:
    _say(sentence)
    sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1])
