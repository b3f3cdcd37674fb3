import os
import time
from pathlib import Path

import psutil

from config.processes import Group, running
from tests import living

LEAVES_A_CHILD = "sleep 60 & echo $! >child; wait"
STUBBORN = "trap '' TERM; echo $$ >child; while :; do sleep 0.1; done"


def group(script: str, folder: Path) -> Group:
    """The script, run in the folder; returns when it has written its child's number."""
    group = Group(["sh", "-c", f"cd '{folder}'; {script}"], os.environ)
    deadline = time.monotonic() + 10
    while not (folder / "child").exists() or not (folder / "child").read_text().strip():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return group


def runs(folder: Path) -> bool:
    """Whether the child that the script wrote down is at work."""
    try:
        return living.runs(psutil.Process(int((folder / "child").read_text())))
    except psutil.NoSuchProcess:
        return False


def test_it_ends_what_the_command_started(tmp_path: Path) -> None:
    started = group(LEAVES_A_CHILD, tmp_path)
    assert started.code is None
    assert runs(tmp_path)
    started.end()
    assert started.code == 143
    assert not runs(tmp_path)


def test_it_ends_what_a_dead_command_left_behind(tmp_path: Path) -> None:
    started = group("sleep 60 & echo $! >child; exit 3", tmp_path)
    assert started.wait() == 3
    assert runs(tmp_path)
    started.end()
    assert not runs(tmp_path)


def test_it_does_not_wait_for_ever(tmp_path: Path) -> None:
    started = group(STUBBORN, tmp_path)
    before = time.monotonic()
    started.end(grace=0.3)
    assert time.monotonic() - before < 3
    assert started.code == 137
    assert not runs(tmp_path)


def test_it_ends_with_its_block(tmp_path: Path) -> None:
    with running(["sleep", "60"], os.environ) as started:
        assert started.code is None
    assert started.code == 143


def test_it_may_end_twice(tmp_path: Path) -> None:
    with running(["true"], os.environ) as started:
        assert started.wait() == 0
        started.end()
    assert started.code == 0


def test_it_keeps_the_terminal_s_interrupts_away(tmp_path: Path) -> None:
    with running(["sleep", "60"], os.environ) as started:
        (child,) = [child for child in psutil.Process().children() if child.name() == "sleep"]
        assert os.getpgid(child.pid) != os.getpgrp()
        assert started.code is None
