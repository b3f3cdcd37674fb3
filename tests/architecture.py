"""Reads every import of the project, without running any of it."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("tenants", "memory", "workflows", "reviews", "config")

# From the ground up: a module may import from its own level and from those above it in this list. The longest name
# that fits decides, so "workflows" is everything in it that has no line of its own.
LEVELS: tuple[tuple[str, ...], ...] = (
    ("tenants",),
    ("memory",),
    ("workflows.engine",),
    ("workflows.telemetry",),
    ("workflows.providers", "workflows.connectors", "workflows.timetable"),
    ("workflows.models", "workflows.migrations"),
    ("workflows",),
    ("workflows.tasks",),
    (
        "workflows.api",
        "workflows.views",
        "workflows.admin",
        "workflows.urls",
        "workflows.management",
        "workflows.apps",
    ),
    ("reviews",),
    ("config",),
)
ENGINE = "workflows.engine"
PURE = {"tenants.languages", "tenants.scripts", "tenants.phrases"}  # plain facts, and read by every room
ENGINE_MAY_IMPORT = {ENGINE, *PURE, "pydantic", "liquid", "re2", "snowballstemmer", "pyphen", "py3langid"}
FORBIDDEN = {"httpx": "httpx2 is its successor, and the SDKs use that", "requests": "use httpx2"}


@dataclass(frozen=True)
class Import:
    importer: str
    imported: str
    line: int
    within: str = ""  # the function that it hides in
    for_types: bool = False  # under `if TYPE_CHECKING`

    def __str__(self) -> str:
        return f"{self.importer}, line {self.line}, imports {self.imported}"


def sources(root: Path = ROOT) -> dict[str, Path]:
    """Module name → file, of our own packages."""
    found = {}
    for app in APPS:
        for path in sorted((root / app).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports_of(files: dict[str, Path]) -> list[Import]:
    return [found for name, path in files.items() for found in _read(name, path, files)]


def wrong_arrows(imports: list[Import]) -> list[str]:
    return [
        f"{found}, which stands above it: see LEVELS in tests/architecture.py"
        for found in imports
        if is_ours(found.imported) and level_of(found.imported) > level_of(found.importer)
    ]


def impure_engine(imports: list[Import]) -> list[str]:
    return [
        f"{found}: the engine may import itself, the standard library, pydantic and liquid only"
        for found in imports
        if (_in(found.importer, ENGINE) or found.importer in PURE)
        and found.imported.partition(".")[0] not in sys.stdlib_module_names
        and not any(_in(found.imported, allowed) for allowed in ENGINE_MAY_IMPORT)
    ]


def hidden(imports: list[Import]) -> list[str]:
    """Imports of our own inside functions, which would hide a cycle. AppConfig.ready has to, says Django."""
    return [
        f"{found} inside {found.within}(): import it at the top, or name it by its dotted path"
        for found in imports
        if found.within and is_ours(found.imported) and found.within != "ready"
    ]


def forbidden(imports: list[Import]) -> list[str]:
    return [
        f"{found}: {FORBIDDEN[package]}"
        for found in imports
        if (package := found.imported.partition(".")[0]) in FORBIDDEN
    ]


def cycle(imports: list[Import]) -> list[str]:
    """The modules of one ring of imports; [] if there is none."""
    graph: dict[str, set[str]] = {}
    for found in imports:
        if is_ours(found.imported) and not found.for_types:
            graph.setdefault(found.importer, set()).add(found.imported)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        ring: list[str] = error.args[1]
        return ring
    return []


def is_ours(module: str) -> bool:
    return module.partition(".")[0] in APPS


def level_of(module: str) -> int:
    fitting = [
        (len(name), level) for level, names in enumerate(LEVELS) for name in names if _in(module, name)
    ]
    return max(fitting)[1]


def _in(module: str, package: str) -> bool:
    return f"{module}.".startswith(f"{package}.")


def _read(name: str, path: Path, files: dict[str, Path]) -> Iterator[Import]:
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node, within, for_types in _walk(ast.parse(path.read_text())):
        for imported in _named(node, package, files):
            if imported != name:
                yield Import(name, imported, node.lineno, within, for_types)


def _walk(
    node: ast.AST, within: str = "", for_types: bool = False
) -> Iterator[tuple[ast.Import | ast.ImportFrom, str, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, within, for_types
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _walk(child, child.name, for_types)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            yield from _walk(child, within, True)
        else:
            yield from _walk(child, within, for_types)


def _named(node: ast.Import | ast.ImportFrom, package: str, files: dict[str, Path]) -> Iterator[str]:
    """The modules that one statement names; `from package import name` may name a module or something in it."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
    source = ".".join([*above, *([node.module] if node.module else [])])
    for alias in node.names:
        inner = f"{source}.{alias.name}"
        yield inner if inner in files else source
