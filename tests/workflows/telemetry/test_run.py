"""A whole run by the real runner, as a trace and as log lines."""

import pytest
from asgiref.sync import async_to_sync
from opentelemetry.trace import StatusCode

from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows.newsletter import BRIEF, publish_newsletter
from tests.workflows.telemetry.collected import Collected
from workflows import decisions, runner
from workflows.models import Call, Run

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_traces_a_whole_run_and_no_word_of_it(cast: Cast, collected: Collected) -> None:
    client = cast.ours.client.pk
    with tenant_tx(client):
        run = decisions.start(publish_newsletter(client), BRIEF, title="Quiet season", origin="command")
    async_to_sync(runner.drain)(only=run.pk)
    with tenant_tx(client):
        assert Run.objects.get(pk=run.pk).state == "done"
        calls = list(Call.objects.filter(run=run))
    assert {span.context.trace_id for span in collected.spans} == {run.pk.int}
    assert all(span.status.status_code == StatusCode.UNSET for span in collected.spans)
    by_id = {span.context.span_id: span for span in collected.spans}
    steps = [span for span in collected.spans if span.name.startswith("step ")]
    assert {span.attributes["baton.step.key"] for span in steps} >= {"draft", "rules", "rubric", "deliver"}
    assert {by_id[span.parent.span_id].name for span in steps} == {"run"}
    chats = [span for span in collected.spans if span.name.startswith("chat ")]
    assert sorted(span.attributes["gen_ai.response.model"] for span in chats) == sorted(
        call.model for call in calls
    )
    assert {by_id[span.parent.span_id].name for span in chats} == {"step generate", "step rubric"}
    assert by_id[collected.one("deliver").parent.span_id].name == "step deliver"
    for text in (*BRIEF["points"], BRIEF["topic"], *(call.answer[:40] for call in calls)):
        assert text not in collected.all_words
