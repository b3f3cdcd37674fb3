"""Making and keeping the environment, in a small project of its own."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config.verbs import install

COMMAND = ("config", "verbs", "install.py")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    script = tmp_path.joinpath(*COMMAND)
    script.parent.mkdir(parents=True)
    shutil.copy(install.__file__, script)
    (tmp_path / "requirements.lock").write_text("# nothing\n")
    return tmp_path


def run(
    project: Path, name: str = "requirements.lock", **environment: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, project.joinpath(*COMMAND), name]
    return subprocess.run(command, env=environment, capture_output=True, text=True, cwd="/")


def test_it_makes_an_environment_once_and_mends_it(project: Path) -> None:
    """One story, because making an environment takes seconds."""
    first = run(project)
    assert (first.returncode, first.stdout) == (0, "")
    assert first.stderr.startswith("Installing what requirements.lock says into .venv")
    assert run(project).stderr == ""

    python = project / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/no/such/python")
    assert run(project).returncode == 0
    assert subprocess.run([python, "-c", ""]).returncode == 0

    (project / "requirements.lock").write_text("no-such-package-of-ours==1 --hash=sha256:00\n")
    changed = run(project)
    assert (changed.returncode, "Installing failed: see above" in changed.stderr) == (1, True)
    assert run(project).returncode == 1


def test_it_says_what_to_do_where_debian_split_a_part_off(project: Path) -> None:
    (project / "missing").mkdir()
    (project / "missing" / "ensurepip.py").write_text("raise ImportError")
    done = run(project, PYTHONPATH=str(project / "missing"))
    assert done.returncode == 1
    assert f"sudo apt-get install python{sys.version_info.major}.{sys.version_info.minor}-venv" in done.stderr


def test_it_leaves_a_broken_link_to_its_owner(project: Path) -> None:
    (project / ".venv").symlink_to(project / "elsewhere")
    done = run(project)
    assert done.returncode == 1
    assert "mend or remove the link" in done.stderr
