"""The lessons' pages: browse, write, accept, reword, reject, end, merge, forget."""

from datetime import UTC, timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import now

from memory import lessons
from memory.models import Lesson, Usage
from tenants.scope import scope, tenant_tx
from tests.reading import html_of
from tests.workflows.newsletter import BRIEF, publish_newsletter
from workflows import decisions
from workflows.models import Run

LIST, ADD = "/admin/memory/lesson/", "/admin/memory/lesson/add/"
FORM = {"rule": "Short sentences.", "kind": "tone", "write": "", "avoid": "", "holds_until": ""}


@pytest.fixture
def editor(cast, browse):
    return browse(cast.ours.editor)


def proposed(client, rule="Write “guests”, not “customers”.", **more) -> Lesson:
    with tenant_tx(client.pk):
        return lessons.propose(client, rule, evidence=[("our customers", "our guests")], **more)


def fresh(lesson: Lesson) -> Lesson | None:
    with tenant_tx(lesson.client_id):
        return Lesson.objects.filter(pk=lesson.pk).first()


def test_it_writes_one_by_hand(cast, editor):
    sent = {**FORM, "client": cast.ours.client.pk, "holds_until": "2027-01-31"}
    response = editor.post(ADD, sent)
    assert response.status_code == 302
    page = html_of(editor.get(response["Location"]))
    assert "Short sentences." in page
    assert "31 Jan 2027" in page
    assert "Not used yet" in page
    again = html_of(editor.post(ADD, sent))
    assert "has the lesson “Short sentences.” already" in again


def test_it_holds_to_the_end_of_its_last_day(cast, editor):
    today = now().astimezone(UTC).date()
    sent = {**FORM, "client": cast.ours.client.pk, "holds_until": today.isoformat()}
    at = editor.post(ADD, sent)["Location"]
    with tenant_tx(cast.ours.client.pk):
        assert Lesson.objects.holding().get().rule == "Short sentences."
    assert f'value="{today.isoformat()}"' in html_of(editor.get(at))
    yesterday = (today - timedelta(days=1)).isoformat()
    refused = html_of(editor.post(ADD, sent | {"rule": "No dashes.", "holds_until": yesterday}))
    assert "That day is over" in refused
    told = html_of(editor.post(at, {**FORM, "holds_until": yesterday}, follow=True))
    assert "It has ended, so no run is given it." in told
    assert "· ended " in html_of(editor.get(f"{LIST}?state=accepted"))


def test_it_says_what_is_missing(cast, editor):
    page = html_of(editor.post(ADD, {**FORM, "client": cast.ours.client.pk, "rule": " "}))
    assert "Fill this in." in page
    page = html_of(editor.post(ADD, {**FORM, "client": cast.ours.client.pk, "rule": "…"}))
    assert "Write the lesson in one sentence." in page


def test_it_accepts_rewords_ends_and_forgets(cast, editor):
    lesson = proposed(cast.ours.client)
    at = f"{LIST}{lesson.pk}/"
    assert "our customers" in html_of(editor.get(f"{at}change/"))
    editor.post(f"{at}accept/")
    assert (fresh(lesson).state, fresh(lesson).decided_by) == ("accepted", cast.ours.editor)
    editor.post(f"{at}change/", {**FORM, "rule": "Say guests."})
    assert fresh(lesson).rule == "Say guests."
    editor.post(f"{at}end/")
    assert "Ended" in html_of(editor.get(f"{at}change/"))
    ended = fresh(lesson).expires_at
    editor.post(f"{at}change/", {**FORM, "rule": "Do say guests.", "holds_until": ended.date().isoformat()})
    assert fresh(lesson).expires_at == ended
    editor.post(f"{at}forget/")
    assert fresh(lesson) is None


def test_it_rejects_with_a_reason(cast, editor):
    lesson = proposed(cast.ours.client)
    editor.post(f"{LIST}{lesson.pk}/reject/", {"reason": "They say customers.", "back": "list"})
    page = html_of(editor.get(f"{LIST}?state=rejected"))
    assert "“They say customers.”" in page


def test_it_copies_one_to_a_client_of_the_same_staff_only(cast, editor, browse):
    lesson = proposed(cast.ours.client)
    at = f"{LIST}{lesson.pk}/"
    editor.post(f"{at}accept/")
    owner = browse(cast.ours.owner)
    assert cast.neighbour.name in html_of(owner.get(f"{at}change/"))
    for to in ("", "x", cast.rival.client.pk):
        said = html_of(owner.post(f"{at}copy/", {"to": to}, follow=True))
        assert "Choose the client that gets the copy." in said
    said = html_of(owner.post(f"{at}copy/", {"to": cast.neighbour.pk}, follow=True))
    assert "has this lesson of its own now" in said and f"Copied to {cast.neighbour}" in said
    with tenant_tx(cast.neighbour.pk):
        assert Lesson.objects.get().rule == lesson.rule
    with tenant_tx(cast.rival.client.pk):
        assert not Lesson.objects.exists()
    assert owner.get(f"{at}copy/").status_code == 404
    assert browse(cast.rival.owner).post(f"{at}copy/", {"to": cast.rival.client.pk}).status_code == 404
    refused = browse(cast.ours.viewer).post(f"{at}copy/", {"to": cast.neighbour.pk})
    assert refused.status_code == 403


