"""A small newsletter workflow for tests: draft, rules beside a rubric, review if flagged, deliver."""

from workflows.engine.definition import Definition, Field, Limits, Step
from workflows.models import Version, Workflow

BRIEF = {
    "topic": "The quiet season",
    "points": [
        "Two floors stay closed in January.",
        "The kitchen cooks from the cellar.",
        "Walks leave at eleven.",
    ],
    "call_to_action": "Write to the house to book.",
}


DELIVER = {"title": "{{ brief.topic }}", "slug": "{{ brief.topic }}"}


def definition(rubric: dict | None = None, deliver: dict | None = None, **rules: object) -> Definition:
    return Definition(
        fields=(
            Field(key="topic", label="Topic"),
            Field(key="points", label="Points", kind="list"),
            Field(key="call_to_action", label="Call to action"),
        ),
        steps=(
            Step(key="draft", kind="generate", title="Draft", settings={
                "prompt": "Write about {{ brief.topic }}: {{ brief.points | join: ' ' }} {{ brief.call_to_action }}",
            }),
            Step(key="rules", kind="rules", needs=("draft",), settings=rules),
            Step(key="rubric", kind="rubric", needs=("draft",), settings={
                "threshold": 3,
                "criteria": [{"key": "facts", "name": "Facts", "description": "Says what the brief says."}],
                **(rubric or {}),
            }),
            Step(key="review", kind="review", needs=("rules", "rubric"), settings={"mode": "flagged"}),
            Step(key="deliver", kind="deliver", needs=("review",), settings=deliver or DELIVER),
        ),
        limits=Limits(revisions=1),
    )  # fmt: skip


def publish_newsletter(client_id: int, **settings: object) -> Version:
    workflow = Workflow.objects.create(client_id=client_id, name="Newsletter", slug="newsletter")
    draft = workflow.open_draft()
    draft.fill(definition(**settings))
    return draft.publish()
