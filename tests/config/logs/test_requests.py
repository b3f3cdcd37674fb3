import logging

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from config.logs.requests import identified
from tenants.logs import current
from tenants.models import ApiKey
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.config.logs.written import written

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sent", ["", "a b", "x" * 129, "<script>", "a\r\nSet-Cookie: b"])
def test_it_makes_an_id_where_none_or_no_sane_one_is_sent(sent: str) -> None:
    first, second = (Client().get("/accounts/login/", headers={"X-Request-ID": sent}) for _ in range(2))
    assert first["X-Request-ID"] != sent
    assert len(first["X-Request-ID"]) == 32
    assert first["X-Request-ID"] != second["X-Request-ID"]


@pytest.mark.parametrize("sent", ["7f3c", "019ac000-0000-7000-8000-000000000001", "Root=1-67891233-abcdef"])
def test_it_takes_the_id_that_the_proxy_gave(sent: str) -> None:
    assert Client().get("/nowhere/", headers={"X-Request-ID": sent})["X-Request-ID"] == sent


def test_it_is_known_inside_and_not_after() -> None:
    seen: list[object] = []

    def answer(_request: HttpRequest) -> HttpResponse:
        seen.append(dict(current()))
        return HttpResponse()

    identified(answer)(RequestFactory().get("/", headers={"X-Request-ID": "7f3c"}))
    assert seen == [{"request_id": "7f3c"}]
    assert current() == {}


def test_it_stands_in_the_line_of_a_bug_with_the_user_and_without_the_query(
    cast: Cast, browse, settings
) -> None:
    settings.ROOT_URLCONF = "tests.config.logs.broken_page"
    browser = browse(cast.ours.owner, raise_request_exception=False)
    with written() as out:
        answer = browser.get("/breaks/?name=CANARY", headers={"X-Request-ID": "7f3c"})
    assert answer.status_code == 500
    (event,) = out.events
    assert event["logger"] == "django.request"
    assert {**event, "request_id": "7f3c", "user": cast.ours.owner.pk, "path": "/breaks/"} == event
    assert event["exception"][0]["exc_type"] == "ZeroDivisionError"
    assert "CANARY" not in out.text


def test_it_names_the_client_of_an_api_key(cast: Cast, settings) -> None:
    settings.ROOT_URLCONF = "tests.config.logs.broken_page"
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        _, key = ApiKey.issue(cast.ours.client.pk, "CMS", by=cast.ours.owner)
    browser = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {key}"})
    with written(level=logging.WARNING) as out:
        browser.get("/api/breaks/")
    assert out.events[0]["client"] == cast.ours.client.pk
    assert key not in out.text
