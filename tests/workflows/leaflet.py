"""A small workflow to test the faces with: a question that matters, a draft, a person, the shelf."""

import hashlib

from tenants.models import Client
from workflows.engine.definition import Definition, Field, Step
from workflows.models import Attempt, Delivery, Run, Workflow

FIELDS = (
    Field(key="topic", label="Topic", help="What it is about."),
    Field(key="words", label="Words", kind="number", required=False),
    Field(key="tone", label="Tone", kind="choice", options=("formal", "playful"), required=False),
)
DRAFT = Step(key="draft", kind="generate", settings={"prompt": "SECRET-PROMPT about {{ brief.topic }}."})
CHECK = Step(key="check", kind="rules", needs=("draft",), settings={"subject": "draft"})
LOOK = Step(key="look", kind="review", needs=("draft",), settings={"subject": "draft"})
LOOK_IF_FLAGGED = Step(
    key="look", kind="review", needs=("check",), settings={"subject": "draft", "mode": "flagged"}
)
SHELF = Step(
    key="shelf",
    kind="deliver",
    needs=("look",),
    settings={"title": "{{ brief.topic }}", "slug": "{{ brief.topic }}"},
)

ASKS_A_PERSON = Definition(fields=FIELDS, steps=(DRAFT, LOOK, SHELF))
SILENT = (
    DRAFT.model_copy(update={"settings": {"prompt": "Write what you like."}}),
    LOOK,
    SHELF.model_copy(update={"settings": {"title": "As you like it"}}),
)
"""The same steps for a form that asks nothing."""
BY_ITSELF = Definition(fields=FIELDS, steps=(DRAFT, CHECK, LOOK_IF_FLAGGED, SHELF))


def published(client: Client, slug: str = "newsletter", definition: Definition = ASKS_A_PERSON) -> Workflow:
    workflow = Workflow.objects.create(client=client, name=f"Newsletter of {client.name}", slug=slug)
    draft = workflow.open_draft()
    draft.fill(definition)
    draft.publish()
    return workflow


def approved(run: Run, text: str = "# Spring\n\nIt is *here*.", title: str = "Spring", **facts) -> Delivery:
    """The run's piece on the shelf, as a deliver step leaves it."""
    attempt = Attempt.objects.create(
        client_id=run.client_id, run=run, key="shelf", number=1, state=Attempt.State.PASSED
    )
    facts = {"step_key": "shelf", "approved_by": Delivery.ApprovedBy.PERSON, "slug": "spring"} | facts
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Delivery.objects.create(
        client_id=run.client_id, run=run, attempt=attempt, title=title, text=text, digest=digest, **facts
    )
