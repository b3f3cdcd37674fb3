"""What was forgotten goes out of the runs that used it, and nothing else does."""

import json

import pytest
from asgiref.sync import async_to_sync

from memory import documents, ingest
from tenants.scope import tenant_tx
from tests.bells import answer
from tests.cast import Cast
from tests.workflows.newsletter import BRIEF, publish_newsletter
from workflows import assistants, decisions, redacting, runner, trials
from workflows.models import Attempt, Call, Run

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "Nobody may be told that the quagga of Zephyr Street sleeps in the pantry."
OPEN = "We write to guests, never to customers."


@pytest.fixture
def used(cast: Cast) -> Run:
    """A run of ours that had two documents of constraints in its context."""
    client = cast.ours.client
    with tenant_tx(client.pk):
        documents.add_text(client, SECRET, "constraints", "Quagga rules")
        documents.add_text(client, OPEN, "constraints", "House rules")
    ingest.index_pending(client.pk)
    with tenant_tx(client.pk):
        run = decisions.start(publish_newsletter(client.pk), BRIEF, title="Quiet season", origin="command")
    async_to_sync(runner.drain)(only=run.pk)
    return run


def kept(run: Run) -> str:
    with tenant_tx(run.client_id):
        contexts = list(Attempt.objects.filter(run=run).values_list("context", flat=True))
        named = list(Attempt.objects.filter(run=run).values_list("output__passages", flat=True))
        sent = list(Call.objects.filter(run=run).values_list("context", "prompt"))
    return json.dumps([contexts, named, sent], ensure_ascii=False)


def forget(client, title: str, from_runs: bool) -> None:
    with tenant_tx(client.pk):
        documents.forget(documents.Document.objects.get(title=title), from_runs)
    answer("workflows.tasks.drive")


def test_it_takes_a_forgotten_document_out_of_what_is_kept_of_runs(cast: Cast, used: Run) -> None:
    before = kept(used)
    assert before.count(SECRET) >= 2
    forget(cast.ours.client, "Quagga rules", from_runs=True)
    after = kept(used)
    assert "quagga" not in after.lower()
    assert redacting.GONE in after
    assert after.count(OPEN) == before.count(OPEN)


def test_it_takes_out_what_a_prompt_writes_otherwise(cast: Cast) -> None:
    """Marks of a fence are changed in prompts, and what stands above a passage is named there."""
    client = cast.ours.client
    text = f"# House\n\n## The quagga\n\nThe ⟦quagga⟧ of {BRIEF['topic']} sleeps in the pantry.\n"
    with tenant_tx(client.pk):
        documents.add_text(client, text + "\n## Other\n\n" + "It is so. " * 200, "facts", "A  house")
    ingest.index_pending(client.pk)
    with tenant_tx(client.pk):
        run = decisions.start(publish_newsletter(client.pk), BRIEF, title="Quiet season", origin="command")
    async_to_sync(runner.drain)(only=run.pk)
    assert "(quagga)" in kept(run)
    forget(client, "A  house", from_runs=True)
    assert "quagga" not in kept(run).lower()


def test_it_leaves_runs_as_they_were_unless_asked(cast: Cast, used: Run) -> None:
    before = kept(used)
    forget(cast.ours.client, "Quagga rules", from_runs=False)
    assert kept(used) == before


def test_it_touches_no_other_client(cast: Cast, used: Run) -> None:
    before = kept(used)
    with tenant_tx(used.client_id):
        document = documents.Document.objects.get(title="Quagga rules").pk
    assert redacting.redact(cast.rival.client.pk, document) == 0
    assert kept(used) == before


def rows(client_id: int) -> str:
    """Every word that is kept of the client's runs, trials too."""
    with tenant_tx(client_id):
        runs = list(Run.with_trials.values_list("brief", "trial"))
        steps = list(Attempt.objects.values_list("context", "output"))
        calls = list(Call.objects.values_list("context", "prompt", "answer"))
    return json.dumps([runs, steps, calls], ensure_ascii=False)


def test_it_takes_it_out_of_drafts_that_were_made_from_it(cast: Cast) -> None:
    client = cast.ours.client
    with tenant_tx(client.pk):
        secret = documents.add_text(client, SECRET, "sample", "Quagga letter")
        other = documents.add_text(client, OPEN, "sample", "House letter")
        made = [
            assistants.begin(client, "voice", {"samples": [one.text]}, title="Voice", read=[one.pk]).pk
            for one in (secret, other)
        ]
    for run in made:
        async_to_sync(runner.drain)(only=run)
    assert rows(client.pk).lower().count("quagga") >= 3
    forget(client, "Quagga letter", from_runs=True)
    after = rows(client.pk)
    assert "quagga" not in after.lower() and OPEN in after
    with tenant_tx(client.pk):
        assert Run.with_trials.get(pk=made[0]).calls.get().input_tokens  # what it cost stays


def test_it_takes_out_the_words_that_were_tried_in_its_place(cast: Cast) -> None:
    client = cast.ours.client
    with tenant_tx(client.pk):
        voice = documents.add_text(client, OPEN, "voice", "House voice")
        changed = {voice.pk: f"{OPEN} {SECRET}"}
        version = publish_newsletter(client.pk)
        run = trials.start(version, BRIEF, title="Quiet season", documents=changed).pk
    async_to_sync(runner.drain)(only=run)
    assert "quagga" in rows(client.pk)
    forget(client, "House voice", from_runs=True)
    assert "quagga" not in rows(client.pk).lower()
