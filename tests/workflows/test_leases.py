"""Claiming: fair between clients, capped for each, by priority and age, and never the same run twice."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import now

from tests.workflows.runner.leases import queued
from workflows import leases
from workflows.models import Lease

pytestmark = pytest.mark.django_db


def claimed(limit: int, **more: object) -> list[leases.Claim]:
    return leases.claim(limit, "me", **more)[0]


def by_client(limit: int, **more: object) -> dict[int, int]:
    return dict(Counter(one.client_id for one in claimed(limit, **more)))


def test_it_shares_equally_between_clients_however_much_one_has() -> None:
    queued(1, 500, ago=60, at_once=100)
    queued(2, 5)
    queued(3, 5)
    assert by_client(9) == {1: 3, 2: 3, 3: 3}


def test_it_takes_another_clients_single_run_at_once() -> None:
    queued(1, 500, ago=60, at_once=500)
    claimed(50)
    (single,) = queued(2)
    assert single in {one.run_id for one in claimed(2)}


def test_it_goes_on_after_the_client_that_was_served_last() -> None:
    for client in (1, 2, 3, 4):
        queued(client, 10)
    found, after = leases.claim(2, "me")
    assert {one.client_id for one in found} == {1, 2} and after == 2
    found, after = leases.claim(2, "me", after=after)
    assert {one.client_id for one in found} == {3, 4} and after == 4
    assert leases.claim(2, "me", after=after) == ([], 0)


def test_it_holds_a_clients_limit_over_all_workers() -> None:
    queued(1, 10, at_once=3)
    assert len(claimed(2)) == 2
    assert len(claimed(50)) == 1
    assert claimed(50) == []
    assert leases.seconds_to_next() <= 0  # there is work, which is not to be had now


def test_it_finds_who_is_behind_many_clients_at_their_limit() -> None:
    for client in range(1, 8):
        queued(client, 2, at_once=1)
        assert len(claimed(1, after=client - 1)) == 1
    (last,) = queued(99)
    found, after = [], 0
    for _ in range(4):
        some, after = leases.claim(3, "me", after=after)
        found += some
    assert [one.run_id for one in found] == [last]


def test_it_prefers_what_is_urgent_then_what_is_old() -> None:
    (old,) = queued(1, ago=100)
    (young,) = queued(1, ago=10)
    (urgent,) = queued(1, ago=1, priority=1)
    (idle,) = queued(1, ago=1000, priority=-1)
    assert [claimed(1)[0].run_id for _ in range(4)] == [urgent, old, young, idle]


def test_it_leaves_what_is_paused_or_not_yet_due() -> None:
    queued(1, paused=True)
    queued(2, ago=-60)
    assert claimed(10) == []
    assert 50 < leases.seconds_to_next() <= 60


def test_it_takes_over_what_was_lost_and_counts() -> None:
    (run,) = queued(1)
    (first,) = claimed(1)
    assert claimed(1) == []
    Lease.objects.filter(pk=run).update(lease_until=now() - timedelta(seconds=1))
    (second,) = claimed(1)
    assert (second.run_id, second.epoch, Lease.objects.get(pk=run).claims) == (run, first.epoch + 1, 2)


def lose() -> None:
    """Whoever carries runs is gone."""
    Lease.objects.filter(state="running").update(lease_until=now() - timedelta(seconds=1))


def test_it_takes_fewer_at_a_time_of_what_was_lost_more_often() -> None:
    queued(1, 20)
    sizes = []
    for loss in range(leases.CLAIMS):
        taken = leases.claim(50, f"worker {loss}")[0]
        sizes.append(len(taken))
        assert (
            loss < leases.SUSPECT or leases.claim(50, f"worker {loss}")[0] == []
        )  # not before these are cleared
        Lease.objects.exclude(pk__in=[one.run_id for one in taken]).update(state="parked")
        lose()
    assert sizes == [20, 20, 16, 8, 4, 2, 1, 1]


def test_it_takes_the_next_suspects_when_the_last_are_cleared() -> None:
    queued(1, 20)
    for _ in range(2):
        assert len(claimed(50)) == 20
        lose()
    first = leases.claim(50, "first")[0]
    assert len(leases.claim(50, "second")[0]) == 4  # another worker takes others
    assert leases.claim(50, "first")[0] == []
    leases.fence(first, progressed=[one.run_id for one in first])
    lose()
    assert {one.run_id for one in first} <= {one.run_id for one in leases.claim(50, "third")[0]}


def test_it_finds_the_one_that_ends_its_workers_among_many() -> None:
    bad, *good = queued(1, 8)
    dead, workers = [], 0
    while not dead and workers < 40:
        workers += 1
        while found := leases.claim(50, f"worker {workers}")[0]:
            dead += [one.run_id for one in found if one.dead]
            if any(one.run_id == bad for one in found):
                break  # and with it all that it has in hand
            leases.fence(found, progressed=[one.run_id for one in found])
        lose()
    assert dead == [bad]
    assert max(Lease.objects.filter(pk__in=good).values_list("claims", flat=True)) < leases.CLAIMS


def test_it_keeps_room_for_newcomers() -> None:
    queued(1, 10)
    queued(2, 10)
    assert by_client(1) == {1: 1}
    assert by_client(10, newcomers=True) == {2: 5}


def test_it_claims_one_by_its_id_whatever_its_clients_limit() -> None:
    first, second = queued(1, 2, at_once=1)
    assert leases.claim_one(first, "me") and leases.claim_one(second, "me")
    assert leases.claim_one(first, "me") is None


def test_it_renews_only_what_is_still_ours() -> None:
    run, other = queued(1, 2)
    held = {one.run_id: one for one in claimed(2)}
    Lease.objects.filter(pk=other).update(epoch=99)
    found = leases.fence(list(held.values()))
    assert set(found) == {run}


def test_it_tells_its_holder_that_somebody_wrote() -> None:
    (run,) = queued(1)
    (held,) = claimed(1)
    before = leases.renew(held)
    leases.wake(run, cancel=True)
    after = leases.renew(held)
    assert after.touched == before.touched + 1
    assert (before.cancelled, after.cancelled) == (False, True)


def test_it_gives_back_many_at_once_each_its_own_way() -> None:
    first, second = queued(1, 2)
    held = {one.run_id: one for one in claimed(2)}
    later = now() + timedelta(hours=1)
    leases.release([(held[first], leases.Release("done")), (held[second], leases.Release("queued", later))])
    assert Lease.objects.get(pk=first).state == "done"
    assert Lease.objects.get(pk=second).not_before == later


def test_it_asks_no_row_of_finished_runs() -> None:
    """The cost of a claim follows the work that is due, not the runs that were ever made."""
    queued(1, 3000, state="done")
    queued(2, 5)
    with connection.cursor() as cursor:
        values = {
            "limit": 5,
            "after": 0,
            "newcomers": False,
            "owner": "me",
            "seconds": 30,
            "claims": 5,
            "suspect": leases.SUSPECT,
            "together": leases.TOGETHER,
        }
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {leases.statements.CLAIM}", values)
        (plan,) = cursor.fetchone()
    assert plan[0]["Plan"]["Shared Hit Blocks"] < 200
