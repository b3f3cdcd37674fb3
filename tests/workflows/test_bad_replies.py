"""Whole runs in which every vendor's reply is bad: none passes for a good answer, and each has the right bill."""

from decimal import Decimal

import pytest
from asgiref.sync import async_to_sync

from tenants.models import Client
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.reading import html_of
from tests.stand_in import (
    StandIn,
    cut_off,
    floods,
    gives,
    misshapen,
    nothing,
    redirects,
    says,
    stops_for,
    uncounted,
)
from tests.workflows.newsletter import BRIEF, definition
from workflows import decisions, runner
from workflows.costs.calls import cost_of
from workflows.models import Attempt, Call, Credential, Run, Workflow

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

TEXT = " ".join(
    ["The quiet season is here, and this is what we have for you.", *BRIEF["points"], BRIEF["call_to_action"]]
)
VERDICT = {"facts": {"score": 9, "quote": "Walks leave at eleven.", "why": "It says so.", "suggestion": None}}
PINS = {
    "anthropic": "anthropic/claude-sonnet-5-5",
    "openai": "openai/gpt-6.2-sol",
    "compatible": "compatible/gpt-6.2-sol",
    "gemini": "gemini/gemini-3.8-flash",
}
VENDORS = pytest.mark.parametrize("vendor", PINS)


@pytest.fixture(autouse=True)
def _keys(cast: Cast, stand_in: StandIn, settings) -> None:
    """OpenAI's is a key of the agency: in the environment, another address than OpenAI's is a compatible server's."""
    settings.MODEL_PRIVATE_HOSTS = [stand_in.url.removeprefix("http://")]
    with tenant_tx(agency=cast.ours.agency.pk):
        key = Credential.objects.create(agency=cast.ours.agency, kind="openai", base_url=stand_in.openai_url)
        key.put("test-key-openai")
        key.save()
    settings.MODEL_ENVIRONMENT = {
        "ANTHROPIC_API_KEY": "test-key-a",
        "ANTHROPIC_BASE_URL": stand_in.url,
        "GEMINI_API_KEY": "test-key-g",
        "GEMINI_BASE_URL": stand_in.url,
        "OPENAI_API_KEY": "test-key-o",
        "OPENAI_BASE_URL": stand_in.openai_url,
    }


def carried(cast: Cast, vendor: str, **rules: object) -> Run:
    """A run whose draft only this vendor may write, tried once."""
    client_id = cast.ours.client.pk
    with tenant_tx(client_id):
        workflow = Workflow.objects.create(client_id=client_id, name="Newsletter", slug="newsletter")
        draft = workflow.open_draft()
        draft.fill(definition(**rules))
        step = draft.steps.get(key="draft")
        step.settings, step.retries = {**step.settings, "pin": PINS[vendor]}, 0
        step.save()
        run = decisions.start(draft.publish(), BRIEF, title="Quiet season", origin="command")
    async_to_sync(runner.drain)(only=run.pk)
    with tenant_tx(client_id):
        return Run.objects.get(pk=run.pk)


def call_of(run: Run) -> Call:
    with tenant_tx(run.client_id):
        return Call.objects.filter(run=run, purpose="write").earliest("pk")


@VENDORS
@pytest.mark.parametrize(
    ("bad", "said", "cost"),
    [
        (nothing(), "is no answer of", None),
        (redirects("http://127.0.0.1:9/v1/messages"), "sends to another address", 0),
        (floods(), "is larger than any answer", None),
    ],
    ids=["nothing", "redirect", "flood"],
)
def test_it_fails_with_a_sentence_and_an_honest_bill(
    cast: Cast, stand_in: StandIn, vendor, bad, said, cost
) -> None:
    stand_in.will(bad)
    run = carried(cast, vendor)
    assert run.state == "failed"
    assert said in run.sentence
    assert run.sentence.count("Step “Draft”") == 1
    call = call_of(run)
    assert (call.state, call.answer, call.cost_usd) == ("failed", "", cost)


@VENDORS
def test_it_keeps_a_good_answer_without_a_count_and_says_that_its_cost_is_unknown(
    cast: Cast, stand_in: StandIn, browse, vendor
) -> None:
    stand_in.will(uncounted("null", text=TEXT), gives(VERDICT))
    run = carried(cast, vendor)
    assert run.state == "done"
    call = call_of(run)
    assert (call.answer, call.cost_usd, call.input_tokens, call.output_tokens) == (TEXT, None, None, None)
    with tenant_tx(run.client_id):
        cost = cost_of(Call.objects.filter(pk=call.pk))
    assert (cost.unknown, cost.unpriced, str(cost)) == (1, 0, "1 unknown")
    address = f"/admin/workflows/run/{run.pk}/change/?attempt={call.attempt_id}"
    assert "? out · cost unknown" in html_of(browse(cast.ours.viewer).get(address))


