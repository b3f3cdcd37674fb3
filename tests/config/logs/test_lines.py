import asyncio
import logging
from uuid import UUID

import pytest
from structlog import tracebacks

from tenants.logs import about
from tests.config.logs.written import written

log = logging.getLogger("workflows.somewhere")
RUN = UUID("019ac000-0000-7000-8000-000000000001")


def test_it_says_when_how_bad_who_what_and_what_about() -> None:
    with written() as out, about(client=3, run=RUN, step="draft", attempt=2, worker=None):
        log.warning("Took %s seconds.", 3)
    (event,) = out.events
    assert event.pop("time").endswith("Z")
    assert event.pop("process") > 0
    assert event == {
        "level": "warning", "logger": "workflows.somewhere", "message": "Took 3 seconds.",
        "client": 3, "run": str(RUN), "step": "draft", "attempt": 2,
    }  # fmt: skip


def test_it_keeps_the_runs_of_one_loop_apart() -> None:
    async def step(number: int, key: str) -> None:
        with about(step=key):
            for _ in range(5):
                await asyncio.sleep(0)
                log.warning("%s %s", number, key)

    async def run(number: int) -> None:
        with about(run=number, client=number % 3):
            await asyncio.gather(*(step(number, key) for key in ("draft", "rules", "rubric")))
            log.warning("%s None", number)

    async def drain() -> None:
        await asyncio.gather(*map(run, range(20)))

    with written() as out:
        asyncio.run(drain())
    assert len(out.events) == 20 * (3 * 5 + 1)
    for event in out.events:
        assert event["message"] == f"{event['run']} {event.get('step')}"
        assert event["client"] == event["run"] % 3
    runs = [event["run"] for event in out.events]
    assert runs != sorted(runs), "they took turns"


def test_it_gives_tracebacks_as_data() -> None:
    with written() as out:
        try:
            try:
                raise KeyError("inner")
            except KeyError as error:
                raise ExceptionGroup("outer", [ValueError("one"), TypeError("two")]) from error
        except ExceptionGroup:
            log.exception("It broke.")
    outer, inner = out.events[0]["exception"]
    assert [each[0]["exc_type"] for each in outer["exceptions"]] == ["ValueError", "TypeError"]
    assert (inner["exc_type"], inner["exc_value"]) == ("KeyError", "'inner'")
    frame = inner["frames"][0]
    assert set(frame) == {"filename", "lineno", "name"}
    assert frame["name"] == "test_it_gives_tracebacks_as_data"


def test_it_writes_a_line_for_a_person() -> None:
    with written("line") as out, about(client=3, step="draft"):
        log.warning("One.\n2026 ERROR forged: line")
        try:
            raise ValueError("inner")
        except ValueError:
            log.exception("It broke.")
    first, second, broke, where, what = out.text.splitlines()
    assert first.endswith("Z WARNING workflows.somewhere: One.")
    assert second == "    2026 ERROR forged: line [client=3 step=draft]"
    assert broke.endswith("ERROR workflows.somewhere: It broke. [client=3 step=draft]")
    assert "test_lines.py:" in where
    assert where.endswith(" in test_it_writes_a_line_for_a_person")
    assert what == "  ValueError: inner"


@pytest.mark.parametrize("form", ["json", "line"])
def test_it_takes_whatever_is_logged(form: str) -> None:
    class Odd:
        def __str__(self) -> str:
            return "odd"

    with written(form) as out, about(client=Odd()):
        log.warning("An object: %s, half a pair: %r", Odd(), "\ud800")
        log.warning("Ünïcode “words”", stack_info=True)
    assert "odd" in out.text
    assert "Ünïcode “words”" in out.text


def test_it_uses_no_rich_even_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Rich:
        def __getattr__(self, name: str) -> object:
            raise AssertionError("rich was asked")

    monkeypatch.setattr(tracebacks, "rich", Rich())
    with written() as out:
        try:
            raise ValueError("inner")
        except ValueError:
            log.exception("It broke.")
    assert out.events[0]["exception"][0]["exc_value"] == "inner"
