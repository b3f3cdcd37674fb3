import json
from pathlib import Path
from typing import Any

import pytest

from config.demo import telling
from config.demo.following import News, Result
from config.demo.seed import Key, Login, Seeded

FINDING = {"criterion": "Length", "why": "It has 520 words.", "quote": "", "must_pass": False, "score": None}
SAID = {
    "criterion": "Claims",
    "why": "Nobody knows that.",
    "quote": "q" * 200,
    "must_pass": True,
    "score": 2.0,
}


def result(**changes: Any) -> Result:
    values = {
        "client": "A Client", "slug": "a-client", "workflow": "newsletter", "brief": "A brief",
        "status": "done", "flagged": False, "steps": [{"key": "draft", "attempts": 2, "flagged": False}],
        "seconds": 3.21, "sentence": "", "saved": "",
    }  # fmt: skip
    return Result(**{**values, **changes})


def said(*results: Result) -> str:
    return "\n".join(telling.results(results))


def test_it_tells_what_happened_in_columns() -> None:
    one = telling.line(1.25, News("A Client", "A brief", "draft", "passed"))
    other = telling.line(61.0, News("A client with a long name", "B" * 50, "", "done", "at last"))
    assert one.index("draft") == other.index("the run")
    assert one.endswith("passed")
    assert other.endswith("done: at last")


def test_it_tells_what_passed_and_what_was_saved() -> None:
    told = said(result(saved="The piece"))
    assert "Passed, without a person (1)" in told
    assert "2 attempts at 1 steps, 3.2 s" in told
    assert "saved: “The piece”" in told
    assert "Waiting" not in told


def test_it_tells_what_was_flagged_and_why_the_worst_first() -> None:
    steps = [{"key": "rules", "attempts": 1, "flagged": True, "findings": [FINDING, SAID]}]
    told = said(result(status="waiting", flagged=True, steps=steps, sentence="A person decides."))
    assert "Waiting for a person (1)" in told
    assert told.index("Claims") < told.index("Length")
    assert "q" * 100 not in told


def test_it_tells_how_many_findings_more_there_are() -> None:
    steps = [{"key": "rules", "attempts": 1, "flagged": True, "findings": [FINDING] * 5}]
    assert "and 2 more" in said(result(status="waiting", steps=steps))


@pytest.mark.parametrize(("status", "heading"), [("stopped", "Stopped (1)"), ("failed", "Failed (1)")])
def test_it_tells_why_a_run_did_not_end_well(status: str, heading: str) -> None:
    told = said(result(status=status, sentence="The key was refused."))
    assert heading in told
    assert "The key was refused." in told


def test_it_puts_the_runs_on_one_line_of_json() -> None:
    line = telling.as_json([result(), result(status="waiting")])
    assert "\n" not in line
    assert [run["status"] for run in json.loads(line)["runs"]] == ["done", "waiting"]


def test_it_says_where_the_mail_is(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings.EMAIL_FILE_PATH = f"{tmp_path}/.baton/mail"
    login = Login("reader", "Bram", "bram@client.example", "secret", "A Client", "a-client")
    seeded = Seeded((login,), (Key("a-client", "baton_k"),), {"a-client": 1})
    (told,) = [line for line in telling.places("http://here", seeded) if line.startswith("Mail")]
    assert f"written to {tmp_path}/.baton/mail/…" in told
    monkeypatch.chdir(tmp_path)
    (told,) = [line for line in telling.places("http://here", seeded) if line.startswith("Mail")]
    assert "written to .baton/mail/…" in told
