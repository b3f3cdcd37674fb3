import asyncio
from uuid import UUID

import pytest
from opentelemetry.trace import SpanKind, StatusCode

from tenants.ids import uuid7
from tests.workflows.telemetry.collected import Collected
from workflows import telemetry
from workflows.engine.outcomes import Failed, Passed, Waiting
from workflows.engine.tools import Receipt, Trouble

RUN = UUID("019ac000-0000-7000-8000-000000000001")


def test_it_gives_a_run_s_trace_the_run_s_id_in_every_worker(collected: Collected) -> None:
    for how in ("waiting", "done"):
        with telemetry.span_of_run(RUN, 3) as span:
            with telemetry.span_of_step("generate", "draft", 2):
                pass
            span.ended(how, "newsletter")
    first, second = collected.named("run")
    assert first.context.trace_id == second.context.trace_id == RUN.int
    assert first.context.span_id != second.context.span_id
    assert first.parent is second.parent is None
    assert dict(second.attributes) == {
        "baton.run.id": str(RUN), "baton.client.id": 3, "baton.run.ended": "done", "baton.workflow": "newsletter",
    }  # fmt: skip
    assert collected.named("step generate")[0].parent.span_id == first.context.span_id
    assert second.resource.attributes["service.name"] == "baton"


def test_it_keeps_the_runs_of_one_loop_apart(collected: Collected) -> None:
    async def step(key: str) -> None:
        with telemetry.span_of_step("generate", key):
            await asyncio.sleep(0)
            with telemetry.span_of_delivery(""):
                await asyncio.sleep(0)

    async def carry(run: UUID) -> None:
        with telemetry.span_of_run(run, 1):
            await asyncio.gather(*(asyncio.create_task(step(f"s{n}")) for n in range(3)))

    async def drain() -> None:
        await asyncio.gather(*(carry(uuid7()) for _ in range(20)))

    asyncio.run(drain())
    by_id = {span.context.span_id: span for span in collected.spans}
    assert len(by_id) == 20 * (1 + 3 + 3)
    for span in collected.spans:
        above = {"deliver": "step generate", "step generate": "run"}.get(span.name)
        assert (by_id[span.parent.span_id].name if span.parent else None) == above
        assert not span.parent or span.context.trace_id == by_id[span.parent.span_id].context.trace_id


def test_it_says_how_a_step_ended(collected: Collected) -> None:
    for outcome in (Passed({"text": "CANARY"}), Waiting("CANARY"), Failed("CANARY", owner="agency")):
        with telemetry.span_of_step("generate", "draft", attempt=1, item=0) as span:
            span.ended(outcome)
    passed, waiting, failed = collected.spans
    assert passed.attributes["baton.step.outcome"] == "passed"
    assert passed.attributes["baton.step.item"] == 0
    assert waiting.status.status_code == StatusCode.UNSET
    assert (failed.status.status_code, failed.attributes["error.type"]) == (StatusCode.ERROR, "owner_agency")
    assert "CANARY" not in collected.all_words


def test_it_names_a_bug_by_its_type_only(collected: Collected) -> None:
    with pytest.raises(ValueError, match="CANARY"), telemetry.span_of_step("generate", "draft"):
        raise ValueError("CANARY")
    span = collected.one("step generate")
    assert (span.status.status_code, span.attributes["error.type"]) == (StatusCode.ERROR, "ValueError")
    assert not span.events
    assert "CANARY" not in collected.all_words


def test_it_takes_a_cancellation_for_no_fault(collected: Collected) -> None:
    async def late() -> None:
        async with asyncio.timeout(0.01):
            with telemetry.span_of_step("fetch", "news"):
                await asyncio.sleep(10)

    with pytest.raises(TimeoutError):
        asyncio.run(late())
    span = collected.one("step fetch")
    assert (span.status.status_code, span.attributes["error.type"]) == (StatusCode.UNSET, "cancelled")


def test_it_says_whether_a_delivery_arrived(collected: Collected) -> None:
    for result in (Receipt("7", "https://cms/CANARY"), Trouble("CANARY", permanent=False)):
        with telemetry.span_of_delivery("blog") as span:
            span.ended(result)
    arrived, failed = collected.spans
    assert arrived.kind == failed.kind == SpanKind.CLIENT
    assert dict(arrived.attributes) == {"baton.connection": "blog"}
    assert failed.attributes["error.type"] == "passing"
    assert "CANARY" not in collected.all_words


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("https://api.example.com/v1?key=CANARY", ("api.example.com", 443)),
        ("http://[::1]:8080/CANARY", ("::1", 8080)),
        ("http://example.com:99999/", (None, None)),
    ],
)
def test_it_names_the_server_and_no_more_of_an_address(collected: Collected, url: str, server: tuple) -> None:
    with telemetry.span_of_request("GET") as span:
        telemetry.at(url)
        span.answered(503)
    made = collected.one("GET").attributes
    assert (made.get("server.address"), made.get("server.port")) == server
    assert (made["http.response.status_code"], made["error.type"]) == (503, "503")
    assert "CANARY" not in collected.all_words
