import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django_q.models import OrmQ

from tenants.scope import tenant_tx
from tests.workflows import photos
from workflows.models import Event, Lease, Run

INPUTS = {"topic": "Spring menu", "words": 400}


def runs(client: int) -> int:
    with tenant_tx(client):
        return Run.objects.count()


def test_it_lists_what_can_be_started(ours, rival):
    with tenant_tx(ours.client):
        ours.workflow.open_draft()
    (listed,) = ours.get("workflows").json()["results"]
    assert listed == {
        "slug": "newsletter",
        "name": "Newsletter of Fernhill Hotels",
        "purpose": "",
        "version": 1,
        "url": "http://testserver/api/v1/workflows/newsletter",
    }


def test_it_hides_a_workflow_that_was_never_published(ours):
    with tenant_tx(ours.client):
        ours.workflow.versions.model.objects.filter(workflow=ours.workflow).update(state="retired")
    assert ours.get("workflows").json() == {"results": []}
    assert ours.get("workflows/newsletter").status_code == 404
    assert ours.start(INPUTS).status_code == 404


def test_it_tells_the_fields_and_no_prompt(ours):
    answer = ours.get("workflows/newsletter")
    assert [field["key"] for field in answer.json()["fields"]] == ["topic", "words", "tone"]
    assert answer.json()["fields"][2] == {
        "key": "tone",
        "label": "Tone",
        "kind": "choice",
        "help": "",
        "required": False,
        "options": ["formal", "playful"],
        "max_length": None,
    }
    assert "SECRET-PROMPT" not in answer.text


def test_it_starts_a_run(ours, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = ours.start(INPUTS)
    assert answer.status_code == 202
    assert answer["Location"] == answer.json()["url"]
    with tenant_tx(ours.client):
        run = Run.objects.get(pk=answer.json()["id"])
        assert run.brief == INPUTS | {"tone": None}
        assert (run.title, run.origin, run.state) == ("Spring menu", "api", "queued")
        assert list(Event.objects.filter(run=run.pk).values_list("kind", flat=True)) == ["run.started"]
    assert Lease.objects.filter(run_id=run.pk, client_id=ours.client, state="queued").exists()
    assert OrmQ.objects.count() == 1
    assert ours.get(answer["Location"]).json()["status"] == "queued"


def test_it_names_everything_that_is_wrong_and_starts_nothing(ours):
    answer = ours.start({"words": "many", "tone": "angry", "topik": "Spring"})
    assert answer.status_code == 422
    assert answer.json() == {
        "detail": "4 things are wrong; nothing was done.",
        "errors": [
            {"field": "inputs.topic", "message": "“Topic” needs an answer."},
            {"field": "inputs.words", "message": "“Words” must be a number like 750 or 12.5, not “many”."},
            {
                "field": "inputs.tone",
                "message": "“Tone” must be one of: formal, playful. “angry” isn't.",
            },
            {
                "field": "inputs.topik",
                "message": "There is no field “topik” in this form; did you mean “topic”?",
            },
        ],
    }
    assert runs(ours.client) == 0
    assert not Lease.objects.exists()
    assert not OrmQ.objects.exists()


@pytest.mark.parametrize(
    "stolen",
    ["client", "client_id", "state", "status", "flagged", "score", "is_approved", "version", "origin", "id"],
)
def test_it_refuses_what_is_not_asked_for(ours, rival, stolen):
    answer = ours("POST", "workflows/newsletter/runs", {"inputs": INPUTS, stolen: rival.client})
    assert answer.status_code == 422
    message = f'"{stolen}" isn\'t taken here; what is: inputs.'
    assert answer.json()["errors"] == [{"field": stolen, "message": message}]
    assert runs(ours.client) == runs(rival.client) == 0


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "inputs"),
        ({"inputs": None}, 422, "inputs"),
        ({"inputs": ["topic"]}, 422, "inputs"),
        ({"inputs": "topic"}, 422, "inputs"),
        ([], 422, ""),
        ("null", 422, ""),
        ('"x"', 422, ""),
        ("", 422, "inputs"),
        ("{", 400, None),
        ('{"inputs": {"topic": "a", "topic": "b"}}', 400, None),
        ('{"inputs": {"words": NaN}}', 400, None),
        ("[" * 100_000, 400, None),
        (b"\xff\xfe", 400, None),
    ],
)
def test_it_says_what_is_wrong_with_the_body(ours, body, status, field):
    answer = ours("POST", "workflows/newsletter/runs", body)
    assert answer.status_code == status, answer.content
    assert answer.json()["detail"]
    assert [error["field"] for error in answer.json()["errors"]] == ([] if field is None else [field])
    assert (
        field is None
        or "as an object" in answer.json()["detail"]
        or "be an object" in answer.json()["detail"]
    )
    assert runs(ours.client) == 0


