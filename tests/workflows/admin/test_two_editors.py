"""Two people edit one draft: each is told of the other, and nobody's words are overwritten unseen."""

import html
import re
from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.reading import html_of
from tests.workflows.admin.test_process import GENERATE, NUMBERS
from workflows import basing
from workflows.models import Editing


@pytest.fixture
def colleague(desk, browse):
    """The editor's browser, at the same workflow."""
    return browse(desk.cast.ours.editor)


def hidden(page: str, name: str) -> str:
    return html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])


def form_of(desk, key: str = "draft") -> dict[str, object]:
    """What a browser sends for this step, as it is opened now."""
    page = desk.get(f"change/?step={key}")
    return desk.step(key) | GENERATE | NUMBERS | {"based": hidden(page, "based")}


def settings(desk, key: str = "draft") -> dict[str, object]:
    return desk.draft.step(key).settings


def test_what_each_changed_alone_is_kept(desk, colleague):
    mine, theirs = form_of(desk), form_of(desk)
    colleague.post(desk.url("steps/draft/"), theirs | {"settings-effort": "high", "title": "First draft"})
    response = desk.post("steps/draft/", **mine | {"settings-prompt": "Mine on {{ brief.topic }}."})
    assert response.status_code == 302
    assert settings(desk)["prompt"] == "Mine on {{ brief.topic }}."
    assert settings(desk)["effort"] == "high"
    assert desk.draft.step("draft").title == "First draft"
    told = f"{desk.cast.ours.editor} changed it meanwhile, too: “Name”, “Effort” stayed as they want it."
    assert told in html.unescape(desk.get())


def test_where_both_changed_the_same_it_shows_both_and_lets_one_choose(desk, colleague):
    mine, theirs = form_of(desk), form_of(desk)
    colleague.post(desk.url("steps/draft/"), theirs | {"settings-prompt": "Their words."})
    page = desk.post("steps/draft/", **mine | {"settings-prompt": "My words.", "settings-effort": "low"})
    page = html_of(page)
    assert "Their words." in page and "My words." in page
    assert settings(desk)["prompt"] == "Their words."
    answer = {name: hidden(page, name) for name in ("based", "mine", "seen")}
    desk.post("steps/draft/", **answer, **{"keep-settings.prompt": "mine"})
    assert (settings(desk)["prompt"], settings(desk)["effort"]) == ("My words.", "low")


def test_theirs_can_be_chosen_and_the_rest_of_mine_stays(desk, colleague):
    mine, theirs = form_of(desk), form_of(desk)
    colleague.post(desk.url("steps/draft/"), theirs | {"settings-prompt": "Their words."})
    page = desk.post("steps/draft/", **mine | {"settings-prompt": "My words.", "settings-effort": "low"})
    answer = {name: hidden(html_of(page), name) for name in ("based", "mine", "seen")}
    desk.post("steps/draft/", **answer, **{"keep-settings.prompt": "theirs"})
    assert (settings(desk)["prompt"], settings(desk)["effort"]) == ("Their words.", "low")


def test_a_third_save_before_the_choice_is_asked_about_too(desk, colleague):
    mine, theirs = form_of(desk), form_of(desk)
    colleague.post(desk.url("steps/draft/"), theirs | {"settings-prompt": "Their words."})
    page = html_of(desk.post("steps/draft/", **mine | {"settings-prompt": "My words."}))
    colleague.post(desk.url("steps/draft/"), form_of(desk) | {"settings-prompt": "Their second thought."})
    answer = {name: hidden(page, name) for name in ("based", "mine", "seen")}
    page = html_of(desk.post("steps/draft/", **answer, **{"keep-settings.prompt": "mine"}))
    assert "Their second thought." in page and "My words." in page
    assert settings(desk)["prompt"] == "Their second thought."


def test_a_form_that_was_refused_still_says_what_it_was_based_on(desk, colleague):
    mine = form_of(desk)
    colleague.post(desk.url("steps/draft/"), form_of(desk) | {"settings-prompt": "Their words."})
    page = html_of(desk.post("steps/draft/", **mine | {"retries": "99"}))
    assert hidden(page, "based") == mine["based"]


def test_a_step_that_was_taken_out_can_be_put_back(desk, colleague):
    mine = form_of(desk)
    colleague.post(desk.url("steps/draft/remove/"))
    page = html_of(desk.post("steps/draft/", **mine | {"settings-prompt": "My words."}))
    assert "was taken out" in page
    assert "draft" not in [step.key for step in desk.draft.steps]
    answer = {name: hidden(page, name) for name in ("based", "mine", "back")}
    desk.post("steps/draft/", **answer)
    assert settings(desk)["prompt"] == "My words."


def test_a_step_that_changed_is_not_taken_out_unseen(desk, colleague):
    seen = hidden(desk.get("change/?step=draft"), "based")
    colleague.post(desk.url("steps/draft/"), form_of(desk) | {"settings-prompt": "Their words."})
    desk.post("steps/draft/remove/", based=seen)
    assert settings(desk)["prompt"] == "Their words."
    assert "was changed after you opened this page" in desk.get()
    desk.post("steps/draft/remove/", based=hidden(desk.get("change/?step=draft"), "based"))
    assert "draft" not in [step.key for step in desk.draft.steps]


