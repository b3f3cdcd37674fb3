"""The admin as another agency's staff see it: nothing of ours, at any address, by any method."""

import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.http import HttpResponseBase
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, reverse

from tenants.models import ApiKey, Member
from tenants.scope import tenant_tx
from tests.cast import PASSWORD, Cast
from tests.config.admin_house import CANARY, Rooms, contents, furnish
from workflows.models import Workflow

PART = re.compile(r"<(?:\w+:)?(\w+)>")
BY_SCRIPT = {"HX-Request": "true"}  # fragments are for the page that exchanges them
TOO_GOOD = {200, 204, 302, 400, 403, 404, 405}


def addresses(rooms: Rooms) -> Iterator[str]:
    """Every address of the admin, with our ids in it."""
    for pattern in admin.site.get_urls():
        if isinstance(pattern, URLResolver):
            model = str(pattern.pattern).strip("/").rpartition("/")[2]
            for inner in pattern.url_patterns:
                yield from _filled(f"{pattern.pattern}{_route(inner)}", rooms, model)
        else:
            yield from _filled(_route(pattern), rooms, "")


def _route(pattern: URLPattern) -> str:
    route = str(pattern.pattern)
    return "" if route.startswith("(?P") else route


def _filled(route: str, rooms: Rooms, model: str) -> Iterator[str]:
    number = rooms.schedule if "schedules/" in route else rooms.attempt
    values = {
        "key": "draft", "kind": "csv", "number": str(number), "app_label": "workflows", "content_type_id": "1",
        "run": rooms.run, "group": rooms.run, "passage": str(rooms.passage),
    }  # fmt: skip
    pk = str(rooms.of(model) if model else _named_in(route, rooms))
    yield "/admin/" + PART.sub(lambda part: values.get(part.group(1), pk), route).lstrip("^").rstrip("$")


def _named_in(route: str, rooms: Rooms) -> object:
    """Whose id the pages of no one model have."""
    if route.startswith("voice/draft/"):
        return rooms.client
    return rooms.document if route.startswith("voice/") else rooms.workflow


def _body(response: HttpResponseBase) -> str:
    return b"".join(response).decode(errors="replace")  # type: ignore[call-overload, no-any-return]


@pytest.fixture
def rooms(cast: Cast) -> Rooms:
    return furnish(cast.ours)


@pytest.fixture
def rival(cast: Cast, browse) -> Browser:
    return browse(cast.rival.owner, raise_request_exception=False)


def test_it_has_only_our_own_models():
    labels = {model._meta.label_lower for model in admin.site._registry}
    assert {label.partition(".")[0] for label in labels} == {"tenants", "memory", "workflows", "reviews"}
    assert "tenants.user" not in labels


def test_it_shows_everything_to_its_own_owner(cast, rooms, browse):
    """Else the crawl below would prove nothing."""
    browser = browse(cast.ours.owner)
    seen = [
        address for address in addresses(rooms) if CANARY in _body(browser.get(address, headers=BY_SCRIPT))
    ]
    for needed in (
        "workflows/workflow/",
        "workflows/run/",
        "workflows/bulk/",
        "memory/document/",
        "reviews/review/",
        "workflows/credential/",
    ):
        assert f"/admin/{needed}" in seen
    assert f"/admin/workflows/workflow/{rooms.workflow}/change/" in seen
    assert f"/admin/workflows/workflow/{rooms.workflow}/handoff.md" in seen
    assert f"/admin/workflows/run/{rooms.run}/attempts/{rooms.attempt}/" in seen
    assert f"/admin/workflows/workflow/{rooms.workflow}/schedules/{rooms.schedule}/" in seen
    assert f"/admin/workflows/credential/{rooms.credential}/change/" in seen
    assert f"/admin/memory/document/{rooms.document}/versions/" in seen
    assert f"/admin/memory/lesson/{rooms.lesson}/change/" in seen
    assert f"/admin/tenants/agencygroup/{rooms.agencygroup}/change/" in seen
    assert f"/admin/workflows/template/{rooms.template}/change/" in seen
    assert f"/admin/voice/{rooms.document}/" in seen
    assert f"/admin/voice/draft/{rooms.client}/" in seen
    assert "/admin/operations/" in seen
    assert "/admin/" in seen


def test_it_shows_nothing_to_the_rival(cast, rooms, rival):
    before = contents(cast.ours)
    asked = list(addresses(rooms))
    assert len(asked) > 60
    for address in asked:
        for response in (
            rival.get(address),
            rival.get(address, headers=BY_SCRIPT),
            rival.post(address, _answers(rooms)),
        ):
            assert response.status_code in TOO_GOOD, (address, response.status_code)
            assert CANARY not in _body(response), address
            assert CANARY not in response.headers.get("Location", ""), address
    assert contents(cast.ours) == before


def test_it_finds_nothing_for_the_rival(rooms, rival):
    """Filters, searches, autocompletion, and the palette."""
    queries = [f"{view}?{query}" for view in _lists() for query in _queries(rooms)]
    queries += [f"/admin/search/?s={CANARY.lower()}&extended=1"]
    queries += [
        f"/admin/autocomplete/?app_label={field.model._meta.app_label}&model_name={field.model._meta.model_name}"
        f"&field_name={field.name}&term=CANARY"
        for model in admin.site._registry
        for field in model._meta.get_fields()
        if field.many_to_one and field.concrete
    ]
    for query in queries:
        response = rival.get(query)
        assert response.status_code in TOO_GOOD, (query, response.status_code)
        assert CANARY not in response.content.decode().replace(CANARY.lower(), ""), query


