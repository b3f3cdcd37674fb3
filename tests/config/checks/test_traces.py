import pytest

from config.checks.traces import traces
from workflows.telemetry import tracing


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        tracing, "NEEDED", {"json": "json", "nowhere": "some-sdk", "nowhere.at.all": "some-exporter"}
    )


def test_it_has_nothing_to_say_where_nobody_collects(settings, lacking: None) -> None:
    settings.TRACES_ENDPOINT = ""
    assert traces() == []


def test_it_has_nothing_to_say_where_all_is_installed(settings, monkeypatch) -> None:
    settings.TRACES_ENDPOINT = "http://localhost:4318"
    monkeypatch.setattr(tracing, "NEEDED", {"json": "json"})
    assert traces() == []


def test_it_warns_of_traces_that_nobody_gets(settings, lacking: None) -> None:
    settings.TRACES_ENDPOINT = "http://localhost:4318"
    (warning,) = traces()
    assert (warning.id, warning.is_serious()) == ("baton.W020", False)
    assert "some-sdk and some-exporter" in warning.msg
    assert "pip install some-sdk some-exporter" in warning.hint
