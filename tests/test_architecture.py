"""The arrows of the design, held by reading every import. A wrong one names its line."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import architecture
from tests.architecture import ROOT, Import, imports_of, sources

IMPORTS = imports_of(sources())
TEXTS = {".py", ".md", ".html", ".css", ".js", ".toml", ".yaml", ".yml", ".json", ".txt", ".lock", ""}
MACHINE = re.compile(r"(?<![\w.:/])/(?:work|root|home/\w+|Users/\w+|opt/\w+)/")


def texts() -> Iterator[Path]:
    """What we wrote: hidden folders, but for .ci, hold what tools wrote."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [
            name for name in folders if name == ".ci" or not name.startswith((".", "__", "staticfiles"))
        ]
        yield from (Path(folder, name) for name in names if Path(name).suffix in TEXTS and name != ".git")


def test_it_reads_all_of_the_project() -> None:
    apps = {found.importer.partition(".")[0] for found in IMPORTS}
    assert apps == set(architecture.APPS)


def test_it_finds_no_import_against_the_arrows() -> None:
    assert architecture.wrong_arrows(IMPORTS) == []


def test_it_finds_nothing_impure_in_the_engine() -> None:
    assert architecture.impure_engine(IMPORTS) == []


def test_it_finds_no_ring_of_imports() -> None:
    assert architecture.cycle(IMPORTS) == []


def test_it_finds_no_import_hidden_in_a_function() -> None:
    assert architecture.hidden(IMPORTS) == []


def test_it_finds_no_package_that_we_gave_up() -> None:
    assert architecture.forbidden(IMPORTS) == []


def test_it_finds_no_path_of_somebody_s_computer() -> None:
    found = [
        f"{path.relative_to(ROOT)}, line {number}: {line.strip()[:80]}"
        for path in texts()
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if MACHINE.search(line)
    ]
    assert found == []


def test_it_finds_no_host_in_the_lock_files() -> None:
    locks = list(ROOT.glob("requirements*.lock"))
    assert len(locks) == 2
    assert [lock.name for lock in locks if "://" in lock.read_text() or "--index" in lock.read_text()] == []


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of our shape, with one small module in each place."""
    for module in (
        "tenants/scope",
        "memory/recall",
        "workflows/engine/plan",
        "workflows/models/run",
        "workflows/runner",
    ):
        path = tmp_path / f"{module}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    return tmp_path


def read(project: Path, module: str, source: str) -> list[Import]:
    (project / module).write_text(source)
    return imports_of(sources(project))


@pytest.mark.parametrize(
    ("module", "statement"),
    [
        ("tenants/scope.py", "from memory import recall"),
        ("memory/recall.py", "import workflows.models.run"),
        ("workflows/models/run.py", "from workflows.runner import drive"),
        ("workflows/models/run.py", "from ..runner import drive"),
        ("workflows/runner.py", "from reviews.models import Review"),
        ("workflows/runner.py", "if TYPE_CHECKING:\n    from reviews.models import Review"),
        ("workflows/runner.py", "def late():\n    from config import settings"),
    ],
)
def test_it_would_catch_a_wrong_arrow(project: Path, module: str, statement: str) -> None:
    (problem,) = architecture.wrong_arrows(read(project, module, statement))
    assert problem.startswith(module.removesuffix(".py").replace("/", "."))


@pytest.mark.parametrize(
    "statement", ["import django", "from tenants import scope", "from workflows.models import run"]
)
def test_it_would_catch_an_impure_engine(project: Path, statement: str) -> None:
    assert len(architecture.impure_engine(read(project, "workflows/engine/plan.py", statement))) == 1


def test_it_would_catch_a_ring_and_a_hidden_import(project: Path) -> None:
    read(project, "workflows/runner.py", "from workflows.toolbox import tools")
    imports = read(project, "workflows/toolbox.py", "from workflows import runner")
    assert set(architecture.cycle(imports)) == {"workflows.runner", "workflows.toolbox"}
    imports = read(project, "workflows/toolbox.py", "def late():\n    from workflows import runner")
    assert len(architecture.hidden(imports)) == 1


def test_it_would_catch_a_package_that_we_gave_up(project: Path) -> None:
    assert len(architecture.forbidden(read(project, "workflows/runner.py", "import httpx"))) == 1
    assert architecture.forbidden(read(project, "workflows/runner.py", "import httpx2")) == []


@pytest.mark.parametrize("place", ["home/somebody", "root", "Users/somebody"])
def test_it_would_catch_a_path_of_somebody_s_computer(place: str) -> None:
    assert MACHINE.search(f"cd /{place}/baton")


@pytest.mark.parametrize("line", ["https://example.com/work/us", "templates/root/x", "./home/page/", "/opt"])
def test_it_lets_other_paths_be(line: str) -> None:
    assert not MACHINE.search(line)