@VENDORS
def test_it_sends_back_what_is_in_the_wrong_language_and_flags_it_in_the_end(
    cast: Cast, stand_in: StandIn, vendor
) -> None:
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Client.objects.filter(pk=cast.ours.client.pk).update(language="de")
    stand_in.will(says(TEXT), gives(VERDICT), says(TEXT), gives(VERDICT))
    run = carried(cast, vendor, in_language=True)
    assert (run.state, run.flagged) == ("waiting", True)
    with tenant_tx(run.client_id):
        findings = Attempt.objects.filter(run=run, key="rules").latest("pk").findings
    assert [finding["criterion"] for finding in findings] == ["Language"]
    assert "Write all of it in German." in findings[0]["why"]
    with tenant_tx(run.client_id):
        again = Call.objects.filter(run=run, purpose="revise").latest("pk").prompt
    assert "Write all of it in German." in again


@VENDORS
@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (cut_off("Half a let"), "thinking included. Raise “Longest reply”"),
        (cut_off(), "tokens went into thinking and none into text. Lower “Effort”"),
        (stops_for("surprise"), "isn’t used, for it stopped for an unknown reason, “surprise”"),
    ],
    ids=["cut", "all thought", "unknown end"],
)
@pytest.mark.filterwarnings("ignore:surprise is not a valid FinishReason")
def test_it_says_why_half_an_answer_is_not_used_and_books_what_it_cost(
    cast: Cast, stand_in: StandIn, vendor, bad, said
) -> None:
    stand_in.will(bad)
    run = carried(cast, vendor)
    assert run.state == "failed"
    assert said in run.sentence
    call = call_of(run)
    assert (call.state, call.stop != "end") == ("answered", True)
    assert call.cost_usd or vendor == "compatible"  # whose models have no price here


def test_it_books_what_a_cache_keeps_for_an_hour(cast: Cast, stand_in: StandIn) -> None:
    usage = {
        "input_tokens": 7, "cache_creation_input_tokens": 1_000_000, "output_tokens": 0,
        "cache_creation": {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 1_000_000},
    }  # fmt: skip
    stand_in.will(says(TEXT, usage=usage), gives(VERDICT))
    call = call_of(carried(cast, "anthropic"))
    assert (call.cache_write_tokens, call.cache_write_long_tokens) == (1_000_000, 1_000_000)
    assert call.cost_usd == Decimal("4.000014")


NAME = "/models/" + "very-long/" * 30 + "llama.gguf"


@VENDORS
def test_it_keeps_and_bills_an_answer_with_characters_and_names_that_no_column_takes(
    cast: Cast, stand_in: StandIn, vendor
) -> None:
    stand_in.will(says(f"\x00{TEXT}\ud83d", model=NAME), gives(VERDICT))
    run = carried(cast, vendor)
    assert run.state == "done", run.sentence
    call = call_of(run)
    assert (call.state, call.answer, call.model) == ("answered", TEXT, NAME[:120])
    assert call.output_tokens


BILLIONS = {
    "input_tokens": 9_999_999_999, "output_tokens": -5, "prompt_tokens": 9_999_999_999, "completion_tokens": -5,
    "promptTokenCount": 1_999_999_999, "candidatesTokenCount": -5, "total_tokens": 1,
}  # fmt: skip


@VENDORS
def test_it_believes_no_count_that_is_none(cast: Cast, stand_in: StandIn, vendor) -> None:
    stand_in.will(says(TEXT, usage=BILLIONS), gives(VERDICT))
    run = carried(cast, vendor)
    assert run.state == "done", run.sentence
    call = call_of(run)
    assert (call.state, call.cost_usd, call.input_tokens) == ("answered", None, None)


@pytest.mark.parametrize("vendor", ["anthropic", "openai", "compatible"])
def test_it_meets_no_fault_of_ours_in_an_answer_of_another_shape(
    cast: Cast, stand_in: StandIn, vendor
) -> None:
    stand_in.will(misshapen())
    run = carried(cast, vendor)
    assert run.state == "failed"
    assert "is no answer of" in run.sentence
    assert (call_of(run).state, call_of(run).cost_usd) == ("failed", None)
