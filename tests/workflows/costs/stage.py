"""Calls on the books, as workers leave them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from tenants.scope import tenant_tx
from tests.workflows.newsletter import BRIEF, publish_newsletter
from workflows import decisions
from workflows.models import Attempt, Call, Run, Workflow


def run_of(client_id: int) -> Run:
    with tenant_tx(client_id):
        known = Workflow.objects.filter(client=client_id).first()
        version = known.published if known else publish_newsletter(client_id)
        return decisions.start(version, BRIEF, title="Season", origin="command")


def call(
    run: Run, cost: str | None = "0.02", state: str = "answered", *, at: datetime | None = None, **more: Any
) -> Call:
    """`tried` among `more`: the state of its attempt."""
    tried, key = more.pop("tried", "passed"), more.pop("key", "draft")
    facts = {"provider": "anthropic", "model": "claude-sonnet-5-5", "purpose": "write", "payer": "agency"}
    tokens = {"input_tokens": 100, "cache_read_tokens": 300, "output_tokens": 50, "reasoning_tokens": 20}
    with tenant_tx(run.client_id):
        number = Attempt.objects.filter(run=run, key=key).count() + 1
        attempt = Attempt.objects.create(
            client_id=run.client_id, run=run, key=key, number=number, state=tried
        )
        made = Call.objects.create(
            client_id=run.client_id, run=run, attempt=attempt, state=state,
            cost_usd=None if cost is None else Decimal(cost), **{**facts, **tokens, **more},
        )  # fmt: skip
        if at:
            Call.objects.filter(pk=made.pk).update(sent_at=at)
        return made


def set_budget(client: Any, usd: str | None, **more: Any) -> None:
    with tenant_tx(client.pk, agency=client.agency_id):
        type(client).objects.filter(pk=client.pk).update(budget_usd=usd, **more)
