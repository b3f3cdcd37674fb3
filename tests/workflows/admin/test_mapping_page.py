"""Map it first: from how it goes today to a draft that validates; nothing is kept before the person says so."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from tenants.scope import tenant_tx
from workflows.engine.advice import Known, advise
from workflows.engine.mapping import Process, mapped
from workflows.engine.validate import validate
from workflows.models import Workflow

ADDRESS = "/admin/workflows/workflow/map/"
ANSWERS = {
    "name": "Hotel letter", "purpose": "A letter to past guests, so that they come back.", "cadence": "first Monday",
    "minutes_by_hand": "180", "inputs": "Topic\nFacts: as the house says them\nDeadline (optional)\nFor whom",
    "outputs": "The letter: 300 words\nA post for LinkedIn", "decisions": "No invented facts\nTone: as to a friend",
    "checked_by": "both",
}  # fmt: skip


def workflows(cast) -> list[Workflow]:
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        return list(Workflow.objects.all())


def test_it_shows_first_and_keeps_when_told(cast, browse):
    browser = browse(cast.ours.owner)
    assert f'value="{cast.ours.owner.pk}" selected' in browser.get(ADDRESS).content.decode()
    sent = ANSWERS | {"client": cast.ours.client.pk, "owner": cast.ours.editor.pk}
    page = browser.post(ADDRESS, sent).content.decode()
    assert "nothing is kept yet" in page and "A post for LinkedIn" in page and "The agency checks" in page
    assert workflows(cast) == []
    response = browser.post(ADDRESS, sent | {"keep": "yes"})
    (made,) = workflows(cast)
    assert response.url.endswith(f"/{made.pk}/change/")
    assert (made.slug, made.owner, made.minutes_by_hand) == ("hotel-letter", cast.ours.editor, 180)
    handoff = browser.get(f"/admin/workflows/workflow/{made.pk}/handoff/").content.decode()
    assert "first Monday" in handoff and "180 minutes" in handoff and cast.ours.editor.name in handoff
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        definition = made.draft.definition
    kinds = [(field.key, field.kind, field.required) for field in definition.fields]
    assert kinds == [
        ("topic", "line", True), ("facts", "list", True), ("deadline", "date", False), ("for_whom", "line", True),
    ]  # fmt: skip
    names = [one["name"] for one in definition.step("rubric").settings["criteria"]]
    assert names == ["No invented facts", "Tone"]
    assert definition.step("draft_2").needs == ("check_by_client",)
    assert browser.get(response.url).status_code == 200


def test_sent_twice_it_makes_one_draft(cast, browse):
    browser, sent = browse(cast.ours.owner), ANSWERS | {"client": cast.ours.client.pk, "keep": "yes"}
    first = browser.post(ADDRESS, sent)
    again = browser.post(ADDRESS, sent, follow=True)
    assert again.redirect_chain[0][0] == first.url and len(workflows(cast)) == 1
    assert "is a draft already, made from these very answers" in again.content.decode()
    for other in ({"name": "Another letter"}, {"decisions": "Tone"}, {"cadence": ""}):
        browser.post(ADDRESS, sent | other)
    assert len(workflows(cast)) == 4


def test_what_was_changed_since_is_left_alone(cast, browse):
    browser, sent = browse(cast.ours.owner), ANSWERS | {"client": cast.ours.client.pk, "keep": "yes"}
    browser.post(ADDRESS, sent)
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        draft = Workflow.objects.get().draft
        draft.fill(draft.definition.model_copy(update={"fields": draft.definition.fields[:1]}))
    browser.post(ADDRESS, sent)
    assert [one.slug for one in workflows(cast)] == ["hotel-letter", "hotel-letter-2"]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_sent_twice_at_once_it_makes_one_draft(cast, browse):
    sent = ANSWERS | {"client": cast.ours.client.pk, "keep": "yes"}
    browsers = [browse(cast.ours.owner) for _ in range(2)]

    def post(browser) -> int:
        try:
            return browser.post(ADDRESS, sent).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as both:
        assert list(both.map(post, browsers)) == [302, 302]
    assert len(workflows(cast)) == 1


def test_it_says_what_is_missing_and_loses_nothing(cast, browse):
    sent = ANSWERS | {"client": cast.ours.client.pk, "inputs": "", "outputs": "a\nb\nc\nd\ne", "keep": "yes"}
    page = browse(cast.ours.owner).post(ADDRESS, sent).content.decode()
    assert "Something below needs mending" in page and "5 lines, and 4 are the most." in page
    assert "No invented facts" in page
    assert workflows(cast) == []


@pytest.mark.parametrize("who", ["client", "agency", "both"])
@pytest.mark.parametrize("every", [True, False])
@pytest.mark.parametrize("words", ["Topic", "{{ topic }} {% if %}", "主题", "a: b: c", "brief"])
def test_whatever_is_said_it_can_be_published(who, every, words):
    process = Process(
        words, [words, words, f"{words} (optional)"], [words, words], [words, words], who, every
    )
    made = mapped(process)
    assert [problem for problem in validate(made) if problem.level == "problem"] == []
    assert {advice.key for advice in advise(made, Known())} <= {"stand_in", "no_audience", "no_length"}


@pytest.mark.parametrize("who", ["client", "agency", "both"])
def test_nothing_is_called_the_same(who):
    made = mapped(Process("News", ["Topic", "Facts"], ["A post", "A mail"], ["No invented facts"], who, True))
    assert validate(made) == []


def test_a_rivals_client_is_not_there(cast, browse):
    sent = ANSWERS | {"client": cast.rival.client.pk, "keep": "yes"}
    assert browse(cast.ours.owner).post(ADDRESS, sent).status_code == 404
    assert (
        browse(cast.ours.viewer).post(ADDRESS, ANSWERS | {"client": cast.ours.client.pk}).status_code == 403
    )
    with tenant_tx(cast.rival.client.pk):
        assert not Workflow.objects.exists()
