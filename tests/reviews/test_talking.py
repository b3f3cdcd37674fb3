"""Comments on words, replies, resolving, and whose they are."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils.timezone import now

from reviews import talking
from reviews.models import Comment, Review
from tests.cast import Cast
from tests.reviews import stage
from tests.reviews.visiting import HTMX, Browse, at


def say(browser: Browser, review: Review, do: str = "", **form: object) -> tuple[int, str]:
    answer = browser.post(at("comments", review.pk), {"do": do, **form}, headers=HTMX)
    return answer.status_code, answer.content.decode()


@pytest.fixture
def comment(ours: Cast, review: Review) -> Comment:
    assert talking.say(review, ours.ours.editor, "Which one?", "the sauna") == ""
    return Comment.objects.get()


def test_it_is_anchored_to_the_words(review: Review, reviewer: Browser) -> None:
    status, page = say(reviewer, review, text="Name it.", quote="the\n sauna", turn="0")
    assert status == 200 and "“the sauna”" in page and "Show in the text" in page
    comment = Comment.objects.get()
    whole = reviewer.get(at("review", review.pk)).content.decode()
    assert f'<mark class="mark-talk" data-comments="{comment.pk}">the sauna</mark>' in whole


def test_it_knows_which_of_the_places_is_meant(ours: Cast, reviewer: Browser) -> None:
    text = "The sauna.\n\nThe sauna again.\n"
    review = stage.waiting(ours.ours, stage.outcomes(text))
    say(reviewer, review, text="This one.", quote="sauna", turn="1")
    page = reviewer.get(at("review", review.pk)).content.decode()
    assert page.count("mark-talk") == 1 and "sauna</mark> again" in page


def test_it_shares_a_place_with_a_finding(review: Review, reviewer: Browser) -> None:
    say(reviewer, review, text="Yes.", quote="the lowest prices")
    page = reviewer.get(at("review", review.pk)).content.decode()
    assert f'class="mark-bad" data-findings="1" data-comments="{Comment.objects.get().pk}"' in page


def test_words_that_are_gone_are_said_to_be(review: Review, reviewer: Browser, comment: Comment) -> None:
    form = {"revision": 0, "text": review.text.replace("the sauna", "it")}
    reviewer.post(at("sitting", review.pk), form)
    assert "not in the text as it is now" in reviewer.get(at("review", review.pk)).content.decode()


def test_it_is_answered_resolved_and_opened_again(
    review: Review, reviewer: Browser, comment: Comment
) -> None:
    _, page = say(reviewer, review, f"{comment.pk}:reply", **{f"reply-{comment.pk}": "The small one."})
    assert "The small one." in page
    reply = comment.replies.get()
    say(reviewer, review, f"{reply.pk}:reply", **{f"reply-{reply.pk}": "And the large one."})
    assert comment.replies.count() == 2  # an answer to an answer stands in the same thread
    _, page = say(reviewer, review, f"{comment.pk}:resolve")
    assert "Resolved by fern-reviewer" in page
    assert "mark-talk" not in reviewer.get(at("review", review.pk)).content.decode()
    _, page = say(reviewer, review, f"{comment.pk}:reopen")
    assert "Resolved by" not in page


def test_one_changes_and_takes_back_ones_own_only(
    ours: Cast, review: Review, reviewer: Browser, comment: Comment
) -> None:
    for verb in ("edit", "delete"):
        status, page = say(reviewer, review, f"{comment.pk}:{verb}", **{f"edit-{comment.pk}": "Mine now."})
        assert status == 422 and "Only who wrote a comment" in page
    assert talking.change(comment, ours.ours.editor, "edit", "Which of them?") == ""
    comment.refresh_from_db()
    assert comment.text == "Which of them?" and comment.edited_at
    assert talking.change(comment, ours.ours.editor, "edit", "  ") == talking.EMPTY
    talking.change(comment, ours.ours.editor, "delete")
    assert not Comment.objects.exists()


def test_what_was_answered_leaves_its_place(
    ours: Cast, review: Review, reviewer: Browser, comment: Comment
) -> None:
    talking.change(comment, ours.ours.reviewer, "reply", "The small one.")
    talking.change(comment, ours.ours.editor, "delete")
    page = reviewer.get(at("review", review.pk)).content.decode()
    assert "Taken back." in page and "The small one." in page and "Which one?" not in page


def test_news_are_told_to_an_open_page(
    ours: Cast, review: Review, reviewer: Browser, comment: Comment
) -> None:
    form = {"revision": 0, "text": review.text, "last_comment": 0}
    assert "1 new comment." in reviewer.post(at("sitting", review.pk), form).content.decode()
    form["last_comment"] = comment.pk
    assert "new comment" not in reviewer.post(at("sitting", review.pk), form).content.decode()
    listed = reviewer.get(at("comments", review.pk), headers=HTMX).content.decode()
    assert "Which one?" in listed and f'data-last="{comment.pk}"' in listed


@pytest.mark.parametrize(
    "do", ["x:resolve", "{pk}:approve", "{pk}:", "999999:resolve", "9999999999999999999999:edit"]
)
def test_what_is_no_comment_or_verb_is_not_there(
    review: Review, reviewer: Browser, comment: Comment, do: str
) -> None:
    assert say(reviewer, review, do.format(pk=comment.pk))[0] == 404


def test_a_comment_of_another_piece_or_client_is_not_there(
    ours: Cast, review: Review, reviewer: Browser, browse: Browse, comment: Comment
) -> None:
    elsewhere = stage.waiting(ours.ours)
    assert say(reviewer, elsewhere, f"{comment.pk}:resolve")[0] == 404
    assert say(browse(ours.rival.owner), review, f"{comment.pk}:resolve")[0] == 404
    assert say(browse(ours.ours.reader), review, f"{comment.pk}:resolve")[0] == 403
    comment.refresh_from_db()
    assert comment.resolved_at is None


def test_a_selection_says_only_so_much(review: Review, reviewer: Browser) -> None:
    say(reviewer, review, text="Long.", quote="word " * 400, turn="x")
    assert len(Comment.objects.get().quote) <= talking.QUOTED


def test_what_is_sent_twice_is_said_once(
    review: Review, reviewer: Browser, ours: Cast, browse: Browse
) -> None:
    for _ in range(2):
        say(reviewer, review, text="Name it.")
    say(reviewer, review, text="Name it.", quote="the sauna")
    say(browse(ours.ours.editor), review, text="Name it.")
    assert Comment.objects.count() == 3
    Comment.objects.update(at=now() - timedelta(minutes=2))
    say(reviewer, review, text="Name it.")
    assert Comment.objects.count() == 4, "somebody may say the same again later"


def test_without_script_too_it_says_what_is_wrong(review: Review, reviewer: Browser) -> None:
    page = reviewer.post(at("comments", review.pk), {"do": "", "text": " "}, follow=True)
    assert talking.EMPTY in page.content.decode()
