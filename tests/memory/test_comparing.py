"""Which documents one is compared with: all of a small client's, the nearest of a large one's."""

import pytest

from memory import comparing, documents, neighbours, tasks
from memory.models import Document, Twin, VectorIndex
from tenants.scope import tenant_tx

OTTERS = " ".join(
    f"The otters of the {place} come out at {hour} and swim as far as the {end}."
    for place, hour, end in (("weir", "dusk", "mill"), ("brook", "dawn", "bridge"), ("mere", "noon", "reeds"))
)
SUBJECTS = (
    "breakfast", "bicycles", "weddings", "parking", "vouchers", "saunas", "concerts", "laundry", "picnics", "taxes",
)  # fmt: skip


@pytest.fixture
def crowded(cast, monkeypatch):
    """More documents than are all compared; the oldest says what the youngest will say."""
    monkeypatch.setattr(comparing, "DOCUMENTS", 4)
    ours = cast.ours.client
    with tenant_tx(ours.pk):
        oldest = documents.add_text(ours, OTTERS, "facts", "Otters")
        for subject in SUBJECTS:
            documents.add_text(
                ours, f"All that we know of {subject}. " + f"{subject} are fine. " * 30, "facts", subject
            )
    tasks.index(ours.pk)
    return oldest


def added(client, text: str, title: str) -> Document:
    with tenant_tx(client.pk):
        document = documents.add_text(client, text, "facts", title)
    tasks.index(client.pk)
    return document


def pairs(client) -> list[tuple[str, str]]:
    with tenant_tx(client.pk):
        return list(Twin.objects.order_by("pk").values_list("document__title", "other__title"))


def test_it_finds_one_that_changed_long_ago(cast, crowded):
    added(cast.ours.client, f"{OTTERS} Come and see.", "Otters again")
    assert pairs(cast.ours.client) == [("Otters", "Otters again")]


def test_it_finds_what_stands_in_the_middle_of_a_long_one(cast, crowded):
    around = " ".join(f"The {n}th mile of the trail leads past {n} trees and a stile." for n in range(200))
    added(cast.ours.client, f"{around}\n\n{OTTERS}\n\n{around[::2]}", "The trail")
    assert pairs(cast.ours.client) == [("Otters", "The trail")]


def test_it_finds_a_sentence_with_another_figure(cast, crowded):
    added(cast.ours.client, "The boathouse has 12 canoes for hire.", "Boats")
    for n in range(5):
        added(cast.ours.client, f"Number {n} says nothing of them.", f"Number {n}")
    added(cast.ours.client, "The boathouse has 14 canoes for hire.", "Leaflet")
    assert ("Boats", "Leaflet") in pairs(cast.ours.client)


def test_it_looks_again_at_those_that_are_twins(cast, crowded, monkeypatch):
    ours = cast.ours.client
    youngest = added(ours, f"{OTTERS} Come and see.", "Otters again")
    monkeypatch.setattr(neighbours, "STATEMENT", neighbours.STATEMENT.replace("%(most)s", "0 * %(most)s"))
    with tenant_tx(ours.pk):
        documents.replace(youngest, f"{OTTERS} Come, and see.")
    tasks.index(ours.pk)
    assert pairs(ours) == [("Otters", "Otters again")]


def test_it_compares_with_the_latest_while_there_are_no_vectors(cast, crowded):
    ours = cast.ours.client
    youngest = added(ours, "The sauna is lit at 5.", "Sauna")
    with tenant_tx(ours.pk):
        latest = set(
            Document.objects.exclude(pk=youngest.pk).order_by("-changed_at").values_list("pk", flat=True)[:4]
        )
        youngest.refresh_from_db()
        youngest.embedded_by = ""
        others = Document.objects.exclude(pk=youngest.pk)
        assert comparing._candidates(youngest, others) == latest
        youngest.refresh_from_db()
        assert not latest <= comparing._candidates(youngest, others)
        VectorIndex.objects.update(filling="other@64")
        assert latest <= comparing._candidates(youngest, others)


def test_it_finds_nothing_of_another_client(cast, crowded):
    rival = cast.rival.client
    theirs = added(rival, f"{OTTERS} Come and see.", "Theirs")
    with tenant_tx(rival.pk):
        assert neighbours.of(theirs, 300) == []
    assert pairs(rival) == []
