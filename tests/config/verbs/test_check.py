from pathlib import Path

import pytest

from config.verbs import check

ROOT = Path(__file__).resolve().parents[3]


def test_it_refuses_an_unknown_step(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["check", "lint", "no-such-step"])
    assert check.main() == 2
    assert "There is no step no-such-step; the steps are lint," in capsys.readouterr().out


def test_it_tells_what_failed_and_shows_its_output(capsys: pytest.CaptureFixture[str]) -> None:
    step = check.Step("sum", "Sums are right", check.python("-c", "print('2 + 2 = 5'); raise SystemExit(1)"))
    assert not check._holds(step, {})
    said = capsys.readouterr().out
    assert "▸ Sums are right (sum)" in said
    assert "2 + 2 = 5" in said
    assert "FAILED, " in said


def test_it_keeps_quiet_about_what_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert check._holds(check.Step("sum", "Sums are right", check.python("-c", "print('2 + 2 = 4')")), {})
    assert "2 + 2" not in capsys.readouterr().out


def test_it_is_what_ci_runs() -> None:
    assert "exec bin/check" in (ROOT / ".ci" / "run").read_text()
    assert {step.name for step in check.STEPS} >= {
        "lint",
        "types",
        "migrations",
        "architecture",
        "tests",
        "browser",
    }


def test_it_names_another_database_of_the_same_server() -> None:
    url = "postgresql://role:secret@:5432/baton?host=/run/here"
    assert check._elsewhere(url, "check_1") == "postgresql://role:secret@:5432/check_1?host=/run/here"
