"""Limits of a credential hold for all clients and workers together."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import now

from workflows import turnstile
from workflows.models import Drain, Ticket
from workflows.providers.base import Account, Limit
from workflows.providers.registry import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def drains() -> None:
    for owner in ("a", "b"):
        Drain.objects.create(owner=owner, host="here", pid=1)


def limited(at_once: int = 0, per_minute: int = 0) -> Account:
    return Account(make("offline"), "anthropic", "Anthropic", Limit(at_once, per_minute))


def test_it_lets_no_more_through_than_may_be_in_hand() -> None:
    account = limited(at_once=2)
    first = turnstile.take(account, "a")
    assert isinstance(first, Ticket) and isinstance(turnstile.take(account, "b"), Ticket)
    refused = turnstile.take(account, "a")
    assert "2 of 2 calls to Anthropic are in hand" in str(refused) and "ANTHROPIC_CALLS_AT_ONCE" in str(
        refused
    )
    turnstile.give_back(first)
    assert isinstance(turnstile.take(account, "a"), Ticket)


def test_it_lets_no_more_through_than_a_minute_allows() -> None:
    account = limited(per_minute=2)
    for _ in range(2):
        ticket = turnstile.take(account, "a")
        assert isinstance(ticket, Ticket)
        turnstile.give_back(ticket)
    assert "in the last minute" in str(turnstile.take(account, "a"))
    Ticket.objects.filter(pk=ticket.pk).update(taken_at=now() - timedelta(seconds=61))
    assert isinstance(turnstile.take(account, "a"), Ticket)


def test_it_does_not_count_what_a_lost_worker_had() -> None:
    account = limited(at_once=1)
    turnstile.take(account, "a")
    Drain.objects.filter(pk="a").update(beat_at=now() - timedelta(minutes=5))
    assert isinstance(turnstile.take(account, "b"), Ticket)


def test_it_tells_how_far_a_limit_is_used() -> None:
    account = limited(at_once=5, per_minute=60)
    turnstile.take(account, "a")
    (use,) = turnstile.in_use([account])
    assert (use.at_once, use.this_minute, use.full) == (1, 1, "")


def test_it_forgets_tickets_that_nobody_can_hold_any_more() -> None:
    account = limited(at_once=5)
    ticket = turnstile.take(account, "a")
    assert isinstance(ticket, Ticket)
    Ticket.objects.filter(pk=ticket.pk).update(taken_at=now() - timedelta(hours=1))
    turnstile.forget_old()
    assert not Ticket.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_gives_the_last_place_to_one_of_many() -> None:
    account = limited(at_once=3)
    start, won = threading.Barrier(8), []

    def compete() -> None:
        start.wait()
        won.append(isinstance(turnstile.take(account, "a"), Ticket))
        connection.close()

    threads = [threading.Thread(target=compete) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won.count(True) == 3
