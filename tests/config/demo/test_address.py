"""Commands beside the demo know where it serves."""

from pathlib import Path

from config.demo import address


def test_it_is_known_while_the_demo_runs(tmp_path: Path) -> None:
    (tmp_path / ".baton").mkdir()
    assert address.known(tmp_path) == ""
    with address.noted(tmp_path, "http://localhost:8003"):
        assert address.known(tmp_path) == "http://localhost:8003"
    assert address.known(tmp_path) == ""


def test_it_is_forgotten_when_the_demo_died(tmp_path: Path) -> None:
    (tmp_path / ".baton").mkdir()
    (tmp_path / ".baton" / "site-url").write_text("http://localhost:8003 999999999")
    assert address.known(tmp_path) == ""
