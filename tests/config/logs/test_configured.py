import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.logs import configured, form_of

ROOT = Path(__file__).resolve().parents[3]
LOGGERS = ("workflows.runner", "django-q", "django.security")
SAYS = f"""
import django, logging
django.setup()
for name in {LOGGERS}:
    logging.getLogger(name).info("Hello.")
    logging.getLogger(name).warning("Hello.")
"""


def said(**environment: str) -> list[str]:
    """What a fresh process writes whose loggers say something."""
    known = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", **environment}
    command = [sys.executable, "-c", SAYS]
    done = subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, timeout=300)
    return done.stderr.splitlines()


def test_it_writes_json_where_nobody_watches_whoever_speaks() -> None:
    lines = [json.loads(line) for line in said(LOG_LEVEL="warning")]
    assert [(line["logger"], line["message"]) for line in lines] == [(name, "Hello.") for name in LOGGERS]


def test_it_writes_lines_where_that_is_asked_for() -> None:
    lines = said(LOG_FORMAT="line", LOG_LEVEL="INFO")
    levels = [(level, name) for name in LOGGERS for level in ("INFO", "WARNING")]
    assert [line.split("Z ")[1] for line in lines] == [f"{level} {name}: Hello." for level, name in levels]


def test_it_writes_lines_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert form_of("") == "line"
    assert form_of("json") == "json"


@pytest.mark.parametrize(("level", "form"), [("LOUD", ""), ("WARNING", "xml")])
def test_it_refuses_what_it_does_not_know_by_name(level: str, form: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"LOG_LEVEL is “LOUD”|LOG_FORMAT is “xml”"):
        configured(level, form)


def test_it_logs_what_broke_but_not_what_a_visitor_got_wrong() -> None:
    log = logging.getLogger("django.request")
    assert not log.isEnabledFor(logging.WARNING), "a 403 or 404"
    assert log.isEnabledFor(logging.ERROR), "a 500"
