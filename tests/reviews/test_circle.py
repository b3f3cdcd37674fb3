"""Who may decide, and who is asked."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from reviews import circle, mailing
from reviews.models import Absence, Review
from tenants.access import Role
from tenants.models import Member
from tests.cast import Cast
from tests.reviews import stage
from tests.reviews.people import group, join


def may(review: Review) -> set[str]:
    return {user.name for user in circle.of(review).may.values()}


def asked(review: Review) -> set[str]:
    return {user.name for user in mailing.recipients(review)}


def away(cast: Cast, user: object, stand_in: object, *, days: int = 0) -> Absence:
    begins = localdate() + timedelta(days=days)
    house = cast.ours
    return Absence.objects.create(
        client=house.client, user=user, stand_in=stand_in, first_day=begins, last_day=begins
    )


def test_it_lets_everybody_with_the_right_decide_and_asks_the_client_s_reviewers(ours: Cast) -> None:
    review = stage.waiting(ours.ours)
    assert may(review) == {"fern-owner", "fern-editor", "fern-reviewer"}
    assert asked(review) == {"fern-reviewer"}


def test_it_keeps_the_client_s_people_out_of_the_agency_s_own_stage(ours: Cast) -> None:
    review = stage.waiting(ours.ours, who="staff")
    assert may(review) == asked(review) == {"fern-owner", "fern-editor"}


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (["@owners"], {"fern-owner"}),
        (["@agency"], {"fern-owner", "fern-editor"}),
        (["@client"], {"fern-reviewer", "Legal"}),
        (["legal@example.com"], {"Legal"}),
        (["Lawyers"], {"Legal", "fern-editor"}),
        (["Lawyers", "@owners"], {"Legal", "fern-editor", "fern-owner"}),
        (["rival-owner@example.com", "legal@example.com"], {"Legal"}),
        (["fern-viewer@example.com", "legal@example.com"], {"Legal"}),
    ],
)
def test_it_finds_those_who_are_named(ours: Cast, named: list[str], expected: set[str]) -> None:
    legal = join(ours.ours, "legal")
    group(ours.ours, "Lawyers", legal, ours.ours.editor, ours.ours.viewer)
    review = stage.waiting(ours.ours, reviewers=named)
    assert may(review) == asked(review) == expected


def test_it_gives_the_piece_to_the_owners_when_nobody_named_is_left(ours: Cast) -> None:
    legal = join(ours.ours, "legal")
    review = stage.waiting(ours.ours, reviewers=["legal@example.com"])
    Member.objects.filter(user=legal).update(role=Role.READER)
    assert may(review) == {"fern-owner"}
    assert "agency’s owners decide" in circle.of(review).refusal(ours.ours.reviewer)


def test_it_says_to_others_who_decides(ours: Cast) -> None:
    join(ours.ours, "legal")
    review = stage.waiting(ours.ours, reviewers=["legal@example.com"])
    assert "legal@example.com decides" in circle.of(review).refusal(ours.ours.reviewer)


def test_it_asks_the_stand_in_of_somebody_who_is_away(ours: Cast) -> None:
    legal = join(ours.ours, "legal")
    review = stage.waiting(ours.ours, reviewers=["legal@example.com"])
    away(ours, legal, ours.ours.editor)
    assert may(review) == {"Legal", "fern-editor"}
    assert asked(review) == {"fern-editor"}
    assert circle.of(review).instead_of == {ours.ours.editor.pk: legal}


@pytest.mark.parametrize("days", [-1, 1])
def test_it_asks_nobody_else_before_and_after(ours: Cast, days: int) -> None:
    legal = join(ours.ours, "legal")
    review = stage.waiting(ours.ours, reviewers=["legal@example.com"])
    away(ours, legal, ours.ours.editor, days=days)
    assert may(review) == {"Legal"}


def test_it_takes_no_stand_in_who_may_not_decide_here(ours: Cast) -> None:
    legal = join(ours.ours, "legal")
    review = stage.waiting(ours.ours, reviewers=["legal@example.com"])
    away(ours, legal, ours.ours.viewer)
    assert may(review) == asked(review) == {"Legal"}
