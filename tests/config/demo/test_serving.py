"""The demo's parts end together, soon."""

import os
import time

from config.demo import serving
from config.processes import Group

STUBBORN = "trap '' TERM; while :; do sleep 0.1; done"


def test_it_waits_for_all_parts_once(monkeypatch) -> None:
    monkeypatch.setattr(serving, "STOP_SECONDS", 1.0)
    parts = [Group(["sh", "-c", STUBBORN], os.environ) for _ in range(3)]
    time.sleep(0.3)  # until they have set their trap
    began = time.monotonic()
    serving._end(parts)
    assert time.monotonic() - began < 2.5
    assert [part.code for part in parts] == [137] * 3
