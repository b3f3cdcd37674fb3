"""Drafts of closed reviews: kept for a while, then forgotten, without a word of what was decided."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils.timezone import now

from reviews import forgetting
from reviews.models import Decision, Review, Sitting
from tenants.scope import tenant_tx, unscoped
from tests.cast import Cast
from tests.reviews import stage
from tests.reviews.visiting import Browse, at, decide


@pytest.fixture
def drafted(ours: Cast, review: Review, reviewer: Browser, browse: Browse) -> Review:
    """Decided, with a draft left behind by somebody who came too late."""
    browse(ours.ours.editor).post(at("sitting", review.pk), {"revision": 0, "text": "My words."})
    decide(reviewer, review, text="Their words.")
    return review


def sweep() -> None:
    with unscoped():
        forgetting.forget_old_drafts()


def age(days: int) -> None:
    long_ago = now() - timedelta(days=days)
    Sitting.objects.update(kept_at=long_ago)
    Review.objects.exclude(state="open").update(closed_at=long_ago)


def test_it_forgets_the_words_and_keeps_the_decision(drafted: Review, settings) -> None:
    assert Sitting.objects.get().form["text"] == "My words."
    age(settings.DRAFT_DAYS + 1)
    sweep()
    sitting, decision = Sitting.objects.get(), Decision.objects.get()
    assert (sitting.form, sitting.kept_at) == ({}, None)
    assert (decision.text, decision.original) == ("Their words.", drafted.text)
    sweep()


def test_it_keeps_what_is_not_old_enough(drafted: Review, settings) -> None:
    age(settings.DRAFT_DAYS - 1)
    sweep()
    assert Sitting.objects.get().form
    settings.DRAFT_DAYS = 3
    sweep()
    assert not Sitting.objects.get().form


def test_it_keeps_what_somebody_wrote_after_the_end(drafted: Review, settings) -> None:
    age(settings.DRAFT_DAYS + 1)
    Sitting.objects.update(kept_at=now())
    sweep()
    assert Sitting.objects.get().form


def test_it_keeps_drafts_of_what_still_waits(review: Review, reviewer: Browser, settings) -> None:
    reviewer.post(at("sitting", review.pk), {"revision": 0, "text": "My words."})
    age(settings.DRAFT_DAYS * 9)
    sweep()
    assert Sitting.objects.get().form


def test_it_goes_through_all_clients(ours: Cast, drafted: Review, settings) -> None:
    age(settings.DRAFT_DAYS + 1)
    rival = ours.rival
    with tenant_tx(rival.client.pk, agency=rival.agency.pk):
        theirs = stage.waiting(rival)
        old = now() - timedelta(days=settings.DRAFT_DAYS + 1)
        Review.objects.update(state="void", closed_at=old)
        Sitting.objects.create(client=rival.client, review=theirs, form={"text": "Theirs."}, kept_at=old)
    sweep()
    with tenant_tx(rival.client.pk):
        assert not Sitting.objects.get().form
    assert not Sitting.objects.get().form
