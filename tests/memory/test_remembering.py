from uuid import uuid4

import pytest
from django_q.models import OrmQ

from memory import ingest, recall
from memory.models import Document, Passage
from memory.remembering import remember_piece
from tenants.scope import tenant_tx

RUN = uuid4()


@pytest.fixture
def ours(cast):
    return cast.ours.client


def remember(client, text="The first frost came on Tuesday.", title="First frost", run=RUN) -> Document:
    with tenant_tx(client.pk):
        return remember_piece(client.pk, title, text, run_id=run, brief={"topic": "Frost"})


def test_it_makes_an_approved_piece_a_sample_with_its_source(ours):
    sample = remember(ours)
    assert (sample.kind, sample.title, sample.run, sample.brief) == (
        "sample",
        "First frost",
        RUN,
        {"topic": "Frost"},
    )
    assert OrmQ.objects.count() == 1
    ingest.index_pending(ours.pk)
    (found,) = recall.search(ours.pk, "frost").passages
    assert (found.document_id, found.text) == (sample.pk, "The first frost came on Tuesday.")


def test_it_remembers_the_same_piece_once(ours):
    assert remember(ours) == remember(ours) == remember(ours, run=uuid4())
    with tenant_tx(ours.pk):
        assert Document.objects.count() == 1


def test_it_lets_a_newer_text_of_the_same_run_take_the_older_ones_place(ours):
    remember(ours)
    ingest.index_pending(ours.pk)
    remember(ours, "The first frost came on Monday.")
    ingest.index_pending(ours.pk)
    with tenant_tx(ours.pk):
        assert Document.objects.get().text == "The first frost came on Monday."
        assert Passage.objects.get().text == "The first frost came on Monday."


def test_it_keeps_two_pieces_of_one_run_and_pieces_of_no_run_apart(ours):
    remember(ours)
    remember(ours, "Summary.", title="Summary")
    remember(ours, "By hand.", run=None)
    remember(ours, "By hand, too.", run=None)
    with tenant_tx(ours.pk):
        assert Document.objects.count() == 4


def test_it_names_a_piece_without_a_title_by_its_heading(ours):
    assert remember(ours, "# Frost\n\nIt came.", title="").title == "Frost"
    assert remember(ours, "It came.", title=" \x00").title == "Untitled piece"
    assert len(remember(ours, "It came again.", title="x" * 300).title) == 200
