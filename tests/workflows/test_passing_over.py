"""Whole runs while models are unwell, through the vendors' own SDKs: a storm and its end, waiting, the pause that a
vendor asks for, and answers that never end."""

import re
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from importlib import import_module

import pytest
from django.db.models import F

from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.reading import html_of
from tests.stand_in import Behaviour, StandIn, bad_key, fails, overloaded, says, trickles
from tests.workflows.newsletter import BRIEF
from tests.workflows.test_vendors import calls, carried
from workflows import circuits, decisions, waking
from workflows.engine.definition import Definition, Field, Step
from workflows.models import Attempt, Circuit, Lease, Run, Workflow
from workflows.providers.breaker import WHOLE, Said

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
SONNET, OPUS = "claude-sonnet-5-5", "claude-opus-5-5"
STORM = overloaded(only="claude", always=True)


@pytest.fixture(autouse=True)
def _key(stand_in: StandIn, settings) -> None:
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "test-key-a", "ANTHROPIC_BASE_URL": stand_in.url}


@pytest.fixture
def second_vendor(stand_in: StandIn, settings) -> None:
    settings.MODEL_ENVIRONMENT = {
        **settings.MODEL_ENVIRONMENT,
        "OPENAI_API_KEY": "test-key-o", "OPENAI_BASE_URL": stand_in.openai_url, "OPENAI_MODELS": "spare",
    }  # fmt: skip


def started(cast: Cast, timeout: int = 300, **more: object) -> Run:
    """One step that writes, and its delivery."""
    steps = (
        Step(key="draft", kind="generate", title="Draft", timeout=timeout, settings={
            "prompt": "Write about {{ brief.topic }}.", **more
        }),
        Step(key="shelf", kind="deliver", needs=("draft",), settings={"title": "{{ brief.topic }}"}),
    )  # fmt: skip
    client = cast.ours.client.pk
    with tenant_tx(client):
        workflow, _ = Workflow.objects.get_or_create(client_id=client, name="Short", slug="short")
        draft = workflow.open_draft()
        draft.fill(Definition(fields=(Field(key="topic", label="Topic"),), steps=steps))
        brief = {"topic": BRIEF["topic"]}
        return decisions.start(draft.publish(), brief, title="Quiet season", origin="command")


def asked(stand_in: StandIn, model: str) -> int:
    return sum(line["body"].get("model") == model for line in stand_in.journal)


def last(run: Run) -> Attempt:
    with tenant_tx(run.client_id):
        return Attempt.objects.filter(run=run, key="draft").latest("id")


def due_now(run: Run) -> None:
    """The time of its next try has come."""
    with tenant_tx(run.client_id):
        Attempt.objects.filter(run=run).update(retry_at=datetime.now(UTC), wait_until=datetime.now(UTC))
    Lease.objects.filter(pk=run.pk).update(not_before=datetime.now(UTC))


def pauses_end() -> None:
    Circuit.objects.update(open_until=F("since"), tried_until=None)


def test_it_passes_a_model_over_in_a_storm_and_comes_back_to_it(
    cast: Cast, stand_in: StandIn, second_vendor: None
) -> None:
    stand_in.will(STORM)
    runs = [carried(started(cast)) for _ in range(5)]
    assert {run.state for run in runs} == {"done"}
    assert (asked(stand_in, SONNET), asked(stand_in, OPUS)) == (3, 3)
    note = last(runs[-1]).note
    assert note.startswith("Claude Sonnet 5.5 is passed over until ")
    assert ": overloaded three times in a row. Claude Opus 5.5 is passed over" in note
    assert note.endswith("spare answered.")

    pauses_end()
    carried(started(cast))  # one trial for each, and the storm goes on
    assert (asked(stand_in, SONNET), asked(stand_in, OPUS)) == (4, 4)
    assert set(Circuit.objects.values_list("opened", flat=True)) == {2}

    stand_in.forget()
    pauses_end()
    run = carried(started(cast))
    assert [call.model for call in calls(run)] == [SONNET]
    assert [row.model for row in Circuit.objects.all()] == [OPUS], "Opus was not asked yet."


