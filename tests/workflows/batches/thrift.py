"""A workflow that saves: a draft in economy mode, delivered as it is; and the minutes until its answer comes."""

from datetime import timedelta
from typing import Any

from asgiref.sync import async_to_sync
from django.db.models import F
from django.db.models.functions import Now

from tenants.models import Client
from tenants.scope import tenant_tx
from workflows import decisions, runner
from workflows.batches import sweeping
from workflows.engine.definition import Definition, Field, Limits, Step
from workflows.models import Attempt, Batch, Call, Delivery, Lease, Order, Run, Version, Workflow

BRIEF = {"topic": "The quiet season"}


def publish(
    client: Client, limits: Limits | None = None, steps: tuple[Step, ...] = (), **draft: Any
) -> Version:
    settings = {"prompt": "Write about {{ brief.topic }}.", "economy": True, **draft}
    ending = Step(key="deliver", kind="deliver", needs=((steps or [Step(key="draft", kind="generate")])[-1].key,),
                  settings={"title": "{{ brief.topic }}", "slug": "{{ brief.topic }}"})  # fmt: skip
    written = Step(key="draft", kind="generate", title="Draft", retries=1, settings=settings)
    workflow = Workflow.objects.create(client=client, name="Thrifty", slug="thrifty")
    open_draft = workflow.open_draft()
    open_draft.fill(
        Definition(
            fields=(Field(key="topic", label="Topic"),),
            steps=(written, *steps, ending),
            limits=limits or Limits(),
        )
    )
    return open_draft.publish()


def started(client: Client, topic: str = "The quiet season", **settings: Any) -> Run:
    with tenant_tx(client.pk):
        workflow = Workflow.objects.filter(client=client, slug="thrifty").first()
        version = workflow.published if workflow else publish(client, **settings)
        return decisions.start(version, {"topic": topic}, title=topic, origin="command")


def carried(run: Run) -> Run:
    async_to_sync(runner.drain)(only=run.pk)
    return fresh(run)


def fresh(run: Run) -> Run:
    with tenant_tx(run.client_id):
        return Run.objects.get(pk=run.pk)


def pass_time(**span: float) -> None:
    """Everything about batches has happened so much longer ago, and what waits for a time is due so much sooner."""
    ago = timedelta(**span)
    times = ("opened_at", "first_tried_at", "sent_at", "next_at")
    Batch.objects.update(**{name: F(name) - ago for name in times})


def lapse(run: Run) -> None:
    """The time is over until which its orders are waited for."""
    with tenant_tx(run.client_id):
        Order.objects.filter(run=run).update(due_at=Now())
        Attempt.objects.filter(run=run, state="waiting").update(wait_until=Now())
    Lease.objects.filter(run_id=run.pk).update(not_before=Now())


def sweep(**later: float) -> None:
    pass_time(**(later or {"minutes": 12}))
    sweeping.sweep()


def calls(run: Run) -> list[Call]:
    with tenant_tx(run.client_id):
        return list(Call.objects.filter(run=run).order_by("id"))


def attempts(run: Run, key: str = "draft") -> list[Attempt]:
    with tenant_tx(run.client_id):
        return list(Attempt.objects.filter(run=run, key=key).order_by("number"))


def orders(run: Run) -> list[Order]:
    with tenant_tx(run.client_id):
        return list(Order.objects.filter(run=run))


def delivered(run: Run) -> list[str]:
    with tenant_tx(run.client_id):
        return list(Delivery.objects.filter(run=run).values_list("text", flat=True))
