"""Publishing by two people: one asks, another approves exactly that draft, and a change makes the request lapse."""

import html

import pytest

from tests.reading import html_of
from workflows.models import Event, Publication


@pytest.fixture
def asked(desk):
    """The owner asked to publish the draft."""
    desk.post("second-person/", on="yes")
    desk.post("publish/", notes="The first one.")
    return desk


@pytest.fixture
def editor(desk, browse):
    return browse(desk.cast.ours.editor)


def last(desk) -> Publication:
    return desk.look(lambda workflow: Publication.objects.first())


def number(desk) -> int | None:
    return desk.look(lambda workflow: workflow.published and workflow.published.number)


def decide(browser, desk, decision: str, **more: str):
    return browser.post(desk.url(f"publications/{last(desk).pk}/decision/"), {"decision": decision, **more})


def test_it_asks_and_publishes_nothing(asked):
    assert number(asked) is None
    assert (last(asked).state, last(asked).asked_by) == ("open", asked.cast.ours.owner)
    asked.post("publish/", notes="")
    assert asked.look(lambda workflow: Publication.objects.count()) == 1


def test_it_shows_on_today_and_in_the_list(asked, editor):
    assert "Publishing needs a second person" in html_of(editor.get("/admin/"))
    assert "Approval asked" in html_of(editor.get("/admin/workflows/workflow/"))


def test_a_second_person_approves_it(asked, editor):
    assert "Approve and publish" in html_of(editor.get(asked.url("publish/")))
    decide(editor, asked, "approve")
    version = asked.look(lambda workflow: workflow.published)
    assert (version.number, version.published_by) == (1, asked.cast.ours.editor)
    kinds = asked.look(lambda workflow: list(Event.objects.values_list("kind", flat=True)))
    assert kinds == [
        "workflow.changed", "publication.asked", "publication.approved", "version.published",
    ]  # fmt: skip


def test_nobody_approves_their_own(asked):
    assert "Approve and publish" not in asked.get("publish/")
    decide(asked.browser, asked, "approve")
    assert number(asked) is None
    assert "Somebody else has to approve" in asked.get("publish/")


def test_it_lapses_when_the_draft_changes(asked, editor):
    asked.post("steps/rules/remove/")
    assert last(asked).state == "lapsed"
    decide(editor, asked, "approve")
    assert number(asked) is None
    assert "has lapsed, for the draft was changed" in html_of(editor.get(asked.url("publish/")))
    asked.post("publish/", notes="")
    decide(editor, asked, "approve")
    assert number(asked) == 1


def test_whoever_changes_the_draft_is_told_what_lapsed(asked):
    assert "the draft was changed since" not in asked.get()
    asked.post("steps/rules/remove/")
    for page in ("change/", "questions/", "purpose/"):
        assert "no longer asked for: the draft was changed since" in html.unescape(asked.get(page)), page
    asked.post("publish/", notes="")
    assert "the draft was changed since" not in asked.get()


def test_a_change_that_nobody_noted_counts_too(asked, editor):
    asked.look(lambda workflow: workflow.draft.steps.filter(key="rules").delete())
    decide(editor, asked, "approve")
    assert number(asked) is None


def test_it_is_sent_back_with_a_reason(asked, editor):
    decide(editor, asked, "refuse", reason="  ")
    assert last(asked).state == "open"
    assert "Say why you send it back" in html_of(editor.get(asked.url("publish/")))
    decide(editor, asked, "refuse", reason=f"The bar is too low. {'Word. ' * 100}So raise it.")
    assert last(asked).state == "refused"
    page = asked.get("publish/")
    assert "The bar is too low." in page and "So raise it." in page
    decide(editor, asked, "approve")
    assert number(asked) is None


def test_today_tells_who_asked_that_it_was_sent_back(asked, editor, browse):
    decide(editor, asked, "refuse", reason="The bar is too low.")
    page = html_of(asked.browser.get("/admin/"))
    assert "Sent back to you" in page and "The bar is too low." in page and asked.url("publish/") in page
    for other in (editor, browse(asked.cast.rival.owner)):
        assert "The bar is too low." not in html_of(other.get("/admin/"))
    asked.post("publish/", notes="Again.")
    assert "Sent back to you" not in html_of(asked.browser.get("/admin/"))


def test_it_is_withdrawn(asked):
    decide(asked.browser, asked, "withdraw")
    assert last(asked).state == "withdrawn"
    assert "Ask for approval" in asked.get("publish/")


def test_the_reason_for_going_past_the_golden_briefs_goes_with_it(asked, editor):
    decide(asked.browser, asked, "withdraw")
    asked.post("goldens/needed/", on="yes")
    asked.post("publish/", notes="")
    assert asked.look(lambda workflow: Publication.objects.filter(state="open").count()) == 0
    asked.post("publish/", notes="", reason="It can’t wait.")
    assert "It can’t wait." in html.unescape(html_of(editor.get(asked.url("publish/"))))
    decide(editor, asked, "approve")
    assert "It can’t wait." in asked.look(lambda workflow: workflow.published.published_over)


def test_a_draft_with_problems_is_not_asked_for(desk):
    desk.post("second-person/", on="yes")
    desk.look(lambda workflow: workflow.draft.steps.filter(key="draft").update(settings={"prompt": ""}))
    desk.post("publish/", notes="")
    assert last(desk) is None


def test_only_who_manages_clients_switches_it(asked, editor):
    assert editor.post(asked.url("second-person/"), {"on": ""}).status_code == 403
    assert asked.look(lambda workflow: workflow.second_person) is True


def test_a_rival_and_a_viewer_decide_nothing(asked, browse):
    rival, viewer = browse(asked.cast.rival.owner), browse(asked.cast.ours.viewer)
    assert decide(rival, asked, "approve").status_code == 404
    assert rival.post(asked.url("second-person/"), {"on": ""}).status_code == 404
    assert decide(viewer, asked, "approve").status_code == 403
    assert decide(asked.browser, asked, "burn").status_code == 404
    assert (last(asked).state, number(asked)) == ("open", None)
    assert "Publishing needs a second person" not in html_of(rival.get("/admin/"))
