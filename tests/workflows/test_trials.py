"""Trials: they show what would happen, and leave nothing behind but their cost."""

import pytest
from asgiref.sync import async_to_sync

from memory import documents
from memory.models import Document, Usage
from reviews.models import Review
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows.newsletter import BRIEF, publish_newsletter
from workflows import decisions, runner, trials
from workflows.models import Call, Delivery, Run, Version

pytestmark = pytest.mark.django_db(transaction=True)


def carried(run: Run) -> Run:
    async_to_sync(runner.drain)(only=run.pk)
    with tenant_tx(run.client_id):
        return Run.with_trials.get(pk=run.pk)


def tried(cast: Cast, version: Version | None = None, **more: object) -> Run:
    client_id = cast.ours.client.pk
    with tenant_tx(client_id):
        version = version or publish_newsletter(client_id)
        return trials.start(version, BRIEF, title="Quiet season", **more)


def test_it_asks_nobody_sends_nothing_and_remembers_nothing(cast: Cast) -> None:
    with tenant_tx(cast.ours.client.pk):
        version = publish_newsletter(cast.ours.client.pk, rubric={"threshold": 10})
    run = carried(tried(cast, version))
    assert (run.state, run.flagged) == ("done", True)
    with tenant_tx(run.client_id):
        notes = dict(run.attempts.values_list("key", "note"))
        assert notes["review"].startswith("Passed, for this is a trial. A person decides, because")
        assert notes["deliver"] == "Not sent: this is a trial."
        assert not Review.objects.exists()
        assert not Delivery.objects.exists()
        assert not Document.objects.filter(run=run.pk).exists()


def test_it_is_in_no_list_and_costs_all_the_same(cast: Cast) -> None:
    run = carried(tried(cast))
    with tenant_tx(run.client_id):
        assert not Run.objects.exists()
        assert not run.version.runs.exists()
        assert Call.objects.filter(run=run).exists()


def test_it_counts_as_no_use_of_what_memory_gave_it(cast: Cast) -> None:
    client = cast.ours.client
    with tenant_tx(client.pk):
        documents.add_text(client, "We write to guests.", "voice", "Voice")
        version = publish_newsletter(client.pk)
    run = carried(tried(cast, version))
    with tenant_tx(client.pk):
        assert any(run.attempts.values_list("context", flat=True))
        assert not Usage.objects.exists()
        real = decisions.start(version, BRIEF, title="Quiet season", origin="command")
    async_to_sync(runner.drain)(only=real.pk)
    with tenant_tx(client.pk):
        assert {*Usage.objects.values_list("run", flat=True)} == {real.pk}


def test_a_draft_is_tried_as_it_was(cast: Cast) -> None:
    with tenant_tx(cast.ours.client.pk):
        draft = publish_newsletter(cast.ours.client.pk).workflow.open_draft()
        step = draft.steps.get(key="draft")
        step.settings = {"prompt": "Only this: {{ brief.topic }}"}
        step.save()
    run = tried(cast, draft)
    with tenant_tx(run.client_id):
        draft.steps.get(key="draft").delete()
    run = carried(run)
    assert run.state == "done"
    with tenant_tx(run.client_id):
        assert Call.objects.filter(run=run, purpose="write", prompt__contains="Only this").exists()


def test_a_document_has_other_words_in_it_and_nowhere_else(cast: Cast) -> None:
    client = cast.ours.client
    with tenant_tx(client.pk):
        voice = documents.add_text(client, "Plain words.", "voice", "Voice")
    run = carried(tried(cast, documents={voice.pk: 'Grand words.\n\n## Never say\n\n- "cellar"'}))
    with tenant_tx(client.pk):
        context = Call.objects.filter(run=run, purpose="write").first().context
        assert "Grand words." in context
        assert "Plain words." not in context
        assert Document.objects.get(pk=voice.pk).text == "Plain words."
        findings = run.attempts.filter(key="rules").first().findings
    assert any("cellar" in finding["quote"] for finding in findings)


def test_a_rivals_document_gets_no_other_words(cast: Cast) -> None:
    """The ids are the caller's: of a document that isn't the client's nothing is read, and nothing shown."""
    with tenant_tx(cast.rival.client.pk):
        theirs = documents.add_text(cast.rival.client, "Quercitron.", "voice", "Their voice")
    run = carried(tried(cast, documents={theirs.pk: "Zanthoxylum."}))
    with tenant_tx(run.client_id):
        contexts = " ".join(Call.objects.filter(run=run).values_list("context", flat=True))
    assert contexts
    assert "Zanthoxylum" not in contexts
    assert "Quercitron" not in contexts


def test_a_rival_finds_no_trial_of_ours(cast: Cast) -> None:
    run = tried(cast)
    with tenant_tx(cast.rival.client.pk):
        assert not Run.with_trials.filter(pk=run.pk).exists()
        assert not trials.of_group(run.client_id, run.trial["group"]).exists()


def test_its_page_opens_and_the_list_has_it_not(cast: Cast, browse) -> None:
    run = carried(tried(cast))
    staff = browse(cast.ours.editor)
    assert staff.get(f"/admin/workflows/run/{run.pk}/change/").status_code == 200
    assert "Quiet season" not in staff.get("/admin/workflows/run/").content.decode()
    assert browse(cast.rival.editor).get(f"/admin/workflows/run/{run.pk}/change/").status_code == 404
