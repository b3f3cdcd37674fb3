"""The Handoff tab: an example is chosen, links are made and taken back, and the pack is taken elsewhere."""

import re
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from memory.models import Document
from tenants.scope import tenant_tx
from tests.workflows.handoff.test_figures import ended
from workflows.exchange import exporting
from workflows.handoff import links
from workflows.models import HandoffExample, HandoffLink, Workflow

IMPORT = "/admin/workflows/workflow/import/"


def run_of(desk, state="done"):
    return desk.look(lambda workflow: ended(workflow.published, state=state)).pk


def test_a_link_is_shown_once_and_taken_back(published, client):
    made = published.post("handoff/links/", name="Ana", example="yes").content.decode()
    [path] = re.findall(r"https?://[^/<]+(/handoff/baton_\w+/)<", made)
    assert client.get(path).status_code == 200
    page = published.get("handoff/")
    assert "Ana" in page and path not in page
    link = published.look(lambda workflow: HandoffLink.objects.get())
    assert (link.with_example, link.with_costs, link.created_by) == (True, False, published.cast.ours.owner)
    published.post(f"handoff/links/{link.pk}/revoke/")
    assert client.get(path).status_code == 404
    assert published.post(f"handoff/links/{link.pk}/revoke/").status_code == 404


def test_a_link_for_nobody_is_refused_in_a_sentence(published):
    answer = published.post("handoff/links/", name=" ")
    assert answer.status_code == 422
    assert "Write whom the link is for" in answer.content.decode()


def test_a_run_becomes_the_example(published):
    run = run_of(published)
    published.post("handoff/example/", run=str(run))
    assert "A worked example" in published.get("handoff/")
    published.post("handoff/example/", run="")
    assert "A worked example" not in published.get("handoff/")


def test_only_a_finished_run_of_this_workflow_can_be_it(published):
    cast = published.cast
    failed = run_of(published, "failed")
    with tenant_tx(cast.rival.client.pk, agency=cast.rival.agency.pk):
        from_rival = ended(judged_elsewhere(cast.rival)).pk
    with tenant_tx(cast.neighbour.pk, agency=cast.ours.agency.pk):
        from_neighbour = ended(judged_elsewhere(cast.neighbour)).pk
    for asked in (failed, from_rival, from_neighbour, "x"):
        assert published.post("handoff/example/", run=str(asked)).status_code == 404
    assert not published.look(lambda workflow: HandoffExample.objects.exists())


def judged_elsewhere(house):
    client = getattr(house, "client", house)
    workflow = Workflow.objects.create(client=client, name="Theirs", slug="theirs")
    return workflow.open_draft()


def test_the_pack_comes_in_as_the_same_workflow(published, browse):
    answer = published.browser.get(published.url("handoff.zip"))
    assert answer["Content-Disposition"] == 'attachment; filename="newsletter-handoff.zip"'
    rival = published.cast.rival
    owner = browse(rival.owner)
    upload = SimpleUploadedFile("pack.zip", answer.content)
    looked = owner.post(IMPORT, {"client": rival.client.pk, "file": upload}).content.decode()
    assert "This makes a new workflow" in looked
    text = published.look(lambda workflow: exporting.exported(workflow.published))
    owner.post(IMPORT, {"client": rival.client.pk, "text": text, "confirm": "1"})
    with tenant_tx(rival.client.pk, agency=rival.agency.pk):
        assert exporting.exported(Workflow.objects.get().draft) == text


def test_a_broken_pack_is_told(published):
    upload = SimpleUploadedFile("pack.zip", b"PK\x03\x04nothing")
    client = published.cast.ours.client.pk
    assert (
        "This zip can’t be read."
        in published.browser.post(IMPORT, {"client": client, "file": upload}).content.decode()
    )


def test_documents_of_this_client_only_go_along(published):
    cast = published.cast

    def document(client):
        return Document.objects.create(client=client, kind="voice", title="Voice", text="Warm.", digest="x")

    ours = published.look(lambda workflow: document(cast.ours.client))
    with tenant_tx(cast.neighbour.pk, agency=cast.ours.agency.pk):
        neighbours = document(cast.neighbour)
    with tenant_tx(cast.rival.client.pk, agency=cast.rival.agency.pk):
        rivals = document(cast.rival.client)
    data = published.browser.get(published.url(f"handoff.zip?document={ours.pk}")).content
    assert f"documents/{ours.pk}-voice.md" in zipfile.ZipFile(BytesIO(data)).namelist()
    for other in (neighbours.pk, rivals.pk, "x", 10**30):
        assert published.browser.get(published.url(f"handoff.zip?document={other}")).status_code == 404


def test_a_rival_and_a_viewer_hand_nothing_over(published, browse):
    link = published.look(lambda workflow: links.make(workflow, "Ana", None)[0])
    run = run_of(published)
    rival, viewer = browse(published.cast.rival.owner), browse(published.cast.ours.viewer)
    sent = {"name": "Ben", "run": str(run)}
    for page in ("handoff/links/", "handoff/example/", f"handoff/links/{link.pk}/revoke/"):
        assert rival.post(published.url(page), sent).status_code == 404
        assert viewer.post(published.url(page), sent).status_code == 403
    assert rival.get(published.url("handoff.zip")).status_code == 404
    assert viewer.get(published.url("handoff.zip")).status_code == 403
    assert "Public links" not in viewer.get(published.url("handoff/")).content.decode()
    assert published.look(
        lambda workflow: (links.live(workflow).count(), HandoffExample.objects.count())
    ) == (1, 0)


def test_a_link_of_another_workflow_is_not_found_here(published):
    link = published.look(lambda workflow: links.make(workflow, "Ana", None)[0])

    def other(workflow):
        made = Workflow.objects.create(client_id=workflow.client_id, name="Other", slug="other")
        made.open_draft()
        return made

    with tenant_tx(published.workflow.client_id, agency=published.cast.ours.agency.pk):
        pk = other(published.workflow).pk
    address = f"/admin/workflows/workflow/{pk}/handoff/links/{link.pk}/revoke/"
    assert published.browser.post(address).status_code == 404


@pytest.mark.parametrize("page", ["handoff/links/", "handoff/example/"])
def test_asking_changes_nothing(published, page):
    assert published.browser.get(published.url(page)).status_code == 302
    assert not published.look(lambda workflow: links.live(workflow).exists())


def test_every_shape_of_the_page_is_of_the_version_that_is_asked_for(published):
    published.post("draft/")
    published.look(lambda w: w.draft.steps.filter(key="draft").update(title="The letter of the second draft"))
    page = published.get("handoff/?version=2")
    assert "handoff.md?version=2" in page and "handoff.pdf?version=2" in page
    assert '<input type="hidden" name="version" value="2">' in page
    for number, there in ((1, False), (2, True)):
        text = published.browser.get(published.url(f"handoff.md?version={number}")).content.decode()
        assert ("The letter of the second draft" in text) is there
        pack = zipfile.ZipFile(
            BytesIO(published.browser.get(published.url(f"handoff.zip?version={number}")).content)
        )
        assert ("The letter of the second draft" in pack.read("workflow.yaml").decode()) is there
    assert published.browser.get(published.url("handoff.md?version=99")).status_code == 404
