from datetime import UTC, datetime

import pytest
from django.test import Client as Browser

from reviews.models import Review
from tenants.scope import scope
from tests.cast import Cast
from tests.reviews import stage
from tests.reviews.visiting import Browse, at, shelve
from workflows.models import Delivery


@pytest.fixture
def pieces(ours: Cast, review: Review) -> list[Delivery]:
    """Of two workflows, in October and in November."""
    other = stage.waiting(ours.ours)
    made = [shelve(review), shelve(other)]
    for piece, title, month in zip(made, ("Autumn letter", "Winter letter"), (10, 11), strict=True):
        Delivery.objects.filter(pk=piece.pk).update(
            title=title, delivered_at=datetime(2026, month, 30, 12, tzinfo=UTC)
        )
    return made


def titles(browser: Browser, **asked: object) -> set[str]:
    page = browser.get(at("library"), asked).content.decode()
    return {title for title in ("Autumn letter", "Winter letter") if title in page}


def test_it_narrows_by_workflow_and_month(pieces: list[Delivery], reviewer: Browser) -> None:
    assert titles(reviewer) == {"Autumn letter", "Winter letter"}
    assert titles(reviewer, month="2026-10") == {"Autumn letter"}
    assert titles(reviewer, workflow=pieces[1].run.version.workflow_id) == {"Winter letter"}
    assert titles(reviewer, workflow=pieces[1].run.version.workflow_id, month="2026-10") == set()
    assert titles(reviewer, q="winter sauna") == {"Winter letter"}


@pytest.mark.parametrize(
    "asked", [{"month": "2026-13"}, {"month": "x"}, {"workflow": "²"}, {"workflow": "9" * 30}, {"page": "x"}]
)
def test_it_ignores_what_is_none(pieces: list[Delivery], reviewer: Browser, asked: dict) -> None:
    assert titles(reviewer, **asked) == {"Autumn letter", "Winter letter"}


def test_it_downloads_for_word(pieces: list[Delivery], reviewer: Browser) -> None:
    answer = reviewer.get(at("piece_file", pieces[0].pk, "docx"))
    assert answer["Content-Disposition"].endswith('.docx"') and answer.content.startswith(b"PK")


def test_a_rival_s_workflow_narrows_to_nothing_of_theirs(
    ours: Cast, pieces: list[Delivery], browse: Browse
) -> None:
    rival = browse(ours.rival.reviewer)
    assert titles(rival, workflow=pieces[0].run.version.workflow_id) == set()
    assert "Newsletter" not in rival.get(at("library")).content.decode()
    assert rival.get(at("piece_file", pieces[0].pk, "docx")).status_code == 404
    with scope([ours.rival.client.pk]):
        assert not Delivery.objects.exists()


def test_a_piece_of_several_leads_to_its_own_review(ours: Cast, reviewer: Browser) -> None:
    run = stage.begin_series(ours.ours)
    stage.play(run, stage.outcomes())
    for review in Review.objects.filter(run=run).select_related("attempt"):
        piece = shelve(review)
        Delivery.objects.filter(pk=piece.pk).update(item=review.attempt.item)
    for review in Review.objects.filter(run=run).select_related("attempt"):
        piece = Delivery.objects.get(run=run, item=review.attempt.item)
        page = reviewer.get(at("piece", piece.pk)).content.decode()
        assert at("review", review.pk) in page
