"""A house with something in every room, each text marked with a canary, for the crawl of the admin."""

from dataclasses import dataclass
from typing import Any

from django.utils.timezone import now

from memory import documents, lessons
from memory.documents import digest
from memory.models import Document, EmbeddingChoice, Lesson, Passage
from reviews.models import Review
from tenants.models import AgencyGroup, ApiKey, Group, Member
from tenants.scope import tenant_tx
from tests.cast import House
from tests.workflows.newsletter import BRIEF, definition
from workflows import intake
from workflows.following import making
from workflows.models import (
    Attempt,
    Bulk,
    Call,
    Credential,
    Run,
    Schedule,
    Template,
    TemplateVersion,
    Workflow,
)  # fmt: skip

CANARY = "CANARY-4711"


@dataclass(frozen=True)
class Rooms:
    client: int
    workflow: int
    run: str
    attempt: int
    review: str
    document: int
    key: int
    member: int
    bulk: int
    schedule: int
    credential: int
    lesson: int
    embeddingchoice: int
    passage: int
    group: int
    agencygroup: int
    template: int

    def of(self, model: str) -> Any:
        """The id of our row of a model, as an address has it."""
        named = {"apikey": self.key, "client": self.client, "member": self.member, "run": self.run}
        return named.get(model) or getattr(self, model)


def furnish(house: House) -> Rooms:
    client = house.client
    with tenant_tx(client.pk, agency=house.agency.pk):
        client.name = f"Client {CANARY}"
        client.save()
        workflow = Workflow.objects.create(client=client, name=f"Newsletter {CANARY}", slug="newsletter")
        draft = workflow.open_draft()
        draft.fill(definition())
        draft.publish(by=house.owner)
        workflow.open_draft()
        run = intake.start(workflow, BRIEF | {"topic": CANARY}, by=house.owner)
        attempt = Attempt.objects.create(
            client=client,
            run=run,
            key="review",
            number=1,
            state="waiting",
            note=CANARY,
            output={"text": CANARY},
        )
        Call.objects.create(
            client=client, run=run, attempt=attempt, provider="offline", model="m", route="writing",
            purpose="write", prompt=CANARY,
        )  # fmt: skip
        review = Review.objects.create(
            client=client, run=run, attempt=attempt, step_key="review", title=CANARY, text=CANARY,
            digest=digest(CANARY), flagged=True,
        )  # fmt: skip
        document = documents.add_text(client, f"# {CANARY}\n\nOur voice.", "voice", CANARY)
        passage = Passage.objects.create(client=client, document=document, position=0, text=CANARY)
        lesson = lessons.propose(client, CANARY)
        embedding = EmbeddingChoice.objects.create(
            agency=house.agency, client=client, kind="compatible", name=CANARY, identity="tiny@32", dimensions=32,
            replaced_at=now(), base_url="https://vectors.example.com/v1",
        )  # fmt: skip
        key, _secret = ApiKey.issue(client.pk, CANARY)
        member = Member.objects.get(user=house.editor)
        home = {"client": client, "started_by": house.owner}
        bulk = Bulk.objects.create(
            **home, version=workflow.published, file_name=f"{CANARY}.csv", size=1, rows=[[2, CANARY, BRIEF]]
        )
        schedule = Schedule.objects.create(
            client=client, workflow=workflow, name=CANARY, cron="0 9 * * 1", timezone="UTC", brief=BRIEF
        )
        credential = Credential.objects.create(
            agency=house.agency, client=client, kind="compatible", name="ours", disabled=True,
            base_url="https://models.example.com/v1", model_ids=[CANARY], listed=[CANARY], test_passed=True,
            test_told=CANARY, tested_at=now(),
        )  # fmt: skip
        group = Group.objects.create(client=client, name=CANARY)
        wide = AgencyGroup.objects.create(agency=house.agency, name=CANARY)
        template = making.begin(workflow, making.Asked(CANARY, CANARY, CANARY, named=True), house.editor)
    return Rooms(
        client.pk,
        workflow.pk,
        str(run.pk),
        attempt.pk,
        str(review.pk),
        document.pk,
        key.pk,
        member.pk,
        bulk.pk,
        schedule.pk,
        credential.pk,
        lesson.pk,
        embedding.pk,
        passage.pk,
        group.pk,
        wide.pk,
        template.pk,
    )


def contents(house: House) -> dict[str, list[Any]]:
    """Every row of the house, to see afterwards whether anything changed."""
    from_tables = (
        Workflow,
        Run,
        Attempt,
        Call,
        Review,
        Document,
        Passage,
        Lesson,
        EmbeddingChoice,
        ApiKey,
        Member,
    )
    from_tables += (Credential, Group, AgencyGroup, Template, TemplateVersion)
    with tenant_tx(house.client.pk, agency=house.agency.pk):
        found = {model.__name__: list(model.objects.order_by("pk").values()) for model in from_tables}
        found["Client"] = list(type(house.client).objects.values())
        steps = Workflow.objects.get().draft.steps if Workflow.objects.exists() else None
        found["Step"] = list(steps.values()) if steps else []
    return found
