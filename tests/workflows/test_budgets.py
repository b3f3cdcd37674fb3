"""A client's budget: its month, how far it is used, and who is told."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core import mail

from reviews.models import Letter
from reviews.notices import notice
from tenants.models import Member
from tenants.scope import tenant_tx
from tests import bells
from tests.cast import Cast
from tests.workflows.costs.stage import call, run_of, set_budget
from workflows import budgets
from workflows.budgets import Budget, least, month_of
from workflows.costs.asked import Asked
from workflows.costs.writing_off import write_off
from workflows.models import Event

DRIVE = "workflows.tasks.drive"


def budget_of(client) -> Budget:
    with tenant_tx(client.pk):
        return budgets.of([client.pk])[client.pk]


def warn(client) -> None:
    with tenant_tx(client.pk):
        budgets.lock([client.pk])
        budgets.warn([client.pk])


@pytest.mark.parametrize(
    ("at", "zone", "key"),
    [
        (datetime(2026, 11, 30, 12, tzinfo=UTC), "UTC", "2026-11"),
        (datetime(2026, 11, 30, 12, tzinfo=UTC), "Pacific/Auckland", "2026-12"),
        (datetime(2026, 12, 1, 4, tzinfo=UTC), "America/New_York", "2026-11"),
    ],
)
def test_it_goes_by_the_months_of_the_clients_time_zone(at, zone, key):
    month = month_of(at, zone)
    assert month.key == key
    assert month.start <= at < month.end
    assert month.end == month_of(month.end, zone).start


def test_it_ends_the_year():
    month = month_of(datetime(2026, 12, 31, 12, tzinfo=UTC), "Europe/Lisbon")
    assert (month.end.year, month.end.month, month.end.day, month.end.hour) == (2027, 1, 1, 0)


@pytest.mark.parametrize(
    ("limit", "client", "left"), [(None, None, None), (2, None, 1.5), (None, 3, 3), (2, 1, 1), (2, 9, 1.5)]
)
def test_it_leaves_a_run_the_lesser_of_what_its_limit_and_its_client_leave(limit, client, left):
    assert least(limit, 0.5, client) == left


@pytest.mark.django_db
def test_it_counts_what_is_known_and_holds_what_may_come(cast: Cast) -> None:
    ours, run = cast.ours.client, run_of(cast.ours.client.pk)
    set_budget(ours, "10")
    call(run, "1.5", reserved_usd=Decimal(2))
    call(run, None, "sent", reserved_usd=Decimal("0.25"), tried="open")  # under way
    call(run, None, "sent", reserved_usd=Decimal("0.5"), tried="failed")  # lost
    call(run, "0", "failed", reserved_usd=Decimal(3))  # turned down
    call(run, "7", at=datetime.now(UTC) - timedelta(days=40))  # of an earlier month
    call(run_of(cast.rival.client.pk), "9")
    call(run_of(cast.neighbour.pk), "9")
    budget = budget_of(ours)
    assert (budget.known, budget.held, budget.left) == (Decimal("1.5"), Decimal("0.75"), Decimal("7.75"))
    assert budget.fits(Decimal("7.75")) and not budget.fits(Decimal("7.76"))


@pytest.mark.django_db
def test_it_holds_for_a_lost_call_until_a_person_writes_it_off(cast: Cast) -> None:
    ours, run = cast.ours.client, run_of(cast.ours.client.pk)
    set_budget(ours, "10")
    call(run, None, "sent", reserved_usd=Decimal("0.5"), tried="failed")
    call(run, None, "sent", reserved_usd=Decimal("0.25"), tried="open")
    with tenant_tx(ours.pk):
        month = budget_of(ours).month.start.date()
        assert write_off(Asked(month, [ours]), ours.pk, cast.ours.owner) == 1
        assert write_off(Asked(month, [ours]), ours.pk, cast.ours.owner) == 0
        assert Event.objects.get(kind="calls.written_off").by == cast.ours.owner
    assert budget_of(ours).held == Decimal("0.25")


@pytest.mark.django_db
def test_it_tells_the_owners_once_a_month(cast: Cast) -> None:
    ours, run = cast.ours.client, run_of(cast.ours.client.pk)
    set_budget(ours, "10")
    call(run, "7.9", reserved_usd=Decimal(8))
    warn(ours)
    assert bells.answer(DRIVE) == []
    call(run, "0.1")
    warn(ours)
    warn(ours)
    assert bells.answer(DRIVE) == ["reviews.tasks.tell_budget"]
    (letter,) = mail.outbox
    assert letter.to == [cast.ours.owner.email]
    assert "80 % of the budget" in letter.subject and "$8.00 of $10.00 used" in letter.body
    assert f"/admin/tenants/client/{ours.pk}/change/" in letter.body
    with tenant_tx(ours.pk):
        assert Event.objects.get(kind="budget.warned").data["month"] == budget_of(ours).month.key
    set_budget(ours, None)
    warn(ours)


@pytest.mark.django_db
def test_it_says_what_to_do_when_it_is_met(cast: Cast) -> None:
    set_budget(cast.ours.client, "2")
    call(run_of(cast.ours.client.pk), "1.98")
    refusal = budget_of(cast.ours.client).refusal
    assert "Fernhill Hotels" in refusal and "$1.98 of $2.00 used" in refusal and "$0.02 left" in refusal
    assert "Raise the budget on the client’s page, or wait for 1 " in refusal and "resume the run" in refusal


def test_who_pays_no_more_is_told_no_costs_by_a_letter_that_was_written_before(cast: Cast) -> None:
    set_budget(cast.ours.client, "1")
    call(run_of(cast.ours.client.pk), "0.9")
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        month = budgets.of([cast.ours.client.pk])[cast.ours.client.pk].month.key
        owner, editor = (
            Letter(client_id=cast.ours.client.pk, to=user, kind=Letter.Kind.BUDGET, about=month)
            for user in (cast.ours.owner, cast.ours.editor)
        )
        assert "$0.90 of $1" in notice(owner).sentence
        assert notice(editor) is None
        Member.objects.filter(user=cast.ours.owner).update(role="viewer")
        assert notice(owner) is None
