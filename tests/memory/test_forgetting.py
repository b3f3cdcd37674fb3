"""Forgotten means gone: after it no table, cache or log line knows a word of the document."""

import logging

import pytest
from django.core.cache import cache
from django.db import connection

from memory import documents, tasks, twins
from memory.models import Document, DocumentNote, DocumentVersion, Twin
from tenants.scope import tenant_tx
from tests.bells import settle
from tests.memory.files import encrypted_pdf

CANARY = "zephyrquagga"
TEXT = f"# {CANARY}\n\n" + " ".join(f"On day {n} the {CANARY} eats {n} figs by the pond." for n in range(40))
READABLE = """
SELECT c.oid::regclass::text FROM pg_class c
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND has_table_privilege(c.oid, 'SELECT')
"""


@pytest.fixture
def ours(cast):
    return cast.ours.client


def tables_with(word: str, client_id: int, agency_id: int) -> list[str]:
    """Tables with a row that holds the word in any column, also in the bytes of a file."""
    found = []
    with tenant_tx(client_id, agency=agency_id), connection.cursor() as cursor:
        cursor.execute(READABLE)
        tables = [table for (table,) in cursor.fetchall()]
        assert len(tables) > 30
        for table in tables:
            cursor.execute(
                f"SELECT count(*) FROM {table} AS row WHERE row::text ILIKE ANY(%s)",
                [[f"%{word}%", f"%{word.encode().hex()}%"]],
            )
            found += [table] if cursor.fetchone()[0] else []
    return sorted(found)


def test_it_leaves_no_word_of_a_document_anywhere(cast, ours, caplog):
    caplog.set_level(logging.DEBUG)
    house = cast.ours
    with tenant_tx(ours.pk):
        upload = documents.add_upload(ours, TEXT.encode(), f"{CANARY}.md", "facts", by=house.editor)
        pasted = documents.add_text(ours, f"{TEXT} And a date.", "facts", CANARY)
    settle()
    with tenant_tx(ours.pk):
        upload.refresh_from_db()
        documents.describe(upload, [CANARY], None)
        documents.replace(upload, f"{TEXT} And a plum.", note=CANARY)
        documents.replace_upload(upload, encrypted_pdf(CANARY), f"{CANARY}.pdf")
    settle()
    with tenant_tx(ours.pk):
        assert Twin.objects.count() == 1
        twins.keep_both(Twin.objects.get(), house.editor)
        assert DocumentVersion.objects.count() == 4
        assert DocumentNote.objects.count() == 3
    held = tables_with(CANARY, ours.pk, house.agency.pk)
    assert {"memory_document", "memory_documentversion", "memory_passage", "memory_passagetext"} <= set(held)
    with tenant_tx(ours.pk):
        for document in (upload, pasted):
            documents.forget(Document.objects.get(pk=document.pk), from_runs=True)
    settle()
    tasks.index(ours.pk)
    assert tables_with(CANARY, ours.pk, house.agency.pk) == []
    assert not any(CANARY in str(cache.get(key)) for key in getattr(cache, "_cache", {}))
    assert CANARY not in caplog.text


def test_it_would_notice_a_word_that_stayed(cast, ours):
    with tenant_tx(ours.pk):
        documents.add_upload(ours, f"\ufeff{CANARY}".encode(), "a.txt", "facts")
    assert tables_with(CANARY, ours.pk, cast.ours.agency.pk) == ["memory_documentversion"]
