"""Two people at the same moment, on two connections, for real."""

import threading

import pytest
from django.db import connection

from reviews import deciding
from reviews.deciding import Refused
from reviews.models import Approval, Decision, Review
from tenants.models import User
from tenants.scope import tenant_tx
from tests.cast import Cast, House
from tests.reviews import stage
from tests.reviews.people import join

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_lets_one_of_many_win_and_tells_the_others(cast: Cast) -> None:
    house = cast.ours
    with tenant_tx(house.client.pk, agency=house.agency.pk):
        review = stage.waiting(house)
    start, results = threading.Barrier(4), []

    def compete(user: User) -> None:
        start.wait()
        with tenant_tx(house.client.pk, agency=house.agency.pk):
            results.append(deciding.decide(review.pk, review.run_id, wanted(review, user)))
        connection.close()

    people = [house.owner, house.editor, house.reviewer, second_reviewer(house)]
    threads = [threading.Thread(target=compete, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    refused = [result for result in results if isinstance(result, Refused)]
    assert len(results) == 4 and len(refused) == 3
    assert all("before you" in each.sentence for each in refused)
    with tenant_tx(house.client.pk):
        assert Decision.objects.count() == 1


def wanted(review: Review, user: User) -> deciding.Wanted:
    return deciding.rejection(f"{user} says no.", user, review.digest)


def second_reviewer(house: House) -> User:
    with tenant_tx(house.client.pk, agency=house.agency.pk):
        return join(house, "second")


def test_it_decides_once_when_two_come_at_once_as_the_last_of_several(cast: Cast) -> None:
    """Two of two approvals, given at the same moment: each sees the other's or is seen by it."""
    house = cast.ours
    with tenant_tx(house.client.pk, agency=house.agency.pk):
        review = stage.waiting(house, approvals=2)
    start, results = threading.Barrier(2), []

    def compete(user: User) -> None:
        start.wait()
        with tenant_tx(house.client.pk, agency=house.agency.pk):
            wanted = deciding.Wanted(Decision.Kind.APPROVE, user, review.digest, text=review.text)
            results.append(deciding.decide(review.pk, review.run_id, wanted))
        connection.close()

    threads = [threading.Thread(target=compete, args=[user]) for user in (house.editor, house.reviewer)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(type(result).__name__ for result in results) == ["Counted", "Decision"]
    with tenant_tx(house.client.pk):
        assert (Decision.objects.count(), Approval.objects.count()) == (1, 2)
