import hashlib
from datetime import datetime, timedelta

import pytest

from tenants.scope import tenant_tx
from tests.workflows import leaflet
from workflows.models import Delivery, Run


def piece(program, text: str = "# Spring\n\nIt is *here*.", **facts) -> Delivery:
    started = program.start({"topic": "Spring"}).json()
    with tenant_tx(program.client):
        return leaflet.approved(Run.objects.get(pk=started["id"]), text, **facts)


def ids(page) -> list[str]:
    return [entry["id"] for entry in page.json()["results"]]


def test_it_gives_what_a_cms_needs(ours):
    made = piece(ours)
    told = ours.get("outputs?status=approved").json()["results"][0]
    assert datetime.fromisoformat(told.pop("approved_at")) == made.delivered_at
    assert told == {
        "id": str(made.pk),
        "status": "approved",
        "title": "Spring",
        "slug": "spring",
        "workflow": "newsletter",
        "run": str(made.run_id),
        "step": "shelf",
        "item": None,
        "approved_by": "person",
        "content_hash": "sha256:" + hashlib.sha256(made.text.encode()).hexdigest(),
        "markdown": "# Spring\n\nIt is *here*.",
        "html": "<h1>Spring</h1>\n<p>It is <em>here</em>.</p>\n",
        "url": f"http://testserver/api/v1/outputs/{made.pk}",
    }


def test_it_sanitises_the_html_and_leaves_the_markdown_alone(ours):
    text = "<script>alert(1)</script>\n\n![x](https://a.example/?q=1) [y](javascript:alert(1))"
    made = piece(ours, text)
    told = ours.get(f"outputs/{made.pk}").json()
    assert told["markdown"] == text
    assert not any(part in told["html"] for part in ("<script", "<img", 'href="javascript'))


def test_it_gives_the_oldest_first_in_pages_without_a_gap(ours):
    made = [str(piece(ours, title=f"No. {n}").pk) for n in range(5)]
    first = ours.get("outputs?limit=2&status=approved")
    second = ours.get(first.json()["next"])
    third = ours.get(second.json()["next"])
    assert ids(first) + ids(second) + ids(third) == made
    assert "status=approved" in first.json()["next"]
    assert third.json()["next"] is None


def test_it_follows_up_since_a_moment(ours):
    early, late = piece(ours), piece(ours)
    with tenant_tx(ours.client):
        hour_ago = late.delivered_at - timedelta(hours=1)
        Delivery.objects.filter(pk=early.pk).update(delivered_at=hour_ago)
    moment = late.delivered_at.isoformat().replace("+00:00", "Z")
    assert ids(ours.get(f"outputs?since={moment}")) == [str(late.pk)]
    assert ids(ours.get("outputs?since=2020-01-01")) != [], "a date alone is a moment too"


def test_it_gives_the_pieces_of_one_workflow(ours):
    made = piece(ours)
    assert ids(ours.get("outputs?workflow=newsletter")) == [str(made.pk)]
    assert ids(ours.get("outputs?workflow=blog")) == []


def test_it_keeps_to_itself_what_went_elsewhere(ours):
    made = piece(ours, connection="website")
    assert ids(ours.get("outputs")) == []
    assert ours.get(f"outputs/{made.pk}").status_code == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [("status=draft", "status"), ("since=yesterday", "since"), ("cursor=1", "cursor"), ("page=2", "page")],
)
def test_it_refuses_a_question_that_it_would_misread(ours, query, field):
    answer = ours.get(f"outputs?{query}")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("path", ["outputs", "outputs/{}"])
def test_it_sends_nothing_twice_to_who_knows_it(ours, path):
    path = path.format(piece(ours).pk)
    tag = ours.get(path)["ETag"]
    again = ours.get(path, If_None_Match=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert ours.get(path, If_None_Match='"other"').status_code == 200


def test_it_tells_everything_again_when_something_came(ours):
    piece(ours)
    tag = ours.get("outputs")["ETag"]
    piece(ours)
    assert ours.get("outputs", If_None_Match=tag).status_code == 200
