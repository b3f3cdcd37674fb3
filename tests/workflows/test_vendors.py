"""Whole runs with the vendors' own SDKs, against a server that speaks their wire formats."""

import pytest
from asgiref.sync import async_to_sync

from reviews.models import Review
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.stand_in import StandIn, bad_key, gives, overloaded, says
from tests.workflows.newsletter import BRIEF, publish_newsletter
from workflows import decisions, runner
from workflows.models import Call, Run

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
TEXT = " ".join(["The quiet season.", *BRIEF["points"], BRIEF["call_to_action"]])
VERDICT = {
    "facts": {"score": 9, "quote": "Walks leave at eleven.", "why": "It names a detail.", "suggestion": None}
}


@pytest.fixture(autouse=True)
def _keys(stand_in: StandIn, settings) -> None:
    settings.MODEL_ENVIRONMENT = {
        "ANTHROPIC_API_KEY": "test-key-a",
        "ANTHROPIC_BASE_URL": stand_in.url,
        "OPENAI_API_KEY": "test-key-o",
        "OPENAI_BASE_URL": stand_in.openai_url,
    }


def started(cast: Cast) -> Run:
    with tenant_tx(cast.ours.client.pk):
        version = publish_newsletter(cast.ours.client.pk)
        return decisions.start(version, BRIEF, title="Quiet season", origin="command")


def carried(run: Run) -> Run:
    async_to_sync(runner.drain)(only=run.pk)
    with tenant_tx(run.client_id):
        return Run.objects.get(pk=run.pk)


def calls(run: Run) -> list[Call]:
    with tenant_tx(run.client_id):
        return list(Call.objects.filter(run=run))


def test_it_lets_one_vendor_write_and_another_judge(cast: Cast, stand_in: StandIn) -> None:
    stand_in.will(says(TEXT), gives(VERDICT))
    run = carried(started(cast))
    assert (run.state, run.flagged) == ("done", False)
    draft, judgement = calls(run)
    assert (draft.provider, draft.answer) == ("anthropic", TEXT)
    assert draft.cost_usd > 0
    assert draft.input_tokens > 0
    assert draft.request_id
    assert judgement.provider != "anthropic"


def test_it_flags_what_the_judge_did_not_judge(cast: Cast, stand_in: StandIn) -> None:
    invented = {"facts": {**VERDICT["facts"], "score": 10, "quote": "Words that are not in the text."}}
    stand_in.will(says(TEXT), gives(invented), gives(invented))
    run = carried(started(cast))
    assert (run.state, run.flagged) == ("waiting", True)


def test_it_falls_over_to_the_next_model(cast: Cast, stand_in: StandIn) -> None:
    stand_in.will(overloaded(), says(TEXT), gives(VERDICT))
    run = carried(started(cast))
    assert run.state == "done"
    states = [(call.state, call.provider) for call in calls(run)]
    assert states[0] == ("failed", "anthropic")
    assert states[1][0] == "answered"


def test_it_keeps_with_each_call_why_that_model_and_shows_it_to_staff(
    cast: Cast, stand_in: StandIn, browse
) -> None:
    stand_in.will(overloaded(), says(TEXT), gives({"facts": {**VERDICT["facts"], "score": 1}}))
    stand_in.will(says(TEXT), gives({"facts": {**VERDICT["facts"], "score": 1}}))
    run = carried(started(cast))
    assert run.state == "waiting"
    first, second = calls(run)[:2]
    assert first.why == "Claude Sonnet 5.5 was asked, the first choice of the route “writing”."
    assert second.why == "Claude Sonnet 5.5 is overloaded. Claude Opus 5.5 was asked."
    page = browse(cast.ours.viewer).get(f"/admin/workflows/run/{run.pk}/change/?attempt={second.attempt_id}")
    assert first.why in page.content.decode() and second.why in page.content.decode()
    with tenant_tx(run.client_id, agency=cast.ours.agency.pk):
        review = f"/portal/reviews/{Review.objects.get().pk}/"
    judged = calls(run)[-1].why
    assert judged in browse(cast.ours.editor).get(review).content.decode()
    assert judged not in browse(cast.ours.reviewer).get(review).content.decode()


def test_it_lets_nobody_answer_for_a_pinned_model(cast: Cast, stand_in: StandIn) -> None:
    stand_in.will(overloaded())
    with tenant_tx(cast.ours.client.pk):
        version = publish_newsletter(cast.ours.client.pk)
        draft = version.workflow.open_draft()
        step = draft.steps.get(key="draft")
        step.settings, step.retries = {**step.settings, "pin": "compatible/gpt-6.2-sol"}, 0
        step.save()
        run = decisions.start(draft.publish(), BRIEF, title="Quiet season", origin="command")
    run = carried(run)
    assert [(call.provider, call.state) for call in calls(run)] == [("compatible", "failed")]
    assert "choose another model in the step's settings" in run.sentence


def test_it_stops_for_a_refused_key_and_goes_on_when_it_is_mended(
    cast: Cast, stand_in: StandIn, settings
) -> None:
    settings.MODEL_ENVIRONMENT = {**settings.MODEL_ENVIRONMENT, "OPENAI_API_KEY": ""}
    stand_in.will(bad_key())
    run = carried(started(cast))
    assert run.state == "failed"
    assert "ANTHROPIC_API_KEY" in run.sentence
    stand_in.will(says(TEXT), gives(VERDICT))
    with tenant_tx(run.client_id):
        assert decisions.resume(run)
    assert carried(run).state == "done"


def test_it_tells_no_key_to_anybody(cast: Cast, stand_in: StandIn, caplog: pytest.LogCaptureFixture) -> None:
    stand_in.will(bad_key(), bad_key())
    run = carried(started(cast))
    told = (
        caplog.text
        + run.sentence
        + "".join(f"{c.problem}{c.prompt}{c.context}{c.answer}" for c in calls(run))
    )
    assert "test-key" not in told