def test_it_comes_back_to_the_list_as_it_was(cast, editor):
    ours = cast.ours.client
    rows = [proposed(ours, f"Name guest {n} first.", kind="structure") for n in range(30)]
    asked = f"?state=proposed&client={ours.pk}&q=guest&page=2"
    page = html_of(editor.get(f"{LIST}{asked}")).replace("&amp;", "&")
    assert f'action="{LIST}{rows[0].pk}/accept/{asked}"' in page
    back = editor.post(f"{LIST}{rows[0].pk}/accept/{asked}", {"back": "list"}).headers["Location"]
    assert back == f"{LIST}?client={ours.pk}&q=guest&state=proposed&page=2"


def test_it_lists_by_state_and_words(cast, editor):
    proposed(cast.ours.client)
    proposed(cast.ours.client, "Name the day first.", kind="structure")
    assert "Name the day first." in html_of(editor.get(LIST))
    page = html_of(editor.get(f"{LIST}?q=guests"))
    assert "Name the day first." not in page
    assert "customers" in page
    assert "No lesson goes into prompts yet" in html_of(editor.get(f"{LIST}?state=accepted"))
    assert "No lesson has these words" in html_of(editor.get(f"{LIST}?q=nothing"))


def test_it_lists_by_trust_and_by_how_they_did_in_runs(cast, editor, browse):
    ours = cast.ours.client
    failing, fine = proposed(ours), proposed(ours, "Name the day first.", kind="structure", trust="asked")
    never = proposed(ours, "Be short.", kind="tone")
    for lesson in (failing, fine, never):
        editor.post(f"{LIST}{lesson.pk}/accept/")
    with scope([ours.pk], cast.ours.agency.pk):
        version = publish_newsletter(ours.pk)
        runs = [decisions.start(version, BRIEF, title="x", origin="command") for _ in range(2)]
        for lesson, run, ended in ((failing, runs[0], {"state": "done", "flagged": True}),
                                   (fine, runs[1], {"state": "done"})):  # fmt: skip
            Run.objects.filter(pk=run.pk).update(**ended)
            Usage.objects.create(client=ours, lesson=lesson.pk, run=run.pk)

    def shown(query: str, browser=editor) -> set[str]:
        page = html_of(browser.get(f"{LIST}?state=accepted&{query}"))
        return {each.rule for each in (failing, fine, never) if f">{each.rule}</a>" in page}

    assert shown("use=failed") == {failing.rule}
    assert shown("use=never") == {never.rule}
    assert shown("trust=asked") == {fine.rule}
    assert shown("trust=asked&use=never") == set()
    assert shown("trust=x&use=y") == {failing.rule, fine.rule, never.rule}
    assert shown("use=never", browse(cast.rival.owner)) == set()
    page = " ".join(html_of(editor.get(f"{LIST}?state=accepted&use=failed&q=guests")).split())
    assert 'Accepted <span class="b-num">1</span>' in page
    assert "?state=proposed&amp;q=guests&amp;use=failed" in page


def test_it_shows_contradictions_and_duplicates_side_by_side_and_merges(cast, editor):
    one = proposed(cast.ours.client, write="guests", avoid="customers")
    proposed(cast.ours.client, "Call people customers.", write="customers")
    other = proposed(cast.ours.client, "Guests is the word.", write="guests", avoid="customers")
    page = html_of(editor.get(LIST))
    assert "One wants “customers”, the other avoids it." in page
    assert "They concern the same words." in page
    editor.post(f"{LIST}{other.pk}/merge/", {"into": one.pk, "back": "list"})
    assert fresh(other).merged_into_id == one.pk
    assert "These seem to say the same" not in html_of(editor.get(LIST))
    assert "stands for both" in html_of(editor.get(f"{LIST}{other.pk}/change/"))


def test_it_counts_the_runs_that_were_given_it(cast, editor):
    lesson = proposed(cast.ours.client)
    editor.post(f"{LIST}{lesson.pk}/accept/")
    with tenant_tx(cast.ours.client.pk):
        for _ in range(2):
            Usage.objects.create(client=cast.ours.client, lesson=lesson.pk, run=uuid4())
    assert "Used in 2 runs, 0 passed" in html_of(editor.get(f"{LIST}?state=accepted"))
    assert "Used in 2 runs, 0 passed" in html_of(editor.get(f"{LIST}{lesson.pk}/change/"))


