"""Runs brought to a waiting review by the real planner, with scripted outcomes in place of models."""

from collections.abc import Mapping, Sequence

from django.utils.timezone import now

from reviews.models import Review
from tests.cast import House
from workflows import decisions, records
from workflows.engine.definition import Definition, Field, Limits, Step
from workflows.engine.outcomes import Failed, Finding, Outcome, Passed, Rejected, Waiting
from workflows.engine.plan import plan, settle
from workflows.models import Attempt, Run, Workflow
from workflows.models.event import record

TEXT = "# The quiet season\n\nWe have the lowest prices in the valley.\n\nOur customers utilise the sauna.\n"
FINDINGS = (
    Finding("rubric", "Tone", "Plain words.", "Our customers utilise", "Guests use", 6.0),
    Finding("rubric", "Claims", "No source.", "the lowest prices", "a fair rate", 3.0, must_pass=True),
)
SCORES = {"Tone": 6.0, "Claims": 3.0, "One invitation": 9.0}
BRIEF = {"topic": "The quiet season", "facts": ["Sauna all day", "Walks at eleven"], "urgent": True}
PASSAGE = {"title": "Brand voice", "kind": "voice", "text": "Short and warm.", "pinned": True}


def definition(**review: object) -> Definition:
    return Definition(
        fields=(
            Field(key="topic", label="Topic", help="One sentence."),
            Field(key="facts", label="Facts", kind="list", required=False),
            Field(key="urgent", label="Urgent", kind="yes_no", required=False),
        ),
        steps=(
            Step(key="draft", kind="generate", title="Draft", settings={"prompt": "Write about {{ brief.topic }}"}),
            Step(key="rubric", kind="rubric", needs=("draft",), settings={
                "criteria": [{"key": "tone", "name": "Tone", "description": "Plain words."}],
            }),
            Step(key="check", kind="review", needs=("rubric",), settings={"mode": "always", **review}),
            Step(key="shelf", kind="deliver", needs=("check",), settings={"title": "{{ brief.topic }}", "slug": "x"}),
        ),
        limits=Limits(revisions=0, changes=3),
    )  # fmt: skip


def outcomes(text: str = TEXT, findings: Sequence[Finding] = FINDINGS) -> Mapping[str, Outcome]:
    judged = (
        Rejected(findings, scores=SCORES, output={"text": text})
        if findings
        else Passed({"text": text}, scores=SCORES)
    )
    return {
        "draft": Passed({"text": text, "model": "writer"}),
        "rubric": judged,
        "check": Waiting("A person reviews every piece."),
        "shelf": Passed({"text": text}),
    }


def begin(house: House, title: str = "The quiet season", **review: object) -> Run:
    return begin_as(house, definition(**review), title)


def begin_two_stages(house: House) -> Run:
    """The agency looks first, then the client."""
    one = definition(who="staff")
    draft, rubric, check, shelf = one.steps
    second = Step(key="client", kind="review", needs=("check",), settings={"mode": "always", "who": "client"})
    shelf = shelf.model_copy(update={"needs": ("client",)})
    return begin_as(house, one.model_copy(update={"steps": (draft, rubric, check, second, shelf)}))


def begin_series(house: House) -> Run:
    """A piece for each fact of the brief, every one read and decided by itself."""
    one = definition()
    steps = tuple(step.model_copy(update={"for_each": "brief.facts"}) for step in one.steps)
    return begin_as(house, one.model_copy(update={"steps": steps}))


def begin_as(house: House, made: Definition, title: str = "The quiet season") -> Run:
    slug = f"newsletter-{Workflow.objects.count()}"
    workflow = Workflow.objects.create(client=house.client, name="Newsletter", slug=slug)
    draft = workflow.open_draft()
    draft.fill(made)
    return decisions.start(draft.publish(), BRIEF, title=title, origin="portal")


def play(run: Run, script: Mapping[str, Outcome]) -> None:
    """Carry the run until nothing can start, as the runner does."""
    run.refresh_from_db()
    made = run.version.definition
    while starts := plan(made, attempts := records.history(run), now()).starts:
        for start in starts:
            attempt = settle(made, attempts, start, script[start.key])
            attempts = (*attempts, attempt)
            context = [PASSAGE] if start.key == "draft" else []
            row = Attempt.objects.create(
                client_id=run.client_id, run=run, context=context, **records.as_columns(attempt)
            )
            facts = {"step_key": row.key, "attempt": row.pk}
            record(run.client_id, f"step.{row.state}", run=run.pk, sentence=row.note, **facts)


def waiting(house: House, script: Mapping[str, Outcome] | None = None, **review: object) -> Review:
    """A run of this house that waits for a person."""
    run = begin(house, **review)
    play(run, script or outcomes())
    return Review.objects.open().get(run=run)


def broken(reason: str) -> Failed:
    return Failed(reason, owner="agency")
