"""Names in comments by which nobody was asked: said to who wrote them, and no more than they may know."""

import pytest
from django.test import Client as Browser

from reviews import unheard
from reviews.guests import Invitation, invite
from reviews.models import Comment, Mention, Review
from tests.cast import Cast
from tests.reviews.people import join
from tests.reviews.test_guests import arrive
from tests.reviews.test_mentions import ANA, BERG, KAI, said
from tests.reviews.visiting import Browse, at

PEOPLE = (ANA, BERG, KAI)


@pytest.fixture
def comment(ours: Cast, review: Review) -> Comment:
    return Comment.objects.create(client=review.client, review=review, by=ours.ours.editor, text="-")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("@corin, which one?", "Nobody here is called @corin. Nobody was told."),
        ("@Corin @corin’s @bea", "Nobody here is called @Corin or @bea. Nobody was told."),
        ("@Ana?", "More than one person here is called @Ana. Write the whole name, or choose it from the list. "
                  "Nobody was told."),
        ("@Kai now", "@Kai could not be asked when this was written. Nobody was told."),
        ("@a @b @c @d @e @f", "Nobody here is called @a, @b, @c, @d or others. Nobody was told."),
        ("me@corin.example, corin@x, @ 5, @5pm, @@x, @corin@example.com", ""),
        ("No name at all", ""),
    ],
)  # fmt: skip
def test_it_says_which_names_asked_nobody(comment: Comment, text: str, told: str) -> None:
    comment.text = text
    assert unheard.sentence(comment, PEOPLE) == told


def test_it_says_that_others_were_told(ours: Cast, comment: Comment) -> None:
    comment.text = "@Kai, @corin"
    Mention.objects.create(client=comment.client, comment=comment, user=ours.ours.owner, start=0, end=4)
    told = "Nobody here is called @corin. Only the others you named were told."
    assert unheard.sentence(comment, PEOPLE) == told


@pytest.mark.parametrize("who", ["reviewer", "editor"])
def test_who_wrote_it_reads_it_and_nobody_else(ours: Cast, review: Review, browse: Browse, who: str) -> None:
    mine = browse(getattr(ours.ours, who))
    told = "Nobody here is called @corin. Nobody was told."
    assert told in said(mine, review, "@corin, is this so?")
    assert told in mine.get(at("review", review.pk)).content.decode()
    assert told not in browse(ours.ours.owner).get(at("review", review.pk)).content.decode()
    page = said(mine, review, "@fern-owner, is this so?", f"{Comment.objects.get().pk}:edit")
    assert "Nobody here" not in page


def test_it_answers_strangers_names_like_unknown_ones(ours: Cast, review: Review, reviewer: Browser) -> None:
    page = said(reviewer, review, "@rival-owner @nook-reviewer @corin")
    assert "Nobody here is called @rival-owner, @nook-reviewer or @corin. Nobody was told." in page


def test_namesakes_are_told_of(ours: Cast, review: Review, reviewer: Browser) -> None:
    for name in ("ana", "ana2"):
        user = join(ours.ours, name)
        type(user).objects.filter(pk=user.pk).update(name="Ana")
    assert "More than one person here is called @Ana." in said(reviewer, review, "@Ana?")


def test_a_guest_reads_it_too_and_learns_no_name(
    ours: Cast, review: Review, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        guest = invite(review, Invitation("Ben Guest", "ben@example.com"), ours.ours.owner)
    browser = arrive()
    for form in (
        {"comment": "@fern-owner, @corin?"},
        {"comment": "@fern-owner, @corin?", "text": review.text},
    ):
        page = browser.post(at("guest_comments", guest.pk), form, follow=True).content.decode()
        assert "Nobody here is called @fern-owner or @corin. Nobody was told." in page
