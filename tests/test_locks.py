"""The lock files hold what pyproject.toml asks for. `bin/lock` writes them anew."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ASKED = {
    "requirements.lock": PROJECT["project"]["dependencies"],
    "requirements-dev.lock": [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]],
}


def pinned(lock: str) -> dict[str, list[str]]:
    """Package → versions; more than one where they depend on the Python."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([a-z0-9._-]+)==([^ ;]+)", (ROOT / lock).read_text(), re.MULTILINE):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


@pytest.mark.parametrize("lock", ASKED)
def test_it_pins_what_the_project_asks_for(lock: str) -> None:
    versions = pinned(lock)
    wanted = [Requirement(line) for line in ASKED[lock]]
    missing = [
        str(one)
        for one in wanted
        if not any(
            one.specifier.contains(version) for version in versions.get(canonicalize_name(one.name), [])
        )
    ]
    assert missing == []


def test_it_pins_the_same_versions_for_work_and_for_use() -> None:
    use, work = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert {name: work.get(name) for name in use} == use


@pytest.mark.parametrize("lock", ASKED)
def test_it_knows_the_hash_of_every_package(lock: str) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", (ROOT / lock).read_text())
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
