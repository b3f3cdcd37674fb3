"""Every address of the API, every method: with the rival's key there is nothing, and nothing changes."""

import uuid

import pytest
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from config import api
from tenants.keys import KeyedView
from tenants.scope import tenant_tx
from tests.workflows import leaflet
from workflows.models import Run

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
CANARY = "CANARY-FERN"
ROUTES = {route.name: route for route in api.v1}
PUBLIC = {"index", "schema", "docs"}
WITH_NAME = [name for name, route in ROUTES.items() if route.pattern.converters]
LISTS = [
    name
    for name, route in ROUTES.items()
    if not route.pattern.converters and hasattr(route.callback.view_class, "get")
]


@pytest.fixture
def names(ours) -> dict[str, list]:
    """What stands in ours' addresses, for each route with a name in it."""
    run_id = ours.start({"topic": CANARY}).json()["id"]
    with tenant_tx(ours.client):
        leaflet.published(ours.workflow.client, slug="only-ours")
        piece = leaflet.approved(Run.objects.get(pk=run_id), CANARY, title=CANARY)
    return {
        "workflow": ["only-ours"],
        "workflow-runs": ["only-ours"],
        "run": [run_id],
        "run-cancellation": [run_id],
        "output": [piece.pk],
    }


def everything_of(client: int) -> str:
    """All rows of ours, as text: changed means different."""
    tables = connection.introspection.table_names()
    seen = []
    with tenant_tx(client), connection.cursor() as cursor:
        for table in sorted(
            table for table in tables if table.startswith(("workflows_", "reviews_", "memory_"))
        ):
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
            seen.append((table, cursor.fetchall()))
    return str(seen)


def test_it_knows_every_address():
    assert set(WITH_NAME) == {"workflow", "workflow-runs", "run", "run-cancellation", "output"}
    for route in ROUTES.values():
        assert issubclass(route.callback.view_class, KeyedView), f"{route.name} asks for no key"


def test_it_leaves_no_address_of_the_api_outside_the_list():
    listed = {id(pattern) for pattern in [*api.v1, *api.urlpatterns]}
    loose = [pattern for pattern in _under_api(get_resolver()) if id(pattern) not in listed]
    assert loose == []
    assert {pattern.name for pattern in api.urlpatterns if isinstance(pattern, URLPattern)} - {None} == PUBLIC


def _under_api(resolver: URLResolver, path: str = "") -> list[URLPattern]:
    found = []
    for pattern in resolver.url_patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += _under_api(pattern, here)
        elif here.startswith("api/"):
            found.append(pattern)
    return found


@pytest.mark.parametrize("name", WITH_NAME)
def test_it_answers_a_foreign_name_like_a_missing_one(ours, rival, names, name):
    before = everything_of(ours.client)
    for method in METHODS:
        body = {"inputs": {"topic": "x"}} if name == "workflow-runs" else None
        foreign = rival(method, reverse(f"api:{name}", args=names[name]), body)
        missing = rival(method, reverse(f"api:{name}", args=[_nobodys(names[name][0])]), body)
        assert foreign.status_code in (404, 405)
        assert (foreign.status_code, foreign.content) == (missing.status_code, missing.content)
    assert everything_of(ours.client) == before


def _nobodys(known: str) -> str:
    return "nobodys" if known == "only-ours" else str(uuid.uuid4())


@pytest.mark.parametrize("name", LISTS)
def test_it_lists_nothing_of_another_client(ours, rival, names, name):
    path = reverse(f"api:{name}")
    assert CANARY in ours.get(path).text or "only-ours" in ours.get(path).text
    seen = rival.get(path)
    assert seen.status_code == 200
    assert CANARY not in seen.text
    assert "only-ours" not in seen.text


@pytest.mark.parametrize("name", ["runs", "outputs"])
def test_it_finds_no_way_past_by_a_cursor(ours, rival, names, name):
    for cursor in (names["run"][0], names["output"][0], uuid.UUID(int=0), uuid.UUID(int=2**128 - 1)):
        assert rival.get(f"{name}?cursor={cursor}").json()["results"] == []


@pytest.mark.parametrize("name", ROUTES)
def test_it_opens_nothing_without_a_key(ours, names, name):
    before = everything_of(ours.client)
    nobody = type(ours)(ours.client, "baton_00000000_" + "a" * 43, ours.workflow)
    for method in METHODS:
        answer = nobody(method, reverse(f"api:{name}", args=names.get(name, [])), {"inputs": {"topic": "x"}})
        assert answer.status_code == 401
    assert everything_of(ours.client) == before


def test_it_answers_in_one_shape_at_addresses_that_do_not_exist(ours):
    for method in METHODS:
        answer = ours(method, "nothing/here")
        assert answer.status_code == 404
        if method != "HEAD":
            assert answer.json()["errors"] == []
