"""“What would this brief recall?”: by the form as it stands, within the client, for those who may see the workflow."""

import time
from datetime import timedelta

import pytest
from django.utils.timezone import now

from memory import configured, documents, ingest, refilling
from memory.models import DocumentVersion
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.memory.embeddings.server import serving
from tests.reading import html_of
from tests.workflows.newsletter import BRIEF, publish_newsletter
from workflows import decisions
from workflows.models import Step, Workflow

FACTS = "Breakfast is served from seven to ten. Marta bakes the bread."
PROMPT = "Write about {{ client.name }}: breakfast and bread."


@pytest.fixture
def workflow(cast: Cast) -> Workflow:
    client = cast.ours.client
    with tenant_tx(client.pk, agency=cast.ours.agency.pk):
        documents.add_text(client, FACTS, "facts", "House facts")
        documents.add_text(client, "Plain and warm.", "voice", "Our voice")
        workflow = Workflow.objects.create(client=client, name="Letter", slug="letter")
        draft = workflow.open_draft()
        Step.objects.create(
            client=client, version=draft, key="draft", kind="generate", title="Draft", position=1,
            settings={"prompt": PROMPT},
        )  # fmt: skip
    ingest.index_pending(client.pk)
    return workflow


def address(workflow: Workflow, key: str = "draft") -> str:
    return f"/admin/workflows/workflow/{workflow.pk}/steps/{key}/recalled/"


def shown(browser, workflow, **sent) -> str:
    response = browser.post(address(workflow), sent)
    assert response.status_code == 200
    return html_of(b"".join(response.streaming_content).decode())


def test_it_shows_passages_with_score_and_why(cast, browse, workflow):
    page = shown(browse(cast.ours.editor), workflow, **{"preview-words": "when is breakfast served"})
    assert "House facts" in page and "score 100" in page
    assert "words: " in page and "breakfast" in page and "nearness" in page
    assert "Our voice" in page and "always" in page


def test_it_stands_below_the_form(cast, browse, workflow):
    page = html_of(browse(cast.ours.editor).get(f"/admin/workflows/workflow/{workflow.pk}/change/"))
    assert "What would this brief recall?" in page
    assert address(workflow) in page


def test_it_goes_by_the_form_as_it_stands(cast, browse, workflow):
    form = {
        "title": "Draft", "retries": 3, "timeout": 600, "on_item_failure": "fail",
        "settings-prompt": PROMPT, "settings-use_memory": "on", "settings-route": "writing",
        "settings-effort": "medium", "settings-output": "text", "settings-context_tokens": 1000,
        "settings-passages": 3, "settings-max_output": 1000, "settings-on_refusal": "next",
        "settings-recall_from": "sample", "settings-half_life": 0, "settings-if_late": "now",
        "settings-recall_origin": "any",
    }  # fmt: skip
    editor = browse(cast.ours.editor)
    words = {"preview-words": "breakfast"}
    assert "House facts" not in shown(editor, workflow, **form, **words)
    assert "House facts" in shown(editor, workflow, **form | {"settings-recall_from": "all"}, **words)
    form |= {"settings-recall_from": "all"}
    assert "House facts" in shown(editor, workflow, **form | {"settings-recall_origin": "people"}, **words)
    assert "House facts" not in shown(editor, workflow, **form | {"settings-recall_origin": "web"}, **words)
    tight = shown(editor, workflow, **form | {"settings-context_tokens": 15}, **words)
    assert "Left out for want of room: Our voice, House facts." in tight
    newest = form | {"settings-recall_days": 30}
    assert "House facts" in shown(editor, workflow, **newest, **words)
    with tenant_tx(workflow.client_id):
        DocumentVersion.objects.update(at=now() - timedelta(days=31))
    assert "House facts" not in shown(editor, workflow, **newest, **words)
    without = {name: value for name, value in form.items() if name != "settings-use_memory"}
    assert "doesn’t use memory" in shown(editor, workflow, **without, **words)
    assert "needs mending" in shown(editor, workflow, **form | {"settings-passages": "many"}, **words)


def test_words_go_before_those_of_the_brief(cast, browse, workflow):
    client = cast.ours.client
    with tenant_tx(client.pk, agency=cast.ours.agency.pk):
        documents.add_text(client, "The otter sleeps under the mill wheel.", "facts", "Otters")
        version = publish_newsletter(client.pk)
        run = decisions.start(version, BRIEF | {"topic": "An otter"}, title="x", origin="command")
    ingest.index_pending(client.pk)
    workflow = version.workflow
    brief, words = {"preview-run": str(run.pk)}, {"preview-words": "breakfast bread"}
    editor = browse(cast.ours.editor)
    assert "words: otter" in shown(editor, workflow, **brief)
    only = shown(editor, workflow, **words)
    assert "words: breakfast" in only and "otter" not in only.split("Otters")[-1].split("Why:")[-1]
    both = shown(editor, workflow, **brief, **words)
    assert "words: breakfast" in both and "words: otter" in both


def test_it_wants_a_brief_or_words(cast, browse, workflow):
    assert "Choose a brief, or type some words." in shown(browse(cast.ours.editor), workflow)


def test_it_is_no_matter_of_a_rivals_or_of_a_clients(cast, browse, workflow):
    sent = {"preview-words": "breakfast"}
    assert browse(cast.rival.editor).post(address(workflow), sent).status_code == 404
    assert browse(cast.ours.reviewer).post(address(workflow), sent).status_code in (302, 403, 404)
    assert browse(cast.ours.editor).get(address(workflow)).status_code == 404
    assert browse(cast.ours.editor).post(address(workflow, "nowhere"), sent).status_code == 404


def test_no_server_is_asked_while_somebody_types(cast, browse, workflow, settings):
    words, typing = {"preview-words": "breakfast"}, {"preview-typing": "1"}
    editor = browse(cast.ours.editor)
    assert "nearness" in shown(editor, workflow, **words, **typing)  # by what works here
    with serving() as server:
        settings.EMBEDDINGS_URL = server.url
        refilling.refill(workflow.client_id, configured.embedder(), until=time.monotonic() + 60)
        server.requests.clear()
        typed = shown(editor, workflow, **words, **typing)
        assert "By words only, as you type. “Show what it recalls” asks" in typed and "House facts" in typed
        assert server.requests == []
        assert "nearness" in shown(editor, workflow, **words)
        assert len(server.requests) == 1
