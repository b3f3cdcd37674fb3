"""A whole run by the real runner, as a trace and as log lines."""

import asyncio
import logging

import pytest
from opentelemetry.trace import StatusCode

from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.config.logs.written import written
from tests.workflows.newsletter import BRIEF, publish_newsletter
from tests.workflows.telemetry.collected import Collected
from workflows import decisions, runner
from workflows.models import Call, Run
from workflows.runner import performing

pytestmark = pytest.mark.django_db(transaction=True)


def started(client: int, **settings: object) -> Run:
    with tenant_tx(client):
        version = publish_newsletter(client, **settings)
        return decisions.start(version, BRIEF, title="Quiet season", origin="command")


def carried(run: Run) -> Run:
    asyncio.run(runner.drain(only=run.pk))
    with tenant_tx(run.client_id):
        return Run.objects.get(pk=run.pk)


def test_it_traces_a_whole_run_and_no_word_of_it(cast: Cast, collected: Collected) -> None:
    run = carried(started(cast.ours.client.pk))
    assert run.state == "done"
    with tenant_tx(run.client_id):
        calls = list(Call.objects.filter(run=run))
    whole = collected.one("run")
    assert whole.attributes["baton.client.id"] == run.client_id
    assert (whole.attributes["baton.run.ended"], whole.attributes["baton.workflow"]) == ("done", "newsletter")
    assert {span.context.trace_id for span in collected.spans} == {run.pk.int}
    assert all(span.status.status_code == StatusCode.UNSET for span in collected.spans)
    by_id = {span.context.span_id: span for span in collected.spans}
    steps = [span for span in collected.spans if span.name.startswith("step ")]
    assert {span.attributes["baton.step.key"] for span in steps} == {
        "draft", "rules", "rubric", "review", "deliver",
    }  # fmt: skip
    assert {by_id[span.parent.span_id] for span in steps} == {whole}
    chats = [span for span in collected.spans if span.name.startswith("chat ")]
    answered = [span.attributes["gen_ai.response.model"] for span in chats]
    assert sorted(answered) == sorted(call.model for call in calls)
    assert {by_id[span.parent.span_id].name for span in chats} == {"step generate", "step rubric"}
    assert by_id[collected.one("deliver").parent.span_id].name == "step deliver"
    for text in (*BRIEF["points"], BRIEF["topic"], *(call.answer[:40] for call in calls)):
        assert text not in collected.all_words


def test_it_traces_a_run_that_waits_and_one_that_fails(cast: Cast, collected: Collected) -> None:
    carried(started(cast.ours.client.pk, rubric={"threshold": 10}))
    carried(started(cast.rival.client.pk, deliver={"connection": "ghost", "title": "x", "slug": "x"}))
    waits, fails = collected.named("run")
    assert waits.attributes["baton.run.ended"] == "waiting"
    assert waits.status.status_code == StatusCode.UNSET
    drafts = [span.attributes["baton.step.attempt"] for span in collected.named("step generate")]
    assert drafts == [1, 2, 1]
    assert (fails.attributes["baton.run.ended"], fails.status.status_code) == ("failed", StatusCode.ERROR)
    (failed,) = (span for span in collected.named("step deliver") if "error.type" in span.attributes)
    assert (failed.attributes["error.type"], failed.context.trace_id) == (
        "owner_agency", fails.context.trace_id,
    )  # fmt: skip


def test_it_logs_a_bug_with_the_run_the_client_and_the_step(cast: Cast, monkeypatch) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    runs = [started(cast.ours.client.pk), started(cast.rival.client.pk)]
    monkeypatch.setattr(performing, "perform", broken)
    with written(level=logging.WARNING) as out:
        asyncio.run(runner.drain(seconds=30))
    events = [event for event in out.events if event["logger"] == "workflows.runner.performing"]
    assert {(event["run"], event["client"]) for event in events} == {
        (str(run.pk), run.client_id) for run in runs
    }
    assert {(event["step"], event["attempt"]) for event in events} == {("draft", 1)}
    assert {event["exception"][0]["exc_type"] for event in events} == {"ZeroDivisionError"}