def test_it_changes_nothing_by_a_get_or_for_a_viewer(cast, editor, browse):
    lesson = proposed(cast.ours.client)
    viewer = browse(cast.ours.viewer)
    for verb in ("accept", "reject", "end", "merge", "forget"):
        assert editor.get(f"{LIST}{lesson.pk}/{verb}/").status_code == 404
        assert viewer.post(f"{LIST}{lesson.pk}/{verb}/").status_code == 403
    assert viewer.post(f"{LIST}{lesson.pk}/change/", FORM).status_code == 403
    assert viewer.get(ADD).status_code == 403
    assert "In words" not in html_of(viewer.get(f"{LIST}{lesson.pk}/change/"))
    assert fresh(lesson).state == "proposed"


def test_it_is_nothing_to_a_rival(cast, editor, browse):
    mine, theirs = proposed(cast.ours.client), proposed(cast.rival.client, "Rival rule.")
    rival = browse(cast.rival.owner)
    assert rival.get(f"{LIST}{mine.pk}/change/").status_code in (302, 404)
    for verb in ("accept", "reject", "end", "merge", "forget"):
        assert rival.post(f"{LIST}{mine.pk}/{verb}/").status_code == 404
    assert "customers" not in html_of(rival.get(LIST))
    assert editor.post(f"{LIST}{mine.pk}/merge/", {"into": theirs.pk}).status_code == 404
    editor.post(ADD, {**FORM, "client": cast.rival.client.pk})
    assert fresh(mine).state == "proposed"
    with tenant_tx(cast.rival.client.pk):
        assert Lesson.objects.count() == 1


# --- several at once ------------------------------------------------------------------------------------------------
@pytest.fixture
def two(cast) -> list[Lesson]:
    ours = cast.ours.client
    return [
        proposed(ours, write="guests", avoid="customers"),
        proposed(ours, "Name the day first.", kind="structure"),
    ]


def merging(browser, parts, **sent):
    return browser.post(f"{LIST}merging/", {**FORM, "lesson": [part.pk for part in parts], **sent})


def test_it_proposes_one_text_for_those_that_are_ticked_and_saves_what_became_of_it(cast, editor, two):
    page = html_of(editor.get(LIST))
    assert page.count('form="merging" name="lesson"') == 2
    query = "&".join(f"lesson={part.pk}" for part in two)
    page = html_of(editor.get(f"{LIST}merging/?{query}"))
    assert "Write “guests”, not “customers”. Name the day first.</textarea>" in page
    assert "goes on refusing “customers”" in page
    assert fresh(two[0]).merged_into_id is None
    answer = merging(editor, two, rule="Guests first, then the day.")
    page = html_of(editor.get(answer["Location"]))
    assert "Merged from 2 lessons" in page and "Name the day first." in page
    listed = html_of(editor.get(f"{LIST}?state=accepted"))
    assert "Guests first, then the day." in listed and "merged from 2" in listed
    assert "Name the day first." not in listed


def test_it_undoes_that(cast, editor, two):
    at = merging(editor, two, rule="Guests first.")["Location"].removesuffix("change/")
    page = html_of(editor.post(f"{at}undo/", {"back": "list"}, follow=True))
    assert "Undone: 2 lessons stand for themselves again, and “Guests first.” is gone." in page
    assert [fresh(part).merged_into_id for part in two] == [None, None]
    again = html_of(editor.post(f"{LIST}{two[0].pk}/undo/", follow=True))
    assert "was merged with others" in again or "stands for no others" in again


def test_it_says_why_it_merges_nothing(cast, editor, two):
    page = html_of(editor.get(f"{LIST}merging/?lesson={two[0].pk}", follow=True))
    assert "Choose two lessons or more to merge." in page
    page = html_of(merging(editor, two, rule="x" * 301))
    assert "at most 300 characters" in page
    assert [fresh(part).merged_into_id for part in two] == [None, None]


def test_nobody_merges_who_may_not(cast, editor, browse, two):
    theirs = proposed(cast.rival.client, "Rival rule.")
    rival, viewer = browse(cast.rival.owner), browse(cast.ours.viewer)
    assert merging(rival, two, rule="Mine.").status_code == 404
    assert merging(editor, [*two, theirs], rule="Mine.").status_code == 404
    assert editor.get(f"{LIST}merging/?lesson=x&lesson={two[0].pk}").status_code == 404
    assert merging(viewer, two, rule="Mine.").status_code == 403
    assert 'name="lesson"' not in html_of(viewer.get(LIST))
    one = merging(editor, two, rule="Ours.")["Location"].removesuffix("change/")
    assert rival.post(f"{one}undo/").status_code == 404
    assert viewer.post(f"{one}undo/").status_code == 403
    assert editor.get(f"{one}undo/").status_code == 404
    assert [fresh(part).merged_into_id is None for part in two] == [False, False]
