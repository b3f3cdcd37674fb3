"""Rounds of a piece, read and compared."""

import pytest
from django.test import Client as Browser

from reviews import deciding, drafting, rounds
from reviews.models import Review
from tests.cast import Cast
from tests.reviews import stage
from tests.reviews.visiting import HTMX, Browse, at

TEXTS = (stage.TEXT, stage.TEXT.replace("lowest", "fairest"), stage.TEXT.replace("lowest", "best"))


@pytest.fixture
def third(ours: Cast) -> Review:
    """A piece in its third round."""
    review = stage.waiting(ours.ours)
    for text in TEXTS[1:]:
        wanted = deciding.change_request("Not the lowest.", [1], ours.ours.reviewer, review.digest)
        deciding.decide(review.pk, review.run_id, wanted)
        stage.play(review.run, stage.outcomes(text))
        review = Review.objects.open().get()
    return review


def test_every_round_is_there_with_why_it_was_not_the_last(third: Review) -> None:
    found = rounds.of(third)
    assert [(each.key, each.text) for each in found] == [(str(n), text) for n, text in enumerate(TEXTS, 1)]
    assert found[0].why.startswith("“Not the lowest.”") and found[-1].why == ""


def test_any_two_are_compared_in_any_view(third: Review, reviewer: Browser) -> None:
    asked = {"from": "1", "to": "2", "view": "sides"}
    page = reviewer.get(at("changes", third.pk), asked, headers=HTMX).content.decode()
    assert "<del>lowest</del>" in page and "<ins>fairest</ins>" in page and 'class="sides"' in page
    page = reviewer.get(at("changes", third.pk), {"to": "1", "view": "read"}, headers=HTMX).content.decode()
    assert "lowest prices" in page and "<ins>" not in page
    page = reviewer.get(at("changes", third.pk), headers=HTMX).content.decode()
    assert "<del>fairest</del> <ins>best</ins>" in page


def test_ones_own_text_is_the_last_of_them(ours: Cast, third: Review, reviewer: Browser) -> None:
    form = {"revision": "0", "text": third.text.replace("sauna", "pool")}
    drafting.sign(third, ours.ours.reviewer, form)
    page = reviewer.get(at("changes", third.pk), headers=HTMX).content.decode()
    assert "Your text now" in page and "pool." in page


def test_it_works_without_script(third: Review, reviewer: Browser) -> None:
    answer = reviewer.get(at("changes", third.pk), {"from": "1", "to": "3"})
    assert answer["Location"] == f"{at('review', third.pk)}?view=inline&from=1&to=3#panel-changes"
    assert "Compare the rounds" in reviewer.get(at("review", third.pk)).content.decode()
    page = reviewer.get(at("review", third.pk), {"from": "1", "to": "3", "view": "inline"}).content.decode()
    assert "<del>lowest</del> <ins>best</ins>" in page


@pytest.mark.parametrize(
    "asked", [{"from": "99"}, {"to": "x", "view": "x"}, {"from": "own"}, {"from": "3", "to": "3"}]
)
def test_what_is_not_there_is_the_usual(third: Review, reviewer: Browser, asked: dict[str, str]) -> None:
    assert reviewer.get(at("changes", third.pk), asked, headers=HTMX).status_code == 200


def test_a_rival_reads_no_round(ours: Cast, third: Review, browse: Browse) -> None:
    answer = browse(ours.rival.owner).get(at("changes", third.pk), headers=HTMX)
    assert answer.status_code == 404
