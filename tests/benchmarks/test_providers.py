"""The benchmark of calls works, and would notice a vendor that answers nothing."""

import json
import os
import subprocess
import sys

from benchmarks.figures import Figure


def test_it_measures_every_vendor_and_what_we_add() -> None:
    command = [sys.executable, "-P", "-m", "benchmarks", "providers", "--quick", "--rounds", "1", "--json"]
    environment = {**os.environ, "PYTHONPATH": "."}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)["figures"]
    assert set(figures[0]) == set(Figure("", 0, "").as_json)
    names = " ".join(figure["name"] for figure in figures)
    for part in ("claude-sonnet-5-5", "gpt-6.2-sol", "gemini-4-carbon", "routing and metering", "fallback"):
        assert part in names
    assert all(figure["value"] > 0 for figure in figures[:3])
    assert all("the bare SDK" in figure["note"] for figure in figures[:3])
