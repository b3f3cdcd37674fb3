"""bin/demo tells its own options, and that it has stopped when it has."""

import sys

import pytest

from config.management.commands.demo import Command
from config.verbs import demo


def test_it_shows_its_own_options_only(capsys: pytest.CaptureFixture[str]) -> None:
    parser = Command().create_parser("manage.py", "demo")
    told = parser.format_help()
    assert told.startswith("usage: bin/demo [-h] [--once] [--json FILE] [--port PORT]")
    assert "--settings" not in told


@pytest.mark.parametrize(("code", "told"), [(130, True), (143, True), (0, False), (1, False)])
def test_it_says_that_it_has_stopped_where_it_was_asked_to(monkeypatch, tmp_path, capsys, code, told) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://given")
    monkeypatch.setattr(demo, "ROOT", tmp_path)
    (tmp_path / "manage.py").write_text(f"raise SystemExit({code})")
    monkeypatch.setattr(sys, "argv", ["demo"])
    assert demo.main() == (0 if code == 130 else code)
    assert ("Stopped. Nothing is left running." in capsys.readouterr().out) == told
