"""The web server's log, by a web server."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
APP = """
def application(environ, start_response):
    if environ["PATH_INFO"] == "/breaks":
        raise RuntimeError("sk-canary-0123456789")
    start_response("200 OK", [("X-Request-ID", "7f3c")])
    return [b"hello"]
"""
CONFIG = """
from config.logs.web import WebLog
logger_class = WebLog
accesslog = "-"
loglevel = "warning"
control_socket_disable = True
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    (tmp_path / "small_app.py").write_text(APP)
    (tmp_path / "conf.py").write_text(CONFIG)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", "--config", str(tmp_path / "conf.py"), "--bind", address]
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}", "LOG_FORMAT": "json"}
    process = subprocess.Popen(
        [*command, "small_app:application"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield f"http://{address}", process
    finally:
        process.kill()
        process.wait()


def asked(url: str) -> int:
    deadline = time.monotonic() + 60
    while True:
        try:
            return urllib.request.urlopen(url, timeout=10).status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_it_writes_requests_and_errors_as_everything_else(server) -> None:
    url, process = server
    assert asked(f"{url}/runs?name=CANARY") == 200
    assert asked(f"{url}/breaks?name=CANARY") == 500
    process.terminate()
    out, err = process.communicate(timeout=30)
    answered, failed = [json.loads(line) for line in out.splitlines()]
    assert answered["logger"] == "gunicorn.access"
    facts = {"method": "GET", "path": "/runs", "status": 200, "bytes": 5, "request_id": "7f3c"}
    assert {**answered, **facts} == answered
    assert answered["milliseconds"] >= 0
    assert (failed["path"], failed["status"]) == ("/breaks", 500)
    (broken,) = [json.loads(line) for line in err.splitlines()]
    assert (broken["logger"], broken["message"]) == ("gunicorn.error", "Error handling request GET /breaks?…")
    assert broken["exception"][0]["exc_value"] == "•••"
    assert "CANARY" not in out + err
