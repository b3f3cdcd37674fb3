import pytest
from django.db import ProgrammingError, connection
from django_q.models import OrmQ

from memory import documents, ingest, recall
from memory.models import Document, DocumentVersion, Passage, PassageText, PassageVector
from memory.refusals import Duplicate, Refused, Unreadable
from tenants.scope import tenant_tx
from tests.memory import files

CANARY = "CANARY-7431-zephyr"
TABLES = (Document, Passage, PassageVector, PassageText)


@pytest.fixture
def ours(cast):
    return cast.ours.client


def counts(client) -> list[int]:
    with tenant_tx(client.pk):
        return [model.objects.count() for model in TABLES]


def test_it_keeps_an_upload_with_its_file_and_who_added_it(cast, ours):
    data = files.docx()
    with tenant_tx(ours.pk):
        document = documents.add_upload(ours, data, "voice.docx", "voice", by=cast.ours.editor)
        document.refresh_from_db()
        version = document.versions.get()
    assert (document.title, document.text, document.number) == ("voice", "", 0)
    assert (document.added_by, document.state, document.source) == (
        cast.ours.editor,
        Document.State.UNREAD,
        "uploaded",
    )
    assert (version.number, version.filename, bytes(version.original)) == (1, "voice.docx", data)


def test_it_names_an_upload_by_its_file_until_it_is_read(ours):
    with tenant_tx(ours.pk):
        document = documents.add_upload(ours, b"We have twelve rooms.", "C:\\facts 2026.txt", "facts")
        named = documents.add_upload(ours, b"We have two dogs.", "facts.txt", "facts", title="Dogs")
    assert (document.title, named.title) == ("facts 2026", "Dogs")


def test_it_leaves_no_document_without_a_title(ours):
    with tenant_tx(ours.pk):
        document = documents.add_upload(ours, b"We have twelve rooms.", " .txt", "facts", title="\u200b")
        pasted = documents.add_text(ours, "We have two dogs.", "facts", " ")
    assert (document.title, pasted.title) == (".txt", "Untitled")


def test_it_keeps_nothing_of_a_file_that_is_seen_at_once_to_be_no_use(ours):
    with tenant_tx(ours.pk), pytest.raises(Unreadable, match=r"“a\.pdf” is not a PDF"):
        documents.add_upload(ours, b"Just words", "a.pdf", "facts")
    assert counts(ours) == [0, 0, 0, 0]
    assert not OrmQ.objects.exists()


def test_it_caps_an_upload_by_the_setting(ours, settings):
    settings.UPLOAD_LIMIT = 1024
    with tenant_tx(ours.pk), pytest.raises(Unreadable, match="at most 0 MB"):
        documents.add_upload(ours, b"x" * 2000, "a.txt", "facts")


def test_it_tells_what_is_already_in_memory(ours, cast):
    with tenant_tx(ours.pk):
        documents.add_text(ours, "We have twelve rooms.\n", "facts", "Rooms")
        with pytest.raises(Duplicate) as refused:
            documents.add_text(ours, "We have twelve rooms.", "facts", "Again")
        documents.add_text(ours, "We have twelve rooms.", "sample", "Also a sample")
    assert refused.value.sentence == "This text is already in memory as “Rooms” (facts)."
    with tenant_tx(cast.neighbour.pk):
        documents.add_text(cast.neighbour, "We have twelve rooms.", "facts", "Rooms")
    assert counts(ours)[0] == 2


@pytest.mark.parametrize("text", ["", "  \n", "***", "\u200b\x00"])
def test_it_refuses_a_text_without_words(ours, text):
    with tenant_tx(ours.pk), pytest.raises(Refused, match="There is no text to remember"):
        documents.add_text(ours, text, "facts", "Nothing")


def test_it_refuses_a_text_that_is_too_long(ours):
    with tenant_tx(ours.pk), pytest.raises(Refused, match="2,000,001 characters; at most 2,000,000"):
        documents.add_text(ours, "x" * 2_000_001, "facts", "Long")


def test_it_refuses_a_kind_that_there_is_not(ours):
    with tenant_tx(ours.pk), pytest.raises(ValueError, match="'secrets' is not a valid Kind"):
        documents.add_text(ours, "text", "secrets", "x")


def test_it_needs_a_scope(ours):
    with pytest.raises(ProgrammingError, match="tenant scope is not set"):
        documents.add_text(ours, "text", "facts", "x")


def test_it_rings_for_a_worker_with_ids_only(ours):
    with tenant_tx(ours.pk):
        documents.add_text(ours, CANARY, "facts", "x")
    (bell,) = OrmQ.objects.all()
    assert (bell.func(), bell.args()) == ("memory.tasks.index", (ours.pk,))
    assert CANARY not in str(bell.task)


def test_it_replaces_a_text_and_finds_the_old_one_no_more(ours, keep):
    document = keep(ours, f"The old text says {CANARY}.", title="Facts")
    with tenant_tx(ours.pk):
        documents.replace(document, "The new text says hello.", kind="sample")
    assert document.state == Document.State.WAITING
    ingest.index_pending(ours.pk)
    (found,) = recall.search(ours.pk, CANARY).passages
    assert (found.text, found.kind) == ("The new text says hello.", "sample")
    assert counts(ours) == [1, 1, 1, 1]


def test_it_replaces_nothing_by_what_another_document_says(ours, keep):
    keep(ours, "The first.", title="First")
    second = keep(ours, "The second.", title="Second")
    with tenant_tx(ours.pk):
        with pytest.raises(Duplicate, match="already in memory as “First”"):
            documents.replace(second, "The first.")
        second.refresh_from_db()
    assert second.text == "The second."


def test_it_saves_a_document_again_with_the_same_words(ours, keep):
    document = keep(ours, "The first.", title="First")
    with tenant_tx(ours.pk):
        documents.replace(document, "The first.", title="Renamed")
    ingest.index_pending(ours.pk)
    assert recall.search(ours.pk, "first").passages[0].title == "Renamed"


def test_it_forgets_without_a_trace(ours, keep):
    document = keep(ours, f"{CANARY} " * 500, title=CANARY)
    keep(ours, "Something else.", title="Lighthouse")
    with tenant_tx(ours.pk):
        documents.replace(document, f"{CANARY} again.", note=CANARY)
        documents.forget(document)
    assert counts(ours) == [1, 1, 1, 1]
    assert [found.title for found in recall.search(ours.pk, CANARY).passages] == ["Lighthouse"]
    with tenant_tx(ours.pk):
        assert tables_with("lighthous") == ["memory_document", "memory_passagetext", "memory_documentversion"]
        assert tables_with("zephyr") == []


def tables_with(word: str) -> list[str]:
    """Tables of memory with a row that holds the word anywhere."""
    found = []
    with connection.cursor() as cursor:
        for model in (*TABLES, DocumentVersion):
            table = model._meta.db_table
            cursor.execute(f"SELECT count(*) FROM {table} AS row WHERE row::text ILIKE %s", [f"%{word}%"])
            found += [table] if cursor.fetchone()[0] else []
    return found