def _lists() -> list[str]:
    return [
        reverse(f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist") for m in admin.site._registry
    ]


def _queries(rooms: Rooms) -> list[str]:
    return [
        "q=CANARY", f"client__id__exact={rooms.client}", f"workflow={rooms.workflow}", "client__name__startswith=C",
    ]  # fmt: skip


def _answers(rooms: Rooms) -> dict[str, object]:
    """What a form of any of our pages might want, with our ids in it."""
    return {
        "client": rooms.client, "workflow": rooms.workflow, "name": "taken", "slug": "taken", "role": "owner",
        "email": "taken@example.com", "kind": "voice", "title": "taken", "text": "taken", "notes": "taken",
        "key": ["draft", "rules"], "version": "1", "action": "delete_selected", "post": "yes", "language": "en",
        "timezone": "UTC", "colour": "#000000", "_selected_action": [rooms.workflow, rooms.key, rooms.member],
        "brief-topic": "taken", "settings-prompt": "taken", "retries": "1", "timeout": "1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("view", "values"),
    [
        ("workflows_workflow_add", {"name": "Taken", "slug": "taken"}),
        ("tenants_apikey_add", {"name": "Taken"}),
        ("tenants_member_add", {"email": "taken@example.com", "role": "reviewer"}),
        ("workflows_credential_add", {"kind": "anthropic", "secret": "sk-taken-0123456789"}),
        ("memory_document_add", {"kind": "voice", "title": "Taken", "text": "Taken words."}),
    ],
)
def test_it_refuses_a_rival_who_names_our_client(cast, rooms, rival, view, values):
    before = contents(cast.ours)
    response = rival.post(reverse(f"admin:{view}"), {**values, "client": rooms.client})
    assert response.status_code == 200
    assert "Select a valid choice" in response.content.decode()
    assert contents(cast.ours) == before


def test_it_lets_nobody_of_a_client_in(cast, browse):
    response = browse(cast.ours.reviewer).get("/admin/", follow=True)
    assert response.status_code == 403
    assert "This side is the agency's" in response.content.decode()


def test_it_sends_strangers_to_the_one_sign_in(client, db):
    response = client.get("/admin/workflows/workflow/")
    assert response.url.startswith("/admin/login/")
    assert client.get(response.url).url == "/accounts/login/?next=%2Fadmin%2Fworkflows%2Fworkflow%2F"


def test_it_signs_staff_in_by_password(client, cast):
    response = client.post(
        "/accounts/login/?next=/admin/", {"login": cast.ours.owner.email, "password": PASSWORD}, follow=True
    )
    assert response.redirect_chain[-1][0] == "/admin/"
    assert response.status_code == 200


def test_it_says_that_a_stand_in_answers(cast, browse, settings):
    settings.MODEL_ENVIRONMENT = dict.fromkeys(settings.MODEL_ENVIRONMENT, "")
    notice = "It is not AI."
    for view in [reverse("admin:index"), reverse("admin:models"), *_lists()]:
        assert notice in browse(cast.ours.owner).get(view).content.decode(), view


@pytest.mark.parametrize(
    "page",
    ["steps/add/", "steps/order/", "steps/draft/", "steps/draft/remove/", "draft/", "publish/", "start/"],
)
def test_it_lets_a_viewer_change_nothing(cast, rooms, browse, page):
    before = contents(cast.ours)
    address = f"/admin/workflows/workflow/{rooms.workflow}/{page}"
    assert browse(cast.ours.viewer).post(address, _answers(rooms)).status_code == 403
    assert contents(cast.ours) == before


def test_it_keeps_keys_and_people_to_owners(cast, rooms, browse):
    editor = browse(cast.ours.editor)
    for view in (
        "tenants_apikey_add",
        "tenants_member_add",
        "tenants_client_add",
        "workflows_credential_add",
    ):
        assert editor.get(reverse(f"admin:{view}")).status_code == 403
    assert editor.post(reverse("admin:tenants_apikey_revoke", args=[rooms.key])).status_code == 403
    assert editor.get(reverse("admin:workflows_credential_changelist")).status_code == 403
    for page in ("change", "delete", "test", "models"):
        address = reverse(f"admin:workflows_credential_{page}", args=[rooms.credential])
        assert editor.post(address, {"post": "yes"}).status_code in (403, 404), page
    with tenant_tx(rooms.client, agency=cast.ours.agency.pk):
        assert ApiKey.objects.get(pk=rooms.key).revoked_at is None


def test_it_lets_only_admin_pages_evaluate_scripts(cast, browse, client):
    policy = browse(cast.ours.owner).get("/admin/").headers["Content-Security-Policy"]
    assert "'unsafe-eval'" in policy
    assert "'unsafe-eval'" not in client.get("/accounts/login/").headers["Content-Security-Policy"]


def test_it_never_deletes_a_workflow(cast, rooms, browse):
    owner = browse(cast.ours.owner)
    assert (
        owner.post(f"/admin/workflows/workflow/{rooms.workflow}/delete/", {"post": "yes"}).status_code == 403
    )
    with tenant_tx(rooms.client, agency=cast.ours.agency.pk):
        assert Workflow.objects.filter(pk=rooms.workflow).exists()
        assert Member.objects.filter(pk=rooms.member).exists()
