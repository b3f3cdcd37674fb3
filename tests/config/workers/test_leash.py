"""The leash, on processes that fork: whoever is on it goes when its other end does."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from config.workers.leash import VARIABLE, from_environment
from config.workers.reports import IDLE, SHAPE, Report, unpacked
from tests.config.workers.stage import ROOT, eventually
from tests.living import living

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


@dataclass(frozen=True)
class Family:
    """A process, its child, its grandchild and the next, and the keeper's ends of their pipes."""

    processes: list[psutil.Process]
    orders: int
    news: int


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Family]:
    theirs, orders = os.pipe()
    news, told = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-c", FAMILY, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, VARIABLE: f"{theirs},{told}"},
        pass_fds=(theirs, told),
        start_new_session=True,
    )
    os.close(theirs)
    os.close(told)
    eventually(lambda: len(list(tmp_path.iterdir())) == 4, "they don't come up")
    family = Family([psutil.Process(int(path.name)) for path in tmp_path.iterdir()], orders, news)
    yield family
    for relative in living(family.processes, after=0):
        relative.kill()
    process.wait()
    for end in (orders, news):
        with suppress(OSError):
            os.close(end)


def test_it_ends_all_generations(family: Family) -> None:
    os.write(family.orders, b"t")  # an order that nobody reads is no reason to stay
    assert len(living(family.processes, after=1.5)) == 4
    os.close(family.orders)
    assert living(family.processes) == []


def test_it_reports_what_its_process_is_at(family: Family) -> None:
    time.sleep(2.5)
    reports = unpacked(os.read(family.news, 100 * SHAPE.size))
    assert len(reports) >= 2
    assert {report.state for report in reports} == {IDLE}
    assert len({report.pid for report in reports}) == 1  # the children have not said what they are


def test_it_is_on_no_leash_without_a_keeper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert from_environment() is None


def test_it_reads_whole_reports_only() -> None:
    assert unpacked(SHAPE.pack(7, b"i") + SHAPE.pack(8, b"d")) == [Report(7, b"i"), Report(8, b"d")]
