"""Who may decide, and who is asked."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from reviews import circle, mailing
from reviews.models import Absence, Review
from tenants.access import Role
from tenants.models import Member
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.reviews import stage
from tests.reviews.people import agency_group, group, join


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


def test_it_finds_the_agency_s_groups_as_far_as_their_people_may_decide_here(ours: Cast) -> None:
    house = ours.ours
    elsewhere = join(house, "elsewhere", Role.EDITOR)
    with tenant_tx(house.client.pk, ours.neighbour.pk, agency=house.agency.pk):
        Member.objects.filter(user=elsewhere).update(client=ours.neighbour)
    agency_group(house, "Editors", house.editor, house.viewer, house.reader, elsewhere, ours.rival.editor)
    review = stage.waiting(house, reviewers=["Editors"])
    assert may(review) == asked(review) == {"fern-editor"}
    group(house, "Editors")
    assert may(review) == {"fern-owner"}  # the client's own group counts, and nobody is in it


def test_it_asks_a_group_of_the_agency_for_several_approvals_and_later(ours: Cast) -> None:
    house = ours.ours
    agency_group(house, "Editors", house.editor, house.owner)
    settings = {"approvals": 2, "escalate_to": ["Editors"], "escalate_hours": 1, "who": "staff"}
    review = stage.waiting(house, reviewers=["Editors"], **settings)
    assert may(review) == {"fern-editor", "fern-owner"} and review.needed == 2
    assert {user.name for user in circle.named(review, ["Editors"])} == {"fern-editor", "fern-owner"}


def test_another_agency_s_group_of_this_name_means_nobody(ours: Cast) -> None:
    rival = ours.rival
    with tenant_tx(rival.client.pk, agency=rival.agency.pk):
        agency_group(rival, "Editors", rival.editor, ours.ours.editor)
    assert may(stage.waiting(ours.ours, reviewers=["Editors"])) == {"fern-owner"}


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
