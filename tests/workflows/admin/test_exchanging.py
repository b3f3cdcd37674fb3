"""A workflow leaves as a file and comes in as one: looked at first, then a draft, of one's own clients only."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tenants.scope import tenant_tx
from tests.reading import html_of
from tests.workflows.exchange.files import SMALL
from workflows.exchange import exporting
from workflows.exchange.reading import read
from workflows.models import Workflow

IMPORT = "/admin/workflows/workflow/import/"


def look(browser, client, text: str | bytes, **more: object):
    data = text if isinstance(text, bytes) else text.encode()
    return browser.post(IMPORT, {"client": client.pk, "file": SimpleUploadedFile("w.yaml", data), **more})


def confirm(browser, client, text: str, **more: object):
    return browser.post(IMPORT, {"client": client.pk, "text": text, "confirm": "1"} | more)


@pytest.fixture
def owner(cast, browse):
    return browse(cast.ours.owner)


def slugs(house) -> list[str]:
    with tenant_tx(house.client.pk, agency=house.agency.pk):
        return list(Workflow.objects.values_list("slug", flat=True))


def test_it_gives_the_version_in_view(published):
    answer = published.browser.get(published.url("workflow.yaml"))
    assert answer["Content-Disposition"] == 'attachment; filename="newsletter.yaml"'
    text = answer.content.decode()
    assert text == published.look(lambda workflow: exporting.exported(workflow.published))
    published.post("draft/")
    published.look(lambda workflow: workflow.draft.steps.filter(key="rules").delete())
    assert "kind: rules" not in published.get("workflow.yaml")
    assert "kind: rules" in published.get("workflow.yaml?version=1")
    assert published.browser.get(published.url("workflow.yaml?version=9")).status_code == 404
    assert "workflow.yaml" in published.get()


def test_it_gives_nobody_anothers(desk, browse):
    assert browse(desk.cast.rival.owner).get(desk.url("workflow.yaml")).status_code == 404
    for stranger in (desk.cast.neighbour_reviewer, desk.cast.rival.reviewer):  # no staff: sent away
        assert browse(stranger).get(desk.url("workflow.yaml")).status_code == 302


def test_it_shows_what_it_will_make_and_stores_nothing(owner, cast):
    page = html_of(look(owner, cast.ours.client, SMALL))
    assert f"This makes a new workflow of {cast.ours.client.name}" in page
    assert "1 step, 1 question" in page
    assert slugs(cast.ours) == []


def test_it_imports_a_draft(owner, cast):
    answer = confirm(owner, cast.ours.client, SMALL.replace("\n", "\r\n"))
    assert answer.status_code == 302
    with tenant_tx(cast.ours.client.pk):
        workflow = Workflow.objects.get()
        assert exporting.exported(workflow.draft) == exporting.as_text(read(SMALL))
        assert (workflow.owner, workflow.published) == (cast.ours.owner, None)


def test_it_tells_what_changes_and_replaces_no_draft_unasked(owner, cast):
    confirm(owner, cast.ours.client, SMALL)
    changed = SMALL.replace("On {{", "About {{")
    page = html_of(look(owner, cast.ours.client, changed))
    assert "Step “draft”: Prompt: On {{ brief.topic }}. → About {{ brief.topic }}." in page
    assert "Replace that draft by this file" in page
    assert "has a draft with changes" in html_of(confirm(owner, cast.ours.client, changed))
    assert confirm(owner, cast.ours.client, changed, replace="1").status_code == 302
    assert "is as this file says already" in html_of(look(owner, cast.ours.client, changed))


def test_another_workflow_with_the_same_short_name_is_imported_beside_it(owner, cast):
    confirm(owner, cast.ours.client, SMALL)
    other = SMALL.replace("On {{", "About {{")
    assert "Import as a new workflow" in html_of(look(owner, cast.ours.client, other))
    assert confirm(owner, cast.ours.client, other, confirm="new").status_code == 302
    with tenant_tx(cast.ours.client.pk):
        first, second = Workflow.objects.order_by("pk")
        assert exporting.exported(first.draft) == exporting.as_text(read(SMALL))
        assert (second.slug, second.draft.definition) == (f"{first.slug}-2", read(other).definition)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (SMALL.replace("kind: generate", "kind: generat"), "Line 10"),
        ("a: b: c", "Line 1"),
        (b"\xff\xfe\x00\x01", "no text in UTF-8"),
        (b"", "This file is empty."),
        ("<script>alert(1)</script>", "This is not a workflow’s file"),
        (b"x" * 2_000_000, "too large"),
        (SMALL.replace("brief.topic", "brief.tpoic"), "no question “tpoic”"),
    ],
)
def test_it_says_what_is_wrong_with_a_file(owner, cast, data, told):
    answer = look(owner, cast.ours.client, data)
    page = html_of(answer)
    assert (answer.status_code, told in page) == (200, True)
    assert "<script>alert" not in page
    assert slugs(cast.ours) == []


def test_it_asks_for_a_file_and_a_client(owner, cast):
    page = html_of(owner.post(IMPORT, {"client": ""}))
    assert "Choose a file first." in page
    assert "Choose whose workflow it is to be." in page


def test_it_imports_nothing_into_anothers_client(owner, cast, browse):
    assert confirm(owner, cast.rival.client, SMALL).status_code == 404
    assert confirm(browse(cast.rival.owner), cast.ours.client, SMALL).status_code == 404
    assert confirm(browse(cast.ours.viewer), cast.ours.client, SMALL).status_code == 403
    assert browse(cast.ours.viewer).get(IMPORT).status_code == 403
    assert slugs(cast.ours) == slugs(cast.rival) == []


@pytest.mark.parametrize("page", ["import/", "map/", "gallery/newsletter/"])
def test_a_number_that_can_be_no_clients_is_not_found(owner, page):
    for number in ("0", str(2**63), "9" * 5000):
        assert owner.post(f"/admin/workflows/workflow/{page}", {"client": number}).status_code == 404


UNFINISHED = """
slug: begun
name: Begun
definition:
  fields:
    - {key: topic, label: "", kind: choice}
  steps:
    - key: draft
      kind: generate
      needs: [nobody, draft]
      when: "{{ "
      for_each: brief.nothing.x
      settings: {output: json, parts: [{kind: records, of: [{}, {kind: choice, options: [a, b]}]}, {}]}
    - {key: judge, kind: rubric, needs: [draft], settings: {criteria: [{}], judges: 3}}
    - {key: rules, kind: rules, settings: {patterns: [{}]}}
    - {key: look, kind: review, settings: {reviewers: ["@nobody", "x@y.z", "no group"]}}
    - {key: read, kind: fetch, settings: {url: "http://169.254.169.254/"}}
    - {key: shelf, kind: deliver}
"""
PAGES = [
    "change/", "questions/", "purpose/", "versions/", "workflow.yaml", "publish/", "try/", "goldens/", "schedules/",
    "template/", "handoff/", "handoff.md", "handoff.pdf", "handoff.zip",
]  # fmt: skip


def test_all_pages_show_what_was_only_begun(owner, cast):
    base = confirm(owner, cast.ours.client, UNFINISHED).headers["Location"].removesuffix("change/")
    steps = [f"change/?step={key}" for key in ("draft", "judge", "rules", "look", "read", "shelf")]
    for page in (*PAGES, *steps):
        assert owner.get(base + page).status_code == 200, page
