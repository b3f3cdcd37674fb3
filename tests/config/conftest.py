import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder for a database. Not tmp_path: where root runs the tests, another pytest that starts meanwhile closes
    that to the account which Postgres runs as."""
    with tempfile.TemporaryDirectory(prefix="baton-test-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def shared_place() -> Iterator[Path]:
    """The same folder for all tests of a module."""
    with tempfile.TemporaryDirectory(prefix="baton-test-") as folder:
        yield Path(folder)
