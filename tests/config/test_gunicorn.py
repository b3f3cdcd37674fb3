import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_it_does_not_serve_a_wrong_setup() -> None:
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:config.gunicorn",
        "--bind",
        "127.0.0.1:0",
    ]
    environment = {**os.environ, "SECRET_KEY": "short"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert "(baton.E001) SECRET_KEY has only 5 characters" in done.stderr
    assert "Traceback" not in done.stderr
