import pytest

from memory import documents, ingest, recall
from memory.models import DocumentVersion
from memory.refusals import Duplicate, Refused
from tenants.scope import tenant_tx


@pytest.fixture
def ours(cast):
    return cast.ours.client


def versions(document) -> list[tuple]:
    with tenant_tx(document.client_id):
        return list(document.versions.values_list("number", "title", "text"))


def test_it_makes_a_version_of_every_change_and_overwrites_none(cast, ours, keep):
    document = keep(ours, "Six rooms.", title="Rooms")
    with tenant_tx(ours.pk):
        documents.replace(document, "Seven rooms.", by=cast.ours.editor, note="A new wing")
        documents.replace(document, "Seven rooms.", title="Our rooms")
        documents.replace(document, "Seven rooms.", title="Our rooms")
    assert versions(document) == [
        (3, "Our rooms", "Seven rooms."),
        (2, "Rooms", "Seven rooms."),
        (1, "Rooms", "Six rooms."),
    ]
    with tenant_tx(ours.pk):
        second = document.versions.get(number=2)
    assert (document.number, second.by, second.note) == (3, cast.ours.editor, "A new wing")


def test_it_makes_an_earlier_version_current_again(cast, ours, keep):
    document = keep(ours, "Six rooms.", title="Rooms")
    with tenant_tx(ours.pk):
        documents.replace(document, "Seven rooms.", kind="sample")
        documents.restore(document, document.versions.get(number=1), cast.ours.editor)
        document.refresh_from_db()
        note = document.notes.get()
    assert (document.text, document.kind, document.number) == ("Six rooms.", "facts", 1)
    assert (note.sentence, note.by) == ("Version 1 was made current again.", cast.ours.editor)
    assert len(versions(document)) == 2
    ingest.index_pending(ours.pk)
    (found,) = recall.search(ours.pk, "rooms").passages
    assert (found.text, found.version) == ("Six rooms.", 1)
    with tenant_tx(ours.pk):
        documents.replace(document, "Eight rooms.")
    assert [number for number, *_ in versions(document)] == [3, 2, 1]


def test_it_restores_nothing_that_another_document_says_or_nobody_read(ours, keep):
    document = keep(ours, "Six rooms.", title="Rooms")
    with tenant_tx(ours.pk):
        documents.replace(document, "Seven rooms.")
        documents.add_text(ours, "Six rooms.", "facts", "Others")
        with pytest.raises(Duplicate, match="Version 1 is already in memory as “Others”"):
            documents.restore(document, document.versions.get(number=1))
        document.refresh_from_db()
        documents.replace_upload(document, b"Nine rooms.", "rooms.txt")
        with pytest.raises(Refused, match="Version 3 has no text"):
            documents.restore(document, document.versions.get(number=3))
    assert document.text == "Seven rooms."


def test_it_tells_which_version_a_passage_is_of_until_the_next_is_indexed(ours, keep):
    document = keep(ours, "Six rooms.", title="Rooms")
    with tenant_tx(ours.pk):
        documents.replace(document, "Seven rooms.")
    (found,) = recall.search(ours.pk, "rooms").passages
    assert (found.text, found.version) == ("Six rooms.", 1)


def test_it_keeps_versions_with_their_client(cast, ours, keep):
    keep(ours, "Six rooms.")
    with tenant_tx(cast.rival.client.pk):
        assert not DocumentVersion.objects.exists()