def test_what_was_written_while_the_draft_was_published_begins_a_new_one(desk, colleague):
    mine = form_of(desk)
    colleague.post(desk.url("publish/"), {"notes": ""})
    response = desk.post("steps/draft/", **mine | {"settings-prompt": "My words."})
    assert response.status_code == 302
    assert settings(desk)["prompt"] == "My words."
    assert desk.look(lambda workflow: (workflow.published.number, workflow.draft.number)) == (1, 2)
    assert "a new draft began" in desk.get()


def test_questions_of_both_are_kept_in_the_order_of_whoever_changed_it(desk, colleague):
    page = desk.get("questions/")
    base = hidden(page, "based")
    rows = [
        ("topic", "Topic", "line"),
        ("points", "Points", "list"),
        ("call_to_action", "Call to action", "line"),
    ]

    def sent(*rows):
        fields = {}
        for n, (key, label, kind) in enumerate(rows):
            given = {"key": key, "label": label, "kind": kind, "required": "on"}
            fields |= {f"questions-{n}-{name}": value for name, value in given.items()}
        return fields | {"based": base}

    colleague.post(desk.url("questions/"), sent(*rows, ("", "Season", "line")))
    desk.post("questions/", **sent(rows[1], rows[0], ("call_to_action", "What to do next", "line")))
    assert [(field.key, field.label) for field in desk.draft.fields] == [
        ("points", "Points"), ("topic", "Topic"), ("call_to_action", "What to do next"), ("season", "Season"),
    ]  # fmt: skip
    colleague_again = sent(*rows[:2], ("call_to_action", "Their question", "line"))
    page = html_of(colleague.post(desk.url("questions/"), colleague_again))
    assert "Their question" in page and "What to do next" in page
    assert desk.draft.fields[2].label == "What to do next"


def test_purpose_and_limits_are_put_together_too(desk, colleague):
    page = desk.get("purpose/")
    sent = {"name": "Newsletter", "revisions": 1, "changes": 3, "attempts": 200, "minutes": 60}
    sent |= {"cost_warn_percent": 80, "cost_when_tight": "stop"}
    sent |= {"based": hidden(page, "based")}
    colleague.post(desk.url("purpose/"), sent | {"purpose": "Their reason.", "minutes": 45})
    desk.post("purpose/", **sent | {"cadence": "Mondays", "revisions": 2})
    workflow = desk.look(lambda workflow: workflow)
    limits = desk.draft.limits
    assert (workflow.purpose, workflow.cadence) == ("Their reason.", "Mondays")
    assert (limits.minutes, limits.revisions) == (45, 2)
    page = html_of(desk.post("purpose/", **sent | {"purpose": "My reason."}))
    assert "Their reason." in page and "My reason." in page
    assert desk.look(lambda workflow: workflow.purpose) == "Their reason."


def test_what_a_form_was_based_on_can_not_be_made_up_or_moved(desk):
    elsewhere = basing.sealed(desk.workflow.pk, "steps/rules", {"settings.prompt": "x"})
    for token in ("nonsense", elsewhere, basing.sealed(desk.workflow.pk + 1, "steps/draft", {})):
        sent = desk.step("draft") | GENERATE | NUMBERS | {"based": token, "settings-prompt": "My words."}
        page = desk.post("steps/draft/", **sent)
        assert "while you did" in html_of(page)  # nothing known: it asks about everything
        assert desk.post("steps/draft/", based=token, mine=token, seen=token).status_code == 404
    assert settings(desk)["prompt"].startswith("Write about")


def test_each_is_told_who_else_is_there(desk, colleague):
    desk.get("change/?step=rubric")
    page = html.unescape(html_of(colleague.get(desk.url("change/"))))
    assert f"<strong>{desk.cast.ours.owner}</strong> has the step “rubric” open." in page
    polled = desk.get("editors/?place=the%20process&since=2026-01-01T00:00:00%2B00:00")
    assert f"<strong>{desk.cast.ours.editor}</strong> has the process open." in polled
    colleague.post(desk.url("steps/rules/remove/"))
    polled = desk.get("editors/?place=the%20process&since=2026-01-01T00:00:00%2B00:00")
    assert "changed this draft after you opened it" in polled


def test_who_left_is_not_there(desk, colleague):
    desk.get("change/?step=rubric")
    desk.look(lambda workflow: Editing.objects.update(seen_at=now() - timedelta(minutes=2)))
    assert "has the step" not in html_of(colleague.get(desk.url("change/")))


@pytest.mark.parametrize("query", ["", "?since=x", "?since=2026-13-45T99:00", "?since=2026-01-01T00:00:00"])
def test_a_poll_that_says_nothing_gets_nothing(desk, query):
    assert desk.browser.get(desk.url(f"editors/{query}")).status_code == 204


def test_a_rival_neither_sees_nor_is_seen(desk, browse):
    rival = browse(desk.cast.rival.owner)
    assert rival.get(desk.url("editors/?since=2026-01-01T00:00:00Z")).status_code == 404
    sent = {"based": "x", "mine": "x", "seen": "x"}
    for page in ("steps/draft/", "questions/", "purpose/"):
        assert rival.post(desk.url(page), sent).status_code == 404
    assert desk.look(lambda workflow: Editing.objects.exists()) is False


def test_who_may_only_look_is_not_editing(desk, browse):
    viewer = browse(desk.cast.ours.viewer)
    assert viewer.get(desk.url("change/")).status_code == 200
    assert viewer.get(desk.url("editors/?since=2026-01-01T00:00:00Z")).status_code == 403
    assert viewer.post(desk.url("questions/"), {"based": "x"}).status_code == 404
    assert desk.look(lambda workflow: Editing.objects.exists()) is False
