import pytest

from memory import documents, ingest, recall, uses
from memory.models import Passage
from memory.refusals import Refused
from tenants.scope import scope, tenant_tx


@pytest.fixture
def ours(cast):
    with scope([cast.ours.client.pk], cast.ours.agency.pk):
        yield cast.ours.client


def passage(document) -> Passage:
    return Passage.objects.select_related("document").get(document=document)


def recalled(client, query="breakfast") -> list[str]:
    return [one.title for one in recall.block(client.pk, query, 1000, 6).recalled]


def pinned(client, query="breakfast") -> list[str]:
    return [one.title for one in recall.block(client.pk, query, 1000, 6).pinned]


def test_it_never_brings_back_what_somebody_stopped(cast, ours, keep):
    kept = passage(keep(ours, "Breakfast is at seven.", title="Hours"))
    keep(ours, "Breakfast has porridge.", title="Food")
    uses.decide(kept, "never", cast.ours.editor)
    assert recalled(ours) == ["Food"]
    assert (kept.use_by, kept.use_at is None) == (cast.ours.editor, False)
    uses.decide(kept, "fits", cast.ours.editor)
    assert sorted(recalled(ours)) == ["Food", "Hours"]


def test_it_stops_the_same_words_in_another_document_too(cast, ours, keep):
    kept = passage(keep(ours, "Breakfast is at seven.", title="Hours"))
    keep(ours, "Breakfast  is at SEVEN.", "sample", "Old letter")
    uses.decide(kept, "never", cast.ours.editor)
    assert recalled(ours) == []


def test_it_pins_what_is_always_used_whatever_was_asked_and_shows_it_once(cast, ours, keep):
    kept = passage(keep(ours, "Dogs are welcome in two rooms.", title="Dogs"))
    keep(ours, "Breakfast is at seven.", title="Hours")
    uses.decide(kept, "always", cast.ours.editor)
    assert pinned(ours, "breakfast") == pinned(ours, "dogs") == ["Dogs"]
    assert recalled(ours, "dogs welcome breakfast") == ["Hours"]


def test_it_says_of_which_version_the_words_are(cast, ours, keep):
    document = keep(ours, "Dogs are welcome in two rooms.", title="Dogs")
    uses.decide(passage(document), "always", cast.ours.editor)
    with tenant_tx(ours.pk):
        documents.replace(document, document.text, title="Dogs and cats")
    ingest.index_pending(ours.pk)
    (one,) = recall.block(ours.pk, "x", 500, 3).pinned
    assert (one.title, one.version) == ("Dogs and cats", 2)


def test_it_keeps_what_was_decided_when_a_document_changes_around_it(cast, ours, keep):
    document = keep(ours, "# A\n\nBreakfast is at seven.", title="Hours")
    uses.decide(passage(document), "never", cast.ours.editor)
    documents.replace(document, "# A\n\nBreakfast is at seven.", title="Opening hours")
    ingest.index_pending(ours.pk)
    again = passage(document)
    assert (again.use, again.use_by) == ("never", cast.ours.editor)
    documents.replace(document, "# A\n\nBreakfast is at eight.")
    ingest.index_pending(ours.pk)
    assert passage(document).use == "fits"  # other words: somebody has to decide on them


def test_it_decides_nothing_on_a_document_that_is_used_whole(cast, ours, keep):
    with pytest.raises(Refused, match="“Voice” is used whole in every context"):
        uses.decide(passage(keep(ours, "Warm.", "voice", "Voice")), "never", cast.ours.editor)


def test_it_is_the_clients_own(cast, ours, keep):
    theirs = keep(cast.neighbour, "Breakfast is a secret.", title="Theirs")
    with tenant_tx(cast.neighbour.pk):
        uses.decide(passage(theirs), "always", None)
    assert pinned(ours) == []
    assert not Passage.objects.filter(document=theirs).exists()
