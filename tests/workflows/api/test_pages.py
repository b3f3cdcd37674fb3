"""A page costs as many queries with a hundred entries as with one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.scope import tenant_tx
from tests.workflows import leaflet
from workflows.models import Run


@pytest.mark.parametrize("name", ["runs", "outputs"])
def test_it_asks_the_database_as_often_for_many_as_for_one(ours, name):
    def grow(by: int) -> None:
        for _ in range(by):
            started = ours.start({"topic": "Spring"}).json()
            with tenant_tx(ours.client):
                leaflet.approved(Run.objects.get(pk=started["id"]))

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert ours.get(name).status_code == 200
        return len(asked)

    grow(1)
    ours.get(name)  # the first call also notes that the key is used
    one = queries()
    grow(4)
    assert len(ours.get(name).json()["results"]) == 5
    assert queries() == one
