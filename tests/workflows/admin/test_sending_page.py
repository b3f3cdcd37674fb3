"""“What does the model get?”: for the form as it stands, word for word what a run sends; counted and priced."""

import re
from html import unescape

import pytest
from asgiref.sync import async_to_sync

from memory import documents, ingest
from tenants.scope import tenant_tx
from tests.workflows.admin.test_process import GENERATE, NUMBERS
from tests.workflows.newsletter import BRIEF, definition
from workflows import decisions, runner
from workflows.models import Call, Golden, Run, Workflow

STRETCH = re.compile(r'<span class="b-stretch part-(\w+)" data-part="\w+">(.*?)</span>', re.DOTALL)
FENCE = re.compile(r"[0-9a-f]{12}⟧")


def shown(desk, key: str = "draft", **sent: object) -> str:
    response = desk.post(f"steps/{key}/sent/", **sent)
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()


def texts(page: str) -> list[tuple[str, str]]:
    return [(part, unescape(text)) for part, text in STRETCH.findall(page)]


@pytest.fixture
def voiced(desk):
    with tenant_tx(desk.workflow.client_id, agency=desk.cast.ours.agency.pk):
        documents.add_text(desk.workflow.client, "Plain & warm.", "voice", "Our voice")
    ingest.index_pending(desk.workflow.client_id)
    return desk


def test_without_a_brief_the_questions_stand_for_the_answers(voiced):
    page = shown(voiced)
    found = texts(page)
    assert ("brief", "[Topic]") in found and ("brief", "[Points]") in found
    assert any(part == "voice" and "Plain & warm." in text for part, text in found)
    assert "Plain &amp; warm." in page
    assert "Offline writer" in page and "free" in page


def test_it_goes_by_the_form_as_it_stands_and_saves_nothing(desk):
    before = desk.draft
    form = desk.step("draft") | GENERATE | NUMBERS | {"settings-prompt": "Only {{ brief.topic }}, please."}
    page = shown(desk, **form)
    assert texts(page)[1:] == [("prompt", "Only "), ("brief", "[Topic]"), ("prompt", ", please.")]
    assert texts(page)[0] == ("instructions", "Write in English, unless you are asked for another language.")
    assert desk.draft == before
    assert "needs mending" in shown(desk, **form | {"settings-max_output": "many"})
    wrong = shown(desk, **form | {"settings-prompt": "{{ brief.nothing }}"})
    assert "can’t be put together" in wrong and "brief.nothing" in wrong


def test_it_has_a_price_for_each_part_by_the_model_that_would_answer(desk, settings):
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "k"}
    page = shown(desk)
    assert "who would be asked first" in page and "free" not in page
    assert page.count("$") >= 4
    chosen = {"settings-pin": "anthropic/claude-opus-5-5"}
    form = desk.step("draft") | GENERATE | NUMBERS | chosen
    assert "For Claude Opus 5.5" in shown(desk, **form)


def test_golden_briefs_can_be_chosen(desk):
    def marked(workflow):
        return Golden.objects.create(client=workflow.client, workflow=workflow, name="Usual", brief=BRIEF).pk

    pk = desk.look(marked)
    assert f'value="golden:{pk}">Usual<' in " ".join(desk.get("change/?step=draft").split())
    assert ("brief", BRIEF["topic"]) in texts(shown(desk, **{"sent-brief": f"golden:{pk}"}))
    for gone in ("golden:99999", "golden:x", "run:x", "what"):
        assert "isn’t there any more" in shown(desk, **{"sent-brief": gone})


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_it_is_what_a_run_sends(voiced):
    def begun(workflow):
        workflow.draft.publish()
        return decisions.start(workflow.published, BRIEF, title="Quiet", origin=Run.Origin.STAFF).pk

    pk = voiced.look(begun)
    async_to_sync(runner.drain)(seconds=20)
    for key in ("draft", "rubric"):

        def first_call(workflow, key=key):
            return Call.objects.filter(run_id=pk, attempt__key=key).order_by("id").first()

        call = voiced.look(first_call)
        page = shown(voiced, key, **{"sent-brief": f"run:{pk}"})
        sent = "".join(text for _, text in texts(page))
        assert FENCE.sub("", sent) == FENCE.sub("", call.context + call.prompt)


def test_a_rivals_people_and_briefs_stay_out(desk, browse):
    theirs = desk.cast.rival.client
    with tenant_tx(theirs.pk, agency=desk.cast.rival.agency.pk):
        other = Workflow.objects.create(client=theirs, name="Theirs", slug="theirs")
        other.open_draft().fill(definition())
        golden = Golden.objects.create(
            client=theirs, workflow=other, name="x", brief={"topic": "Kanarienvogel"}
        )
        run = Run.objects.create(client=theirs, version=other.draft, brief={"topic": "Kanarienvogel"})
    for value in (f"golden:{golden.pk}", f"run:{run.pk}"):
        page = shown(desk, **{"sent-brief": value})
        assert "Kanarienvogel" not in page and "isn’t there any more" in page
    assert browse(desk.cast.rival.owner).post(desk.url("steps/draft/sent/")).status_code == 404
    assert desk.browser.get(desk.url("steps/draft/sent/")).status_code == 404
    for key in ("rules", "nowhere"):
        assert desk.post(f"steps/{key}/sent/").status_code == 404
