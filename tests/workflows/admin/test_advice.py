"""Advice on the Process page: added with a press, undone exactly, put aside with a reason; and a score."""

import re

import pytest

from tenants.models import Member
from tenants.scope import tenant_tx
from tests.workflows.newsletter import definition
from workflows import advising
from workflows.models import Dismissal, Event, Golden, Undo, Workflow


def latest(desk) -> int:
    return desk.look(lambda workflow: Undo.objects.values_list("pk", flat=True).last())


def score(page: str) -> int:
    return int(re.search(r"Ready to hand over: (?:<[^>]*>)?(\d+) of 100", page).group(1))


def test_it_says_what_is_missing_and_how_ready_it_is(desk):
    page = desk.get()
    assert "No question of the form says who the audience is." in page
    assert "the workflow has no owner" in page
    assert "Only the stand-in answers" in page
    assert "No gate checks this" not in page
    assert 0 < score(page) < 100
    assert score(page) == score(desk.get("handoff/"))


def test_taking_out_the_writer_makes_it_no_readier(desk):
    before = score(desk.get())
    desk.post("steps/draft/remove/")
    assert score(desk.get()) < before


def test_it_goes_by_what_the_rows_know(desk):
    before = score(desk.get())

    def known(workflow):
        workflow.owner, workflow.purpose = desk.cast.ours.owner, "Letters to guests."
        workflow.save()
        Golden.objects.create(client=workflow.client, workflow=workflow, name="Usual", brief={})

    desk.look(known)
    page = desk.get()
    for gone in ("has no owner", "no golden briefs", "Nothing says what it is for"):
        assert gone not in page
    assert score(page) > before


def test_it_goes_by_the_line_up(desk, settings):
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "k"}
    page = desk.get()
    assert "Only the stand-in answers" not in page
    assert "both are answered by Anthropic only" in page
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "k", "OPENAI_API_KEY": "k"}
    assert "too close" not in desk.get() and "No fallback" not in desk.get()


def test_it_is_added_and_undone_exactly(desk):
    before = desk.draft
    assert desk.post("advice/no_audience/addition/").status_code == 302
    assert desk.draft.fields[-1].key == "audience"
    assert "{{ brief.audience }}" in desk.draft.step("draft").settings["prompt"]
    page = desk.get()
    assert "Added: Ask, and use it in “Draft”." in page
    assert "who the audience is" not in page
    desk.post("undo/", change=latest(desk))
    assert desk.draft == before
    assert "Undone." in desk.get()
    assert "Redo</button>" in desk.get()


def test_a_removed_step_comes_back_exactly(desk):
    before = desk.draft
    desk.post("steps/rubric/remove/")
    assert desk.draft.step("review").needs == ("rules", "draft")
    assert "“rubric” is gone" in desk.get() and "Undo</button>" in desk.get()
    desk.post("undo/", change=latest(desk))
    assert desk.draft == before


def test_a_removed_question_comes_back_exactly(desk):
    before = desk.draft
    sent = {"field-0-label": "Topic", "field-0-key": "topic", "field-0-kind": "line"}
    page = desk.get("questions/")
    prefix = re.search(r'name="([a-z_-]+)-0-label"', page).group(1)
    sent = {name.replace("field", prefix, 1): value for name, value in sent.items()}
    assert desk.post("questions/", **sent).status_code == 302
    assert [field.key for field in desk.draft.fields] == ["topic"]
    assert "“Points” and “Call to action” are gone from the intake form." in desk.get("questions/")
    assert desk.post("undo/", back="questions", change=latest(desk)).url.endswith("questions/")
    assert desk.draft == before


def test_nothing_is_undone_once_the_draft_went_on(desk):
    desk.post("steps/rubric/remove/")
    desk.look(lambda workflow: workflow.draft.steps.filter(key="draft").update(title="First draft"))
    after = desk.draft
    assert "Undo</button>" not in desk.get()
    desk.post("undo/", change=latest(desk))
    assert desk.draft == after
    assert "changed since, so nothing was undone" in desk.get()


def test_what_does_not_hold_changes_nothing(desk):
    before = desk.draft
    desk.post("advice/no_gate/addition/")
    assert desk.draft == before
    assert "doesn’t hold any more" in desk.get()
    assert desk.browser.post(desk.url("advice/nothing/addition/")).status_code == 404
    assert desk.browser.get(desk.url("advice/no_audience/addition/")).status_code == 404
    assert desk.browser.get(desk.url("undo/")).status_code == 404


def test_it_is_put_aside_with_a_reason_and_taken_up_again(desk):
    before = score(desk.get())
    desk.post("advice/no_audience/dismissal/", reason="  ")
    assert "Say why in a sentence" in desk.get()
    desk.post("advice/no_audience/dismissal/", reason="x" * 301)
    assert "300 characters at most" in desk.get()
    assert not desk.look(lambda workflow: Dismissal.objects.exists())
    desk.post("advice/no_audience/dismissal/", reason="Always <the> guests.")
    page = desk.get()
    assert "Put aside by" in page and "Always &lt;the&gt; guests." in page
    assert score(page) > before
    said = desk.look(lambda workflow: Event.objects.filter(kind="workflow.changed").last().sentence)
    assert said == "Advice on “Newsletter” was put aside: Always <the> guests."
    desk.post("advice/no_audience/return/")
    assert score(desk.get()) == before


def test_a_published_version_has_advice_and_no_buttons(published):
    page = published.get()
    assert "who the audience is" in page
    assert "advice/no_audience/addition/" not in page
    assert published.post("advice/no_audience/addition/").status_code == 404


@pytest.mark.parametrize(
    "page",
    ["undo/", "advice/no_audience/addition/", "advice/no_audience/dismissal/", "advice/no_audience/return/"],
)
def test_a_rival_and_a_viewer_change_nothing(desk, browse, page):
    desk.post("steps/rubric/remove/")
    desk.post("advice/no_length/dismissal/", reason="Ours.")
    before = desk.draft
    assert browse(desk.cast.rival.owner).post(desk.url(page), {"reason": "theirs"}).status_code == 404
    assert browse(desk.cast.ours.viewer).post(desk.url(page), {"reason": "no"}).status_code == 403
    assert desk.draft == before
    assert desk.look(lambda workflow: (Dismissal.objects.count(), Undo.objects.count())) == (1, 1)


def test_a_rivals_rows_are_not_in_sight(desk):
    desk.post("steps/rubric/remove/")
    desk.post("advice/no_audience/dismissal/", reason="Ours.")
    theirs = desk.cast.rival.client
    with tenant_tx(theirs.pk):
        assert not Dismissal.objects.exists() and not Undo.objects.exists()
        other = Workflow.objects.create(client=theirs, name="Theirs", slug="newsletter")
        other.open_draft().fill(definition())
        assert advising.advised(other.draft).aside == []


def test_an_owner_who_left_is_none(desk):
    def owned(workflow):
        workflow.owner = desk.cast.ours.editor
        workflow.save()

    desk.look(owned)
    assert "has no owner" not in desk.get()
    desk.look(lambda workflow: Member.objects.filter(user=desk.cast.ours.editor).delete())
    assert "the workflow has no owner" in desk.get()
