from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client as Browser

from reviews import charts, numbers
from reviews.models import Decision, Review
from reviews.views.numbers import lasting
from tests.cast import Cast
from tests.reviews import stage
from tests.reviews.visiting import Browse, at, decide, shelve
from workflows.models import Delivery

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def piece(ours: Cast, browser: Browser, month: int, hours: int, **form: object) -> None:
    """One that was decided on after so many hours, and lies in the library since."""
    review = stage.waiting(ours.ours)
    decide(browser, review, **form)
    when = datetime(2026, month, 10, 12, tzinfo=UTC)
    Delivery.objects.filter(pk=shelve(review).pk).update(delivered_at=when)
    Review.objects.filter(pk=review.pk).update(
        opened_at=Decision.objects.get(review=review).at - timedelta(hours=hours)
    )


@pytest.fixture
def months(ours: Cast, reviewer: Browser) -> None:
    piece(ours, reviewer, 10, 5)
    piece(ours, reviewer, 11, 2)
    piece(ours, reviewer, 11, 4, **{"finding-1": "accept"})


def test_it_counts_pieces_and_those_that_nobody_touched(ours: Cast, months: None) -> None:
    found = numbers.months(NOW, [ours.ours.client.pk])
    assert [(month.start.month, month.pieces, month.share) for month in found[-3:]] == [
        (9, 0, None), (10, 1, 100), (11, 2, 50),
    ]  # fmt: skip
    assert len(found) == numbers.MONTHS


def test_an_edit_touches_its_own_piece_of_several(ours: Cast, reviewer: Browser) -> None:
    run = stage.begin_series(ours.ours)
    stage.play(run, stage.outcomes())
    first, second = Review.objects.filter(run=run).select_related("attempt").order_by("attempt__item")
    decide(reviewer, first)
    decide(reviewer, second, **{"finding-1": "accept"})
    for review in (first, second):
        Delivery.objects.filter(pk=shelve(review).pk).update(item=review.attempt.item)
    now = datetime.now(UTC)
    (month,) = numbers.months(now, [ours.ours.client.pk])[-1:]
    assert (month.pieces, month.unedited) == (2, 1)
    Delivery.objects.filter(item=0).delete()
    Delivery.objects.update(item=None)
    (month,) = numbers.months(now + timedelta(seconds=1), [ours.ours.client.pk])[-1:]
    assert (month.pieces, month.unedited) == (1, 0), "what is made of several is touched by an edit of any"


def test_it_averages_the_time_to_approve(ours: Cast, months: None) -> None:
    found = numbers.months(datetime.now(UTC), [ours.ours.client.pk])
    assert found[-1].approving is not None
    assert round(found[-1].approving / timedelta(hours=1), 2) == round((5 + 2 + 4) / 3, 2)


def test_a_month_begins_where_its_reader_is(ours: Cast, months: None) -> None:
    from django.utils import timezone

    Delivery.objects.update(delivered_at=datetime(2026, 10, 31, 20, tzinfo=UTC))  # November in Tokyo
    with timezone.override("Asia/Tokyo"):
        assert numbers.months(NOW, [ours.ours.client.pk])[-1].pieces == 3
    assert numbers.months(NOW, [ours.ours.client.pk])[-1].pieces == 0


def test_it_shows_this_month_against_the_last(ours: Cast, months: None, reviewer: Browser) -> None:
    with time_machine.travel(NOW):
        page = reviewer.get(at("numbers")).content.decode()
    assert "1 more than last month" in page and "50 points fewer than last month" in page
    assert "Oct: 1; Nov: 2" in page


def test_it_says_when_there_are_none(ours: Cast, reviewer: Browser) -> None:
    assert "No numbers yet" in reviewer.get(at("numbers")).content.decode()


def test_it_shows_only_one_s_own(ours: Cast, months: None, browse: Browse) -> None:
    assert "No numbers yet" in browse(ours.rival.reviewer).get(at("numbers")).content.decode()
    asked = {"client": ours.ours.client.pk}
    assert "No numbers yet" in browse(ours.rival.owner).get(at("numbers"), asked).content.decode()
    assert "No numbers yet" in browse(ours.neighbour_reviewer).get(at("numbers"), asked).content.decode()
    staff = browse(ours.ours.owner)
    assert "Oct: 1" in staff.get(at("numbers"), asked).content.decode()
    assert "No numbers yet" in staff.get(at("numbers"), {"client": ours.neighbour.pk}).content.decode()


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "1 min"), (89, "89 min"), (90, "2 h"), (60 * 35, "35 h"), (60 * 72, "3 days")]
)
def test_it_says_how_long_it_took(minutes: int, said: str) -> None:
    assert lasting(timedelta(minutes=minutes)) == said


def test_bars_stand_on_one_line_and_reach_their_share() -> None:
    none, half, whole = charts.bars([("a", "–", None), ("b", "1", 1), ("c", "2", 2)])
    assert (none.height, half.height, whole.height) == (0, charts.HEIGHT / 2, charts.HEIGHT)
    assert half.y + half.height == whole.y + whole.height == charts.TOP + charts.HEIGHT
    assert whole.x + whole.width == pytest.approx(charts.WIDTH, abs=0.2) and whole.now and not half.now
    assert charts.bars([]) == []
