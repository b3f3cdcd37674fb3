"""Two people save the same in the same moment: real connections, one of which the database lets wait for the other."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client as Browser

from tenants.models import User
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows.admin.test_credentials import ADD, NEW
from workflows.models import AgencyModel, Credential

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
MODEL = "/admin/models/model/"
FACTS = {
    "label": "Our own",
    "context": "64000",
    "max_output": "4000",
    "provider": "openai",
    "model": "gpt-nine",
}
# Of who is active the database would show one picture for the whole transaction; of locks it shows what is now.
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


def posted_meanwhile(user: User, address: str, data: dict, write: Callable[[], object]) -> HttpResponse:
    """What the page answers to somebody who saves while another's row is written and not yet committed."""
    browser, answers = Browser(), []
    browser.force_login(user)

    def post() -> None:
        answers.append(browser.post(address, data))
        connections.close_all()

    other = threading.Thread(target=post)
    with write():  # type: ignore[attr-defined]
        other.start()
        until_somebody_waits()
    other.join(timeout=60)
    return answers[0]


def until_somebody_waits() -> None:
    for _ in range(1200):
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.1)
    raise AssertionError("The second one didn't wait for the first.")


class Writing:
    """A row, kept open until the end of the block."""

    def __init__(self, cast: Cast, make: Callable[[], object]) -> None:
        self.tx, self.make = tenant_tx(agency=cast.ours.agency.pk), make

    def __call__(self) -> "Writing":
        return self

    def __enter__(self) -> None:
        self.tx.__enter__()
        self.make()

    def __exit__(self, *error: object) -> None:
        self.tx.__exit__(*error)


def test_it_says_to_the_second_one_that_there_is_a_key_already(cast: Cast) -> None:
    agency = cast.ours.agency
    first = Writing(cast, lambda: Credential.objects.create(agency=agency, kind="anthropic"))
    answer = posted_meanwhile(cast.ours.owner, ADD, NEW, first)
    assert answer.status_code == 200
    assert "There is one already. Change that one." in answer.content.decode()
    with tenant_tx(agency=agency.pk):
        assert Credential.objects.count() == 1


def test_it_says_to_the_second_one_that_there_is_a_model_already(cast: Cast) -> None:
    agency = cast.ours.agency
    facts = {"provider": "openai", "model": "gpt-nine", "label": "Nine"}
    first = Writing(cast, lambda: AgencyModel.objects.create(agency=agency, **facts))
    answer = posted_meanwhile(cast.ours.owner, MODEL, FACTS, first)
    assert answer.status_code == 200
    assert "It is in the catalogue already." in answer.content.decode()
    with tenant_tx(agency=agency.pk):
        assert AgencyModel.objects.get().label == "Nine"
