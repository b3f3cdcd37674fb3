"""A canary in every text that a workflow has: no face of the page and no file of the pack lets it out."""

import zipfile
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from memory.models import Document
from tenants.scope import tenant_tx
from tests.workflows.handoff.printed import printed, squeezed
from tests.workflows.judged import attempt
from tests.workflows.newsletter import BRIEF
from workflows import decisions
from workflows.engine.definition import Definition, Field, Step
from workflows.handoff import Reader, handoff, links
from workflows.handoff.pack import packed
from workflows.handoff.worked import choose
from workflows.models import Run, Workflow

CANARY = "k4nar1en99"
SECRET = f"https://me:{CANARY}@example.com/?api_key={CANARY} password={CANARY}"
EVERYTHING = Reader(costs=True, example=True, sentences=True)


def full_of_secrets() -> Definition:
    criterion = {
        "key": "facts",
        "name": SECRET,
        "description": SECRET,
        "scale": SECRET,
        "good": SECRET,
        "bad": SECRET,
    }
    part = {"name": "subject", "description": SECRET}
    return Definition(
        fields=(
            Field(key="topic", label=SECRET, help=SECRET),
            Field(key="tone", label="Tone", kind="choice", options=(SECRET, "b"), required=False),
        ),
        steps=(
            Step(key="read", kind="fetch", title=SECRET, purpose=SECRET, settings={"url": SECRET}),
            Step(key="draft", kind="generate", title="Draft", needs=("read",), settings={
                "prompt": SECRET, "instructions": SECRET, "output": "json", "parts": [part],
            }),
            Step(key="shape", kind="transform", needs=("draft",), settings={"template": SECRET}),
            Step(key="rules", kind="rules", needs=("shape",), settings={"required_phrases": [SECRET]}),
            Step(key="rubric", kind="rubric", needs=("shape",), settings={"criteria": [criterion]}),
            Step(key="look", kind="review", needs=("rules", "rubric"), title=SECRET),
            Step(key="deliver", kind="deliver", needs=("look",), settings={"title": SECRET}),
        ),
    )  # fmt: skip


def text_of(file: bytes) -> str:
    """Of a PDF its words, where no line break splits the canary, and what else stands in it."""
    if not file.startswith(b"%PDF-"):
        return file.decode()
    about = PdfReader(BytesIO(file)).metadata
    return f"{squeezed(printed(file))} {about} {file.decode('latin-1')}"


@pytest.fixture
def version(cast):
    house = cast.ours
    with tenant_tx(house.client.pk, agency=house.agency.pk):
        workflow = Workflow.objects.create(
            client=house.client, name="News", slug="news", purpose=SECRET, cadence=SECRET
        )
        draft = workflow.open_draft()
        draft.notes = SECRET
        draft.save()
        draft.fill(full_of_secrets())
        draft.publish()
        run = decisions.start(draft, BRIEF | {"topic": SECRET}, title=SECRET, origin="command")
        attempt(run, "draft", output={"text": SECRET}, note=SECRET)
        Run.objects.filter(pk=run.pk).update(state="done", finished_at=run.created_at)
        choose(workflow, run, None)
        failed = decisions.start(draft, BRIEF, title=SECRET, origin="command")
        Run.objects.filter(pk=failed.pk).update(
            state="failed", sentence=SECRET, finished_at=failed.created_at
        )
        later = workflow.open_draft()
        later.steps.filter(key="draft").update(settings={"prompt": f"Again: {SECRET}"})
        yield later.publish()


def test_the_value_has_none(version):
    value = handoff(version, EVERYTHING)
    assert value.example and value.failures
    assert CANARY not in repr(value)


def test_no_file_of_the_pack_has_one(version, cast):
    document = Document.objects.create(
        client=cast.ours.client, kind="facts", title="Facts", text=SECRET, digest="x"
    )
    with zipfile.ZipFile(BytesIO(packed(version, EVERYTHING, [document]))) as pack:
        files = {name: text_of(pack.read(name)) for name in pack.namelist()}
    assert {"sample-run.md", "rubric.md", "rules.md", "handoff.pdf"} < set(files)
    assert [name for name, text in files.items() if CANARY in text] == []


def test_no_page_has_one(version, cast, browse, client):
    _, token = links.make(version.workflow, "Ana", None, example=True, costs=True)
    pk = version.workflow_id
    owner, reviewer = browse(cast.ours.owner), browse(cast.ours.reviewer)
    pages = [
        owner.get(f"/admin/workflows/workflow/{pk}/handoff/"),
        owner.get(f"/admin/workflows/workflow/{pk}/handoff.md"),
        reviewer.get(reverse("handoff", args=[pk])),
        reviewer.get(reverse("handoff_markdown", args=[pk])),
        client.get(reverse("handoff_link", args=[token])),
        client.get(reverse("handoff_link_markdown", args=[token])),
        owner.get(f"/admin/workflows/workflow/{pk}/handoff.pdf"),
        reviewer.get(reverse("handoff_pdf", args=[pk])),
        client.get(reverse("handoff_link_pdf", args=[token])),
    ]
    for number, page in enumerate(pages):
        assert page.status_code == 200
        text = text_of(page.content)
        if (
            number == 0
        ):  # beside the page staff choose among their runs, by the titles that these have everywhere
            text = text[text.index('id="handoff-page"') :]
        assert CANARY not in text
