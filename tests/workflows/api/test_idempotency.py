"""Two requests with one key at the same moment, on connections of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from tenants.scope import tenant_tx
from tests.cast import assemble
from tests.workflows.api.conftest import program
from workflows.models import Run

INPUTS = {"topic": "Spring"}
CALLS = 6

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_it_makes_one_run_however_many_ask_at_once():
    ours = program(assemble().ours)
    start_line = Barrier(CALLS)

    def ask(_: int):
        start_line.wait()
        try:
            return ours.start(INPUTS, Idempotency_Key="order-1")
        finally:
            connection.close()

    with ThreadPoolExecutor(CALLS) as pool:
        answers = list(pool.map(ask, range(CALLS)))
    assert {answer.status_code for answer in answers} <= {202, 409}
    started = {answer.json()["id"] for answer in answers if answer.status_code == 202}
    with tenant_tx(ours.client):
        assert started == {str(run.pk) for run in Run.objects.all()}
    assert len(started) == 1


def test_it_says_409_while_the_first_request_is_in_flight():
    ours = program(assemble().ours)

    def ask():
        try:
            return ours.start(INPUTS, Idempotency_Key="order-1")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"start {ours.client} order-1"]
            )
        answer = pool.submit(ask).result()
        assert answer.status_code == 409
        assert answer["Retry-After"] == "1"
        assert "being worked on" in answer.json()["detail"]
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(ask).result().status_code == 202
