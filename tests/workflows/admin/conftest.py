"""A workflow with a draft, and its owner at the admin's pages."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.reading import html_of
from tests.workflows.newsletter import definition
from workflows.models import Version, Workflow


@dataclass
class Desk:
    """The pages of one workflow, as its agency's owner uses them."""

    browser: Browser
    workflow: Workflow
    cast: Cast

    def url(self, page: str = "change/") -> str:
        return f"/admin/workflows/workflow/{self.workflow.pk}/{page}"

    def get(self, page: str = "change/") -> str:
        response = self.browser.get(self.url(page))
        assert response.status_code == 200, response.status_code
        return html_of(response)

    def post(self, page: str, **values: object) -> HttpResponse:
        return self.browser.post(self.url(page), values)

    def look(self, at: Callable[[Workflow], object]) -> object:
        """Something of the workflow as it is in the database now."""
        with tenant_tx(self.workflow.client_id, agency=self.cast.ours.agency.pk):
            return at(Workflow.objects.get())

    @property
    def draft(self) -> object:
        return self.look(lambda workflow: workflow.draft and workflow.draft.definition)

    def step(self, key: str) -> dict[str, object]:
        """What a browser would send for this step's form, unchanged."""
        return self.look(lambda workflow: _as_sent(workflow.draft, key))  # type: ignore[return-value]


def _as_sent(draft: Version, key: str) -> dict[str, object]:
    step = draft.steps.get(key=key)
    sent: dict[str, object] = {
        "title": step.title or step.key, "purpose": step.purpose, "needs": step.needs, "when": step.when,
        "for_each": step.for_each, "on_item_failure": "fail", "retries": step.retries, "timeout": step.timeout,
    }  # fmt: skip
    for name, value in step.settings.items():
        if name == "criteria":
            sent |= {f"settings-criteria-{n}-{k}": v for n, row in enumerate(value) for k, v in row.items()}
        else:
            sent[f"settings-{name}"] = value
    return sent


@pytest.fixture
def desk(cast, browse) -> Desk:
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        workflow = Workflow.objects.create(client=cast.ours.client, name="Newsletter", slug="newsletter")
        workflow.open_draft().fill(definition())
    return Desk(browse(cast.ours.owner), workflow, cast)


@pytest.fixture
def published(desk) -> Desk:
    desk.look(lambda workflow: workflow.draft.publish(by=desk.cast.ours.owner))
    return desk
