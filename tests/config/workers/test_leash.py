"""The leash, on processes that fork: whoever is on it goes when its other end does."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from config.workers.leash import VARIABLE, from_environment
from config.workers.reports import IDLE, SHAPE, Report, unpacked
from tests.config.workers.stage import ROOT, eventually, living

FAMILY = """
import os, pathlib, sys, time
from config.workers import leash
held = leash.from_environment()
held.hold()
held.change(b"i")
for generation in range(3):
    if os.fork():
        break
pathlib.Path(sys.argv[1], str(os.getpid())).touch()
time.sleep(600)
"""


@pytest.fixture
def ends() -> tuple[int, int, int, int]:
    """The keeper's two and the cluster's two."""
    theirs, orders = os.pipe()
    news, told = os.pipe()
    return orders, news, theirs, told


def family(ends: tuple[int, int, int, int], folder: Path) -> list[psutil.Process]:
    """A process, its child, its grandchild and the next."""
    _, _, theirs, told = ends
    environment = {**os.environ, VARIABLE: f"{theirs},{told}"}
    command = [sys.executable, "-c", FAMILY, str(folder)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, pass_fds=(theirs, told), start_new_session=True
    )
    os.close(theirs)
    os.close(told)
    eventually(lambda: len(list(folder.iterdir())) == 4, "they don't come up")
    process.poll()
    return [psutil.Process(int(path.name)) for path in folder.iterdir()]


def test_it_ends_all_generations(ends: tuple[int, int, int, int], tmp_path: Path) -> None:
    all_of_them = family(ends, tmp_path)
    os.write(ends[0], b"t")  # an order that nobody reads is no reason to stay
    time.sleep(1.5)
    assert len(living(all_of_them)) == 4
    os.close(ends[0])
    assert living(all_of_them) == []
    os.close(ends[1])


def test_it_reports_what_its_process_is_at(ends: tuple[int, int, int, int], tmp_path: Path) -> None:
    family(ends, tmp_path)
    time.sleep(2.5)
    reports = unpacked(os.read(ends[1], 100 * SHAPE.size))
    assert len(reports) >= 2
    assert {report.state for report in reports} == {IDLE}
    assert len({report.pid for report in reports}) == 1  # the children have not said what they are
    os.close(ends[0])
    os.close(ends[1])


def test_it_is_on_no_leash_without_a_keeper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert from_environment() is None


def test_it_reads_whole_reports_only() -> None:
    assert unpacked(SHAPE.pack(7, b"i") + SHAPE.pack(8, b"d")) == [Report(7, b"i"), Report(8, b"d")]
