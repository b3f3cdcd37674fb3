"""Drafts, time and colleagues: kept for each person and review, and never anybody else's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client as Browser

from reviews import drafting
from reviews.models import Decision, Review, Sitting
from tests.cast import Cast
from tests.reading import html_of
from tests.reviews import stage
from tests.reviews.visiting import HTMX, Browse, at, decide

MINE = stage.TEXT.replace("the sauna", "our sauna")
THEIRS = stage.TEXT.replace("the lowest prices", "one fair rate")


def tell(browser: Browser, review: Review, **form: object) -> str:
    sent = {"revision": 0, "text": review.text, **form}
    return html_of(browser.post(at("sitting", review.pk), sent, headers=HTMX))


def ago(seconds: int) -> None:
    """Everybody was last seen so long ago."""
    Sitting.objects.update(seen_at=F("seen_at") - timedelta(seconds=seconds))


@pytest.fixture
def editor(ours: Cast, browse: Browse) -> Browser:
    return browse(ours.ours.editor)


def test_it_opens_again_on_another_device(
    ours: Cast, review: Review, reviewer: Browser, browse: Browse
) -> None:
    tell(reviewer, review, text=MINE, **{"finding-1": "accept", "note-changes": "Name the walk."})
    page = html_of(browse(ours.ours.reviewer).get(at("review", review.pk)))
    assert "our sauna" in page and "a fair rate" in page and "Restored your edits." in page
    assert "Name the walk." in page and 'data-revision="1"' in page
    assert "Approve your text" in page


def test_what_is_kept_while_the_page_is_read_stays(ours: Cast, review: Review, reviewer: Browser) -> None:
    """As from the page that somebody has just left: its last words come while the next one is made."""

    last_words: list[bool] = []

    def meanwhile(execute, sql, params, many, context):
        found = execute(sql, params, many, context)
        if 'FROM "reviews_sitting"' in sql and not last_words:
            last_words.append(True)
            drafting.sign(review, ours.ours.reviewer, {"revision": "0", "finding-1": "accept"})
        return found

    with connection.execute_wrapper(meanwhile):
        page = html_of(reviewer.get(at("review", review.pk)))
    assert Sitting.objects.get().form == {"finding-1": "accept"}
    assert 'data-revision="0"' in page and 'id="restored" role="status" hidden' in page
    assert "data-clash" in tell(reviewer, review)
    assert Sitting.objects.get().form == {"finding-1": "accept"}


def test_what_is_too_long_is_never_cut_off(review: Review, reviewer: Browser) -> None:
    tell(reviewer, review, text=MINE)
    said = tell(reviewer, review, text="a" * 200_001, revision=1)
    assert "data-long" in said and "too long to be saved as a draft" in said
    assert Sitting.objects.get().form["text"] == MINE
    assert "data-long" not in tell(reviewer, review, text="a" * 200_000, revision=1)
    assert len(Sitting.objects.get().form["text"]) == 200_000


def test_looking_is_no_draft(review: Review, reviewer: Browser) -> None:
    tell(reviewer, review, **{"finding-1": "", "note-reject": ""})
    assert Sitting.objects.get().form == {} and Sitting.objects.get().revision == 0
    page = html_of(reviewer.get(at("review", review.pk)))
    assert 'id="restored" role="status" hidden' in page


def test_starting_over_forgets_it(review: Review, reviewer: Browser) -> None:
    tell(reviewer, review, text=MINE)
    assert reviewer.post(at("sitting", review.pk), {"do": "forget"})["Location"] == at("review", review.pk)
    assert "our sauna" not in html_of(reviewer.get(at("review", review.pk)))


def test_an_older_page_overwrites_nothing_unless_told_to(review: Review, reviewer: Browser) -> None:
    tell(reviewer, review, text=MINE)
    said = tell(reviewer, review, text=THEIRS)  # a page that still has revision 0
    assert "You changed your draft on another device" in said and "data-clash" in said
    assert Sitting.objects.get().form["text"] == MINE
    assert "data-clash" not in tell(reviewer, review, text=THEIRS, force="yes")
    assert Sitting.objects.get().form["text"] == THEIRS
    assert "data-clash" not in tell(reviewer, review, text=THEIRS)  # an old page with the same words


def test_nobody_sees_anothers_draft_in_their_page_but_that_there_is_one(
    review: Review, reviewer: Browser, editor: Browser
) -> None:
    tell(editor, review, text=THEIRS)
    said = tell(reviewer, review)
    assert "fern-editor" in said and "is changing" in said and "Compare and merge" in said
    page = html_of(reviewer.get(at("review", review.pk)))
    assert "Compare and merge" in page and "one fair rate" not in page
    ago(300)
    assert "has changed" in tell(reviewer, review)


def test_it_says_who_only_looks_and_who_has_gone(review: Review, reviewer: Browser, editor: Browser) -> None:
    tell(editor, review)
    assert "is looking at this piece now" in tell(reviewer, review)
    ago(300)
    assert "fern-editor" not in tell(reviewer, review)


def test_nobody_answers_findings_who_has_started_over(
    review: Review, reviewer: Browser, editor: Browser
) -> None:
    tell(reviewer, review, **{"finding-1": "dismiss"})
    assert "is at this piece now, answering findings" in tell(editor, review)
    reviewer.post(at("sitting", review.pk), {"do": "forget"})
    said = tell(editor, review)
    assert "is looking at this piece now" in said and "answering findings" not in said


def test_two_texts_are_merged_by_hand(review: Review, reviewer: Browser, editor: Browser) -> None:
    tell(reviewer, review, text=MINE)
    tell(editor, review, text=THEIRS)
    other = Sitting.objects.exclude(form__text=MINE).get()
    page = html_of(reviewer.get(at("merge", review.pk), {"with": other.pk}))
    assert "<ins>our</ins>" in page and "one fair rate" in page and "Changed by fern-editor" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    answer = reviewer.post(at("merge", review.pk), {"with": other.pk, "seen": seen})
    assert answer["Location"] == at("review", review.pk) + "#panel-edit"
    merged = html_of(reviewer.get(at("review", review.pk)))
    assert "one fair rate" in merged and "our sauna" in merged
    other.refresh_from_db()
    assert other.form["text"] == THEIRS
    assert not Decision.objects.exists()


def test_a_merge_of_what_is_no_longer_so_is_asked_again(
    review: Review, reviewer: Browser, editor: Browser
) -> None:
    tell(reviewer, review, text=MINE)
    tell(editor, review, text=THEIRS)
    other = Sitting.objects.exclude(form__text=MINE).get()
    answer = reviewer.post(at("merge", review.pk), {"with": other.pk, "seen": "old"}, follow=True)
    assert "went on writing" in html_of(answer)
    assert drafting.mine(review, Sitting.objects.get(form__text=MINE).by).form["text"] == MINE


def test_a_merge_that_is_too_long_for_a_draft_changes_nothing(
    review: Review, reviewer: Browser, editor: Browser, monkeypatch
) -> None:
    tell(reviewer, review, text=MINE)
    tell(editor, review, text=THEIRS)
    other = Sitting.objects.exclude(form__text=MINE).get()
    page = html_of(reviewer.get(at("merge", review.pk), {"with": other.pk}))
    seen = page.split('name="seen" value="')[1].split('"')[0]
    monkeypatch.setattr(drafting, "LONGEST", 20)
    said = reviewer.post(at("merge", review.pk), {"with": other.pk, "seen": seen}, follow=True)
    assert "too long for a draft" in html_of(said)
    assert Sitting.objects.filter(form__text=MINE).exists()


@pytest.mark.parametrize("wanted", ["", "x", "999999", "9" * 30])
def test_a_merge_with_nobody_is_not_there(review: Review, reviewer: Browser, wanted: str) -> None:
    assert reviewer.get(at("merge", review.pk), {"with": wanted}).status_code == 404


def test_a_sitting_of_another_review_is_no_partner(
    ours: Cast, review: Review, reviewer: Browser, editor: Browser
) -> None:
    elsewhere = stage.waiting(ours.ours)
    tell(editor, elsewhere, text=THEIRS)
    other = Sitting.objects.get()
    assert reviewer.get(at("merge", review.pk), {"with": other.pk}).status_code == 404


def test_time_is_counted_as_it_goes_by_and_kept_with_the_decision(review: Review, reviewer: Browser) -> None:
    tell(reviewer, review, opened=900, active=900)  # nothing has gone by yet
    assert Sitting.objects.get().seconds_open <= 3
    ago(60)
    tell(reviewer, review, opened=40, active=25)
    ago(60)
    decide(reviewer, review, opened=50, active=600)  # never more active than open
    decision = Decision.objects.get()
    assert 90 <= (decision.seconds_open or 0) <= 96
    assert (decision.seconds_open or 0) - (decision.seconds_active or 0) == 15


def test_without_script_nothing_is_claimed(review: Review, reviewer: Browser) -> None:
    decide(reviewer, review)
    decision = Decision.objects.get()
    assert (decision.seconds_open, decision.seconds_active, decision.edit_share) == (None, None, 0.0)


def test_a_decision_keeps_how_much_was_edited(review: Review, reviewer: Browser) -> None:
    decide(reviewer, review, text=MINE)
    assert 0 < Decision.objects.get().edit_share < 0.2


def test_who_came_too_late_is_told_and_finds_their_words(
    review: Review, reviewer: Browser, editor: Browser
) -> None:
    tell(reviewer, review, text=MINE)
    decide(editor, review)
    said = tell(reviewer, review, revision=1, text=MINE + "\nOne more line.\n")
    assert "approved it before you" in said and "data-over" in said
    page = html_of(reviewer.get(at("review", review.pk)))
    assert "Your text, which nobody approved" in page and "One more line." in page
    assert "One more line." not in html_of(editor.get(at("review", review.pk)))


def test_a_draft_that_was_approved_is_gone(review: Review, reviewer: Browser) -> None:
    tell(reviewer, review, text=MINE)
    decide(reviewer, review, text=MINE)
    assert Sitting.objects.get().form == {}
    assert "nobody approved" not in html_of(reviewer.get(at("review", review.pk)))


def test_only_fields_of_the_page_are_kept(review: Review, reviewer: Browser) -> None:
    tell(reviewer, review, **{"finding-1": "accept", "finding-99": "accept", "other": "x", "text": "ab"})
    assert Sitting.objects.get().form == {"finding-1": "accept", "text": "ab"}
