"""The style sheets that go along where a page leaves the web."""

from pathlib import Path

from django.contrib.staticfiles import finders

DIAGRAM, PAGE = "workflows/diagram.css", "workflows/handoff.css"


def read(name: str) -> str:
    path = finders.find(name)
    assert isinstance(path, str), name
    return Path(path).read_text(encoding="utf-8")
