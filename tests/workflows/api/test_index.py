import pytest
from django.test import Client as Browser


@pytest.mark.parametrize("path", ["/api/", "/api/v1/"])
def test_it_tells_a_stranger_where_to_look(db, path):
    told = Browser().get(path)
    assert told.status_code == 200
    assert told.json()["docs"].endswith("/api/docs/")
    assert told.json()["workflows"].endswith("/api/v1/workflows")
    assert Browser().post(path).status_code == 404