def test_it_waits_where_nobody_else_can_answer_and_has_not_failed(cast: Cast, stand_in: StandIn) -> None:
    for model in (SONNET, OPUS):
        for _ in range(3):
            circuits.hear(("anthropic", model), Said(False, "overloaded"))
    run = carried(started(cast))
    lease, first = Lease.objects.get(pk=run.pk), Circuit.objects.order_by("open_until")[0]
    assert (run.state, lease.state, calls(run)) == ("waiting", "queued", [])
    assert abs(lease.not_before - first.open_until) < timedelta(seconds=5)
    assert last(run).state == "waiting" and "goes on by itself" in run.sentence

    circuits.try_again("anthropic", SONNET)
    with tenant_tx(run.client_id):
        waking.wake([cast.neighbour.pk, cast.rival.client.pk])
        assert Lease.objects.get(pk=run.pk).not_before == lease.not_before
        waking.wake([run.client_id])
    assert carried(run).state == "done"
    with tenant_tx(run.client_id):
        states = Attempt.objects.filter(run=run, key="draft").order_by("id").values_list("state", flat=True)
        assert list(states) == ["waiting", "passed"]


def test_it_tries_a_refused_key_again_when_somebody_resumes_the_run(cast: Cast, stand_in: StandIn) -> None:
    stand_in.will(bad_key())
    run = carried(started(cast))
    assert run.state == "failed"
    assert Circuit.objects.get().model == WHOLE
    other = carried(started(cast))
    assert other.state == "waiting" and "its key was refused" in other.sentence
    with tenant_tx(run.client_id):
        assert decisions.resume(run)
    assert carried(run).state == "done"
    assert not Circuit.objects.exists()


def test_it_asks_a_model_that_its_vendor_does_not_know_once_and_tells_people(
    cast: Cast, stand_in: StandIn, browse
) -> None:
    stand_in.will(fails(404, "not_found_error", message="model: claude-sonnet-5-5", only=SONNET, always=True))
    first, second = carried(started(cast)), carried(started(cast))
    assert (first.state, second.state, asked(stand_in, SONNET)) == ("done", "done", 1)
    assert "Anthropic does not know the model" in last(first).note
    assert "is passed over until" in last(second).note and "its vendor doesn’t know it" in last(second).note
    page = html_of(browse(cast.ours.owner).get("/admin/models/"))
    assert "its vendor doesn’t know it" in page.lower()


SOON = timedelta(minutes=5)


@pytest.mark.parametrize(
    ("vendor", "said", "seconds"),
    [
        ("ANTHROPIC", "120", 120),
        ("ANTHROPIC", "90000ms", 90),
        ("ANTHROPIC", "a date", 300),
        ("ANTHROPIC", "86400", 3600),
        ("GEMINI", "77", 77),
    ],
)
def test_it_waits_for_as_long_as_the_vendor_asks(
    cast: Cast, stand_in: StandIn, settings, vendor: str, said: str, seconds: int
) -> None:
    settings.MODEL_ENVIRONMENT = {f"{vendor}_API_KEY": "k", f"{vendor}_BASE_URL": stand_in.url}
    date = format_datetime(datetime.now(UTC) + SOON, usegmt=True)
    stand_in.will(fails(429, retry_after=date if said == "a date" else said, always=True))
    run = carried(started(cast))
    assert last(run).state == "failed"
    wait = (Lease.objects.get(pk=run.pk).not_before - datetime.now(UTC)).total_seconds()
    assert seconds - 60 < wait <= seconds + 1


@pytest.mark.parametrize(
    ("behaviour", "longest"),
    [(trickles(10), 1_000), (says(pause=10), 20_000)],
    ids=["a byte every 10 s", "an event every 10 s"],
)
def test_it_outlives_no_answer_that_trickles(
    cast: Cast, stand_in: StandIn, behaviour: Behaviour, longest: int
) -> None:
    import_module("anthropic")  # before the step's clock runs: it takes a while
    stand_in.will(behaviour)
    began = time.monotonic()
    run = carried(started(cast, timeout=10, max_output=longest))
    assert time.monotonic() - began < 90, "A whole answer takes longer than that."
    (call,) = calls(run)
    assert call.state == "failed"
    assert re.search(r"did not answer in the \d seconds that were left", call.problem)
    assert "Claude Opus 5.5 was not asked" in last(run).note
    assert not Circuit.objects.exists(), "Ten seconds say nothing of a model."
    due_now(run)
    assert carried(run).state == "done"
