"""What is known against a model holds for all workers, and for one account only."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import now

from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows.test_lineup import give_key
from workflows import circuits, lineup
from workflows.models import Circuit
from workflows.providers.breaker import TRIAL, WELL, WHOLE, Said

pytestmark = pytest.mark.django_db
SONNET = ("anthropic", "claude-sonnet-5-5")
BUSY = Said(False, "overloaded")


def opened(place: tuple[str, str] = SONNET, said: Said = BUSY) -> None:
    for _ in range(3):
        circuits.hear(place, said)


def pass_time(**span: float) -> None:
    for row in Circuit.objects.all():
        row.open_until -= timedelta(**span)
        row.save()


def at_once(work: Callable[[], object], threads: int = 8) -> list[object]:
    """What each of so many workers gets that do it at the same moment."""
    start, found = threading.Barrier(threads), list[object]()

    def one() -> None:
        start.wait()
        found.append(work())
        connection.close()

    workers = [threading.Thread(target=one) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return found


def test_it_keeps_nothing_of_who_answers() -> None:
    assert circuits.hear(SONNET, WELL) is None
    circuits.hear(SONNET, BUSY)
    circuits.hear(SONNET, WELL)
    assert circuits.known()[0] == {}


def test_it_is_the_same_for_every_worker() -> None:
    opened()
    known, clock = circuits.known()
    assert known[SONNET].standing(clock) == "open"
    assert circuits.clause(known[SONNET], clock).endswith(": overloaded three times in a row")


def test_it_writes_nothing_for_calls_that_were_on_their_way() -> None:
    opened()
    before = Circuit.objects.get()
    circuits.hear(SONNET, BUSY)
    circuits.hear(SONNET, WELL)
    after = Circuit.objects.get()
    assert (after.failures, after.heard_at) == (before.failures, before.heard_at)


def test_it_keeps_one_accounts_trouble_from_another() -> None:
    for credential in ("credential 1", "credential 2"):
        circuits.hear((credential, SONNET[1]), BUSY)
    opened(("credential 1", SONNET[1]))
    known, clock = circuits.known()
    standing = {place[0]: circuit.standing(clock) for place, circuit in known.items()}
    assert standing == {"credential 1": "open", "credential 2": "closed"}


def test_it_takes_down_what_the_trial_says() -> None:
    opened()
    assert not circuits.take_trial(SONNET), "The pause isn't over."
    pass_time(minutes=1)
    assert circuits.take_trial(SONNET)
    circuit = circuits.hear(SONNET, BUSY, trial=True)
    assert circuit and (circuit.opened, circuit.tried_until) == (2, None)
    pass_time(minutes=2)
    assert circuits.take_trial(SONNET)
    assert circuits.hear(SONNET, WELL, trial=True) is None
    assert not Circuit.objects.exists()


def test_it_lets_another_try_where_the_first_was_lost() -> None:
    opened()
    pass_time(minutes=1)
    assert circuits.take_trial(SONNET)
    assert not circuits.take_trial(SONNET)
    Circuit.objects.update(tried_until=now() - timedelta(seconds=1))
    assert circuits.take_trial(SONNET)
    assert Circuit.objects.get().tried_until > now() + TRIAL / 2


@pytest.mark.django_db(transaction=True)
def test_it_lets_one_of_many_workers_try() -> None:
    opened()
    pass_time(minutes=1)
    assert at_once(lambda: circuits.take_trial(SONNET)).count(True) == 1


@pytest.mark.django_db(transaction=True)
def test_it_loses_no_failure_of_two_workers() -> None:
    at_once(lambda: circuits.hear(SONNET, BUSY), threads=2)
    assert Circuit.objects.get().failures == 2


def test_it_forgets_what_was_long_ago() -> None:
    opened()
    circuits.forget_old()
    assert Circuit.objects.exists()
    Circuit.objects.update(heard_at=now() - timedelta(days=2))
    circuits.forget_old()
    assert not Circuit.objects.exists()


def test_it_tries_at_once_what_a_person_has_mended_and_nothing_else() -> None:
    circuits.hear(("credential 1", WHOLE), Said(False, "key", at_once=True))
    opened(("credential 1", SONNET[1]))
    assert circuits.any_for_a_person()
    circuits.mended(["credential 2"])
    assert not circuits.take_trial(("credential 1", WHOLE))
    circuits.mended(["credential 1"])
    assert circuits.take_trial(("credential 1", WHOLE))
    assert not circuits.take_trial(("credential 1", SONNET[1]))


def test_it_shows_each_agency_its_own_accounts_and_everybody_the_environments(cast: Cast, settings) -> None:
    settings.MODEL_ENVIRONMENT = {"OPENAI_API_KEY": "k"}
    own = give_key(cast)
    opened((own.identity, SONNET[1]))
    circuits.hear(("openai", WHOLE), Said(False, "credit", at_once=True))

    def shown(house: object) -> list[tuple[str, str, str]]:
        with tenant_tx(house.client.pk, agency=house.agency.pk):  # type: ignore[attr-defined]
            found = circuits.passed_over(lineup.all_accounts(), lambda: lineup.of_agency().catalogue)
        return [(one.name, one.account, one.why) for one in found]

    environments = ("All models", "OpenAI", "its account has no credit left")
    assert shown(cast.ours) == [
        environments, ("Claude Sonnet 5.5", "Anthropic", "overloaded three times in a row")
    ]  # fmt: skip
    assert shown(cast.rival) == [environments]


def test_it_forgets_an_account_whose_key_was_changed(db) -> None:
    for model in ("", "claude-sonnet-5-5"):
        Circuit.objects.create(credential="credential 7", model=model, since=now(), failures=3)
    Circuit.objects.create(credential="credential 8", model="", since=now(), failures=3)
    circuits.forget("credential 7")
    assert [row.credential for row in Circuit.objects.all()] == ["credential 8"]
