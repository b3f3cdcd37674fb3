"""Publishing: refused with all the problems, done with its notes; versions compared, and restored as a new draft."""

import re

import pytest
from django.db import IntegrityError

from tests.reading import html_of


def break_it(desk):
    def spoil(workflow):
        draft = workflow.draft
        draft.steps.filter(key="draft").update(settings={"prompt": "On {{ brief.tpoic }}."})
        draft.steps.filter(key="rubric").update(settings={"criteria": []})

    desk.look(spoil)


def test_it_refuses_with_all_the_problems(desk):
    break_it(desk)
    page = desk.get("publish/")
    assert "2 problems to mend first" in page
    assert "The intake form has no question “tpoic”." in page
    assert "“Criteria” must not be empty." in page
    assert "?step=draft#step" in page
    response = desk.post("publish/", notes="Try")
    assert response.status_code == 200
    assert "The intake form has no question “tpoic”." in html_of(response)
    assert desk.look(lambda workflow: workflow.published) is None


def test_it_publishes(desk):
    response = desk.post("publish/", notes="The first one.")
    assert response.status_code == 302
    version = desk.look(lambda workflow: workflow.published)
    assert (version.number, version.notes, version.published_by) == (
        1,
        "The first one.",
        desk.cast.ours.owner,
    )
    assert "Version 1 is published" in desk.get()
    assert "The first one." in desk.get("versions/")


def test_it_refuses_a_pinned_model_that_has_no_key(desk):
    def pin(workflow):
        row = workflow.draft.steps.get(key="draft")
        row.settings["pin"] = "anthropic/claude-opus-5-5"
        row.save()

    desk.look(pin)
    response = desk.post("publish/", notes="Try")
    assert "Only one model may answer, and it can&#x27;t: Claude Opus 5.5 has no key." in html_of(response)
    assert desk.look(lambda workflow: workflow.published) is None


def test_it_never_publishes_by_looking(desk):
    desk.get("publish/")
    assert desk.look(lambda workflow: workflow.published) is None


def change_prompt(desk, prompt="Anew."):
    desk.post("draft/")
    desk.look(lambda workflow: workflow.draft.steps.filter(key="draft").update(settings={"prompt": prompt}))


def test_it_shows_before_publishing_what_changes(published):
    change_prompt(published, "Write about <b>{{ brief.topic }}</b>.")
    published.look(lambda workflow: workflow.draft.steps.filter(key="rules").update(needs=[]))
    page = published.get("publish/")
    assert "What changes against version 1" in page
    assert "<ins>&lt;b&gt;{{</ins>" in page
    assert "<dt>Comes after</dt>" in page and "<ins>the brief</ins>" in page
    assert page.count("is-changed") > 2


def test_it_publishes_nothing_that_changed_since_the_page_was_opened(published):
    change_prompt(published)
    seen = re.search(r'name="seen" value="(\w+)"', published.get("publish/"))[1]
    change_prompt(published, "Somebody else’s words.")
    response = published.post("publish/", seen=seen, notes="Mine.")
    assert "The draft was changed after you opened this page" in html_of(response)
    assert published.look(lambda workflow: workflow.published.number) == 1
    assert published.look(lambda workflow: workflow.draft.notes) == "Mine."


def test_a_version_has_a_name(desk):
    desk.post("publish/", name="Shorter letters", notes="")
    assert "Version 1: Shorter letters" in desk.get("versions/")


def test_it_compares_any_two_versions_either_way(published):
    change_prompt(published)
    assert "<ins>Anew.</ins>" in published.get("compare/?before=1&after=2")
    assert "<del>Anew.</del>" in published.get("compare/?before=2&after=1")
    assert "No difference" in published.get("compare/?before=1&after=1")


def test_it_compares_no_version_that_is_not_there(published):
    for query in ("", "?before=1", "?before=1&after=77", "?before=x&after=1", "?before=1&after=99999999999"):
        assert published.browser.get(published.url(f"compare/{query}")).status_code == 404


def steps(desk):
    return [step.key for step in desk.draft.steps]


def test_it_restores_an_earlier_version_as_a_new_draft(published):
    published.post("draft/")
    published.post("steps/rules/remove/")
    published.look(lambda workflow: workflow.draft.publish())
    published.post("versions/1/restore/")
    assert "rules" in steps(published)
    assert published.look(lambda workflow: workflow.published.number) == 2
    assert "The draft is a copy of version 1." in published.get()


def test_it_asks_before_a_draft_makes_room_and_loses_nothing(published):
    published.post("draft/")
    published.post("steps/rules/remove/")
    page = html_of(published.post("versions/1/restore/"))
    assert "Make the draft from version 1?" in page
    assert "changed meanwhile" not in page  # it is the first look at what would be set aside
    assert "rules" not in steps(published)
    published.post("versions/1/restore/", seen=re.search(r'name="seen" value="(\w+)"', page)[1])
    assert "rules" in steps(published)
    assert "draft 2 is set aside" in published.get()
    page = published.get("versions/")
    assert "Set aside" in page and "Version 3" in page
    published.post("versions/2/restore/")  # the draft says nothing new, so there is nothing to ask
    assert "rules" not in steps(published)


def test_it_asks_again_where_the_draft_was_changed_meanwhile(published):
    published.post("draft/")
    published.post("steps/rules/remove/")
    seen = re.search(r'name="seen" value="(\w+)"', published.get("versions/1/restore/"))[1]
    published.post("steps/rubric/remove/")
    page = html_of(published.post("versions/1/restore/", seen=seen))
    assert "The draft was changed meanwhile" in page
    assert "rubric" not in steps(published)


def test_what_is_set_aside_never_changes(published):
    published.post("draft/")
    published.look(lambda workflow: workflow.restore(workflow.published))
    with pytest.raises(IntegrityError):
        published.look(lambda workflow: workflow.versions.get(state="aside").steps.update(title="x"))


def test_it_restores_no_draft_and_none_that_is_not_there(published):
    published.post("draft/")
    for number in (2, 77):
        assert published.post(f"versions/{number}/restore/").status_code == 404


@pytest.mark.parametrize(
    "page", ["versions/", "compare/?before=1&after=1", "publish/", "versions/1/restore/"]
)
def test_a_rival_finds_none_of_it(published, browse, page):
    rival = browse(published.cast.rival.owner)
    before = published.look(lambda workflow: list(workflow.versions.values()))
    assert rival.get(published.url(page)).status_code == 404
    assert rival.post(published.url(page)).status_code == 404
    assert published.look(lambda workflow: list(workflow.versions.values())) == before


def test_who_may_only_look_restores_and_publishes_nothing(published, browse):
    published.post("draft/")
    viewer = browse(published.cast.ours.viewer)
    assert viewer.get(published.url("compare/?before=1&after=2")).status_code == 200
    assert viewer.post(published.url("versions/1/restore/")).status_code == 403
    assert viewer.post(published.url("publish/")).status_code == 403


def test_it_shows_an_earlier_version_and_none_that_is_not_there(published):
    published.post("draft/")
    assert "Version 1 · published" in published.get("change/?version=1")
    assert published.browser.get(published.url("change/?version=77")).status_code == 404
