import pytest

from memory.models import Document
from tenants.scope import tenant_tx
from tests.workflows import leaflet
from tests.workflows.by_hand import claimed
from workflows import intake, shelf
from workflows.engine.tools import Parcel, Trouble
from workflows.models import Attempt, Delivery, Run


@pytest.fixture
def put(cast):
    """`put(text)`: what a deliver step does, in a run of ours that is in hand."""
    client = cast.ours.client
    with tenant_tx(client.pk):
        run = intake.start(leaflet.published(client), {"topic": "Spring"}, origin=Run.Origin.API)
        attempt = Attempt.objects.create(client_id=client.pk, run=run, key="shelf", number=1)
    held = claimed(run, "a test")

    def deliver(text: str, connection: str = "") -> object:
        parcel = Parcel("shelf", None, connection, "Spring", text, "spring")
        return shelf.put(held, run.pk, attempt.pk, parcel)

    return deliver


def sample(cast) -> Document:
    with tenant_tx(cast.ours.client.pk):
        return Document.objects.select_related("approval").get()


def piece(cast) -> Delivery:
    with tenant_tx(cast.ours.client.pk):
        return Delivery.objects.get()


def test_it_keeps_one_piece_however_often_it_is_delivered(cast, put):
    assert put("One text.") == put("One text.")
    assert piece(cast).text == "One text."


def test_it_lets_a_newer_text_be_news(cast, put):
    put("One text.")
    first = piece(cast)
    put("Another text.")
    second = piece(cast)
    assert (second.pk, second.text) == (first.pk, "Another text.")
    assert second.delivered_at > first.delivered_at


def test_it_refuses_a_connection_that_is_not_there(cast, put):
    assert isinstance(put("One text.", connection="website"), Trouble)


def test_it_remembers_that_every_gate_let_a_piece_pass_by_itself(cast, put):
    put("One text.")
    approval = sample(cast).approval
    assert (approval.by_person, approval.edit_share, approval.score) == (False, 0.0, None)
    assert sample(cast).brief["topic"] == "Spring"
