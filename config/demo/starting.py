"""Starts the demo's briefs by the same intake that the API uses. A brief that has run already is not run again."""

from dataclasses import dataclass
from uuid import UUID

from config.demo.material import Brief, briefs
from config.demo.seed import Seeded
from tenants.scope import tenant_tx
from workflows import intake
from workflows.models import Run, Workflow


@dataclass(frozen=True)
class Started:
    brief: Brief
    client_id: int
    run_id: UUID
    earlier: bool  # by an earlier start of the demo


def start_runs(seeded: Seeded) -> list[Started]:
    found = (
        _started(brief, seeded.clients[brief.client]) for brief in briefs() if brief.client in seeded.clients
    )
    return [started for started in found if started]


def _started(brief: Brief, client_id: int) -> Started | None:
    """None where somebody has taken the workflow away."""
    name = f"demo-{brief.slug}"
    with tenant_tx(client_id):
        if earlier := Run.objects.filter(idempotency_key=name).first():
            return Started(brief, client_id, earlier.pk, earlier=True)
        workflow = Workflow.objects.filter(slug=brief.workflow).first()
        if workflow is None or workflow.published is None:
            return None
        run = intake.start(
            workflow, brief.inputs, by=workflow.owner, origin=Run.Origin.COMMAND, idempotency_key=name
        )
    return Started(brief, client_id, run.pk, earlier=False)
