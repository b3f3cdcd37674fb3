from datetime import timedelta

import pytest
from django.utils.timezone import now

from memory import recall
from memory.models import Document, Sample
from memory.remembering import Approved, remember_piece
from tenants.scope import scope, tenant_tx

TEXTS = ("The stove in the hall is lit at four.", "The stove in the kitchen is lit at four.")


@pytest.fixture
def ours(cast):
    with scope([cast.ours.client.pk], cast.ours.agency.pk):
        yield cast.ours.client


def approve(document: Document, **how) -> None:
    facts = {"by_person": True, "edit_share": 0.0, "approved_at": now(), **how}
    with tenant_tx(document.client_id):
        Sample.objects.create(client_id=document.client_id, document=document, **facts)


def recalled(client) -> list:
    return list(recall.block(client.pk, "when is the stove lit", 1000, 6).recalled)


def test_it_prefers_what_was_approved_as_it_was_and_says_why(ours, keep):
    one, other = (keep(ours, text, "sample", f"Piece {n}") for n, text in enumerate(TEXTS))
    first = recalled(ours)[0].document_id
    better = other if first == one.pk else one
    approve(better, score=9.0)
    approve(one if better is other else other, edit_share=0.5, approved_at=now() - timedelta(days=400))
    best, second = recalled(ours)
    assert best.document_id == better.pk
    assert best.why.endswith("; approved as it was, today, 9.0 of 10 by the gates")
    assert "50 % of its words edited, 400 days ago" in second.why


def test_it_leaves_given_samples_and_facts_as_they_were_found(ours, keep):
    keep(ours, TEXTS[0], "sample", "Given")
    keep(ours, "The stove is lit by Nessa.", "facts", "Facts")
    found = recall.search(ours.pk, "when is the stove lit").passages
    assert [(one.id, one.score) for one in recalled(ours)] == [(one.id, one.score) for one in found]


def test_it_keeps_how_a_piece_was_approved(ours):
    document = remember_piece(ours.pk, "Stove", TEXTS[0], approved=Approved(True, 0.1, 8.0))
    row = Sample.objects.get(document=document)
    assert (row.by_person, row.edit_share, row.score) == (True, 0.1, 8.0)
    assert row.approved_at <= now()


def test_it_knows_nothing_of_a_neighbours_approvals(cast, ours, keep):
    theirs = keep(cast.neighbour, TEXTS[0], "sample", "Theirs")
    approve(theirs)
    keep(ours, TEXTS[1], "sample", "Ours")
    (one,) = recalled(ours)
    assert (one.title, "approved" in one.why) == ("Ours", False)
    assert not Sample.objects.exists()
