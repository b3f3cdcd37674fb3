"""What a brief would recall shows itself as one types, and a press goes before it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from memory import documents, ingest
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.stories.test_documents import sign_in
from workflows.models import Step, Workflow


@pytest.fixture
def workflow(cast: Cast) -> Workflow:
    client = cast.ours.client
    with tenant_tx(client.pk, agency=cast.ours.agency.pk):
        documents.add_text(client, "Breakfast is served from seven to ten.", "facts", "House facts")
        workflow = Workflow.objects.create(client=client, name="Letter", slug="letter")
        Step.objects.create(
            client=client, version=workflow.open_draft(), key="draft", kind="generate", title="Draft", position=1,
            settings={"prompt": "Write."},
        )  # fmt: skip
    ingest.index_pending(client.pk)
    return workflow


def test_it_follows_what_is_typed_and_a_press_goes_before_it(
    cast: Cast, seat: Callable[..., Page], workflow: Workflow, complaints: list[str]
) -> None:
    page, asked = seat(), list[str]()

    def note(request: Request) -> None:
        if "/recalled/" in request.url:
            asked.append("typing" if "preview-typing" in (request.post_data or "") else "pressed")

    sign_in(page, cast.ours.editor.email)
    page.goto(f"/admin/workflows/workflow/{workflow.pk}/change/")
    page.on("request", note)
    words = page.get_by_label("Words to try")
    words.press_sequentially("breakfast", delay=20)
    expect(page.locator("#recalled")).to_contain_text("House facts")
    assert asked == ["typing"]  # once, and not at every letter
    words.press_sequentially(" bread", delay=20)
    page.get_by_role("button", name="Show what it recalls").click()
    page.wait_for_timeout(2000)  # longer than what it would have shown by itself takes
    assert asked == ["typing", "pressed"]
    assert complaints == []