def test_it_refuses_a_huge_body_before_reading_it_all(ours, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2048
    answer = ours.start({"topic": "x" * 3000})
    assert answer.status_code == 413
    assert answer.json() == {"detail": "The body may have 2 kB at most.", "errors": []}


def test_it_gives_the_same_run_for_the_same_request(ours):
    first = ours.start(INPUTS, Idempotency_Key="order-1")
    again = ours.start(dict(reversed(INPUTS.items())), Idempotency_Key='"order-1"')
    assert again.status_code == 202
    assert again.json() == first.json()
    assert again["Location"] == first["Location"]
    assert runs(ours.client) == 1


def test_it_refuses_a_key_that_names_another_request(ours):
    ours.start(INPUTS, Idempotency_Key="order-1")
    answer = ours.start(INPUTS | {"words": 500}, Idempotency_Key="order-1")
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == "Idempotency-Key"
    assert "already names another request" in error["message"]
    assert runs(ours.client) == 1


def test_it_keeps_a_key_free_after_a_bad_brief(ours):
    assert ours.start({}, Idempotency_Key="order-1").status_code == 422
    assert ours.start(INPUTS, Idempotency_Key="order-1").status_code == 202


def test_it_keeps_the_keys_of_clients_apart(ours, rival):
    mine = ours.start(INPUTS, Idempotency_Key="order-1").json()
    theirs = rival.start(INPUTS | {"words": 9}, Idempotency_Key="order-1").json()
    assert mine["id"] != theirs["id"]


@pytest.mark.parametrize("key", ["", "two words", "ü", "x" * 256, '"'])
def test_it_wants_a_plain_idempotency_key(ours, key):
    answer = ours.start(INPUTS, Idempotency_Key=key)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
    assert runs(ours.client) == 0


def test_it_says_in_which_form_it_wants_the_body(ours):
    url = "/api/v1/workflows/newsletter/runs"
    answer = Browser().post(url, "a=b", "text/plain", headers={"Authorization": f"Bearer {ours.key}"})
    assert answer.status_code == 415
    assert "Content-Type: application/json" in answer.json()["detail"]


def test_it_takes_a_file_first_and_then_its_id(ours, rival):
    with tenant_tx(ours.client):
        photos.published(ours.client)
    headers = {"Authorization": f"Bearer {ours.key}"}
    upload = SimpleUploadedFile("house.jpg", photos.JPEG, "image/jpeg")
    sent = Browser().post("/api/v1/files", {"file": upload}, headers=headers)
    assert (sent.status_code, sent.json()["media_type"]) == (201, "image/jpeg")
    brief = {"topic": "Rooms", "photos": [sent.json()["id"]]}
    assert ours("POST", "workflows/captions/runs", {"inputs": brief}).status_code == 202
    with tenant_tx(rival.client):
        photos.published(rival.client)
    refused = rival("POST", "workflows/captions/runs", {"inputs": brief})
    assert refused.status_code == 422 and "isn't there" in refused.json()["errors"][0]["message"]


def test_it_says_how_a_file_is_sent(ours):
    headers = {"Authorization": f"Bearer {ours.key}"}
    for answer in (
        ours("POST", "files", {"file": "house.jpg"}),
        Browser().post(
            "/api/v1/files", {"picture": SimpleUploadedFile("a.jpg", photos.JPEG)}, headers=headers
        ),
    ):
        assert answer.status_code == 422 and "multipart/form-data" in answer.json()["detail"]
    text = SimpleUploadedFile("a.jpg", b"hello", "image/jpeg")
    refused = Browser().post("/api/v1/files", {"file": text}, headers=headers)
    assert refused.status_code == 422 and "by its content" in refused.json()["detail"]
    assert Browser().post("/api/v1/files", {"file": text}).status_code == 401
