"""Documents ticked in the list: named and asked about, then forgotten or used no more; and the way back."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from memory import documents, ingest, recall
from memory.models import Document
from tenants.scope import tenant_tx
from tests.reading import html_of

LIST, AT = "/admin/memory/document/", "/admin/memory/document/several/"


@pytest.fixture
def rows(cast) -> list[Document]:
    ours = cast.ours.client
    with tenant_tx(ours.pk):
        kept = [
            documents.add_text(ours, "Warm. ## Never say", "voice", "Voice"),
            documents.add_text(ours, "Six rooms by the sea.", "facts", "Rooms"),
            documents.add_text(ours, "Breakfast from seven.", "facts", "Breakfast"),
        ]
        documents.describe(kept[2], [], localdate() + timedelta(days=9))
    ingest.index_pending(ours.pk)
    return kept


def ids(rows) -> list[int]:
    return [row.pk for row in rows]


def there(client) -> dict[str, bool]:
    with tenant_tx(client.pk):
        return {row.title: row.has_expired() for row in Document.objects.order_by("pk")}


def test_it_names_them_before_it_forgets_them(cast, browse, rows):
    editor = browse(cast.ours.editor)
    assert "Forget …" in html_of(editor.get(LIST))
    asked = html_of(editor.post(f"{AT}?kind=facts", {"document": ids(rows[1:]), "do": "forget"}, follow=True))
    assert "Rooms" in asked and "Breakfast" in asked and "Forget 2 documents?" in " ".join(asked.split())
    assert len(there(cast.ours.client)) == 3
    done = editor.post(f"{AT}?kind=facts", {"document": ids(rows[1:]), "do": "forget", "sure": "1"})
    assert done.headers["Location"] == f"{LIST}?kind=facts"
    assert there(cast.ours.client) == {"Voice": False}
    assert "2 documents are forgotten" in html_of(editor.get(LIST))


def test_what_is_stopped_is_kept_recalled_no_more_and_used_again(cast, browse, rows):
    editor, ours = browse(cast.ours.editor), cast.ours.client
    asked = html_of(editor.post(AT, {"document": ids(rows), "do": "stop"}, follow=True))
    assert "Without “Voice” prompts" in " ".join(asked.split()) and "1 of them has a last day" in " ".join(
        asked.split()
    )
    assert not any(there(ours).values())
    editor.post(AT, {"document": ids(rows), "do": "stop", "sure": "1"})
    assert there(ours) == {"Voice": True, "Rooms": True, "Breakfast": True}
    block = recall.block(ours.pk, "breakfast rooms", 1000, 5)
    assert (block.pinned, block.recalled) == ((), ())
    with tenant_tx(ours.pk):
        note = rows[2].notes.get()
    assert note.by == cast.ours.editor and "It was to be recalled until" in note.sentence
    page = html_of(editor.get(f"{LIST}?state=expired"))
    assert "Use again …" in page and "3 documents are used no more" in page
    editor.post(AT, {"document": ids(rows[:2]), "do": "again", "sure": "1"})
    assert there(ours) == {"Voice": False, "Rooms": False, "Breakfast": True}
    assert recall.block(ours.pk, "rooms", 1000, 5).recalled


def test_it_says_what_is_missing_and_what_went_meanwhile(cast, browse, rows):
    editor = browse(cast.ours.editor)
    page = html_of(editor.post(AT, {"do": "forget"}, follow=True))
    assert "Choose the documents first" in page
    with tenant_tx(cast.ours.client.pk):
        documents.forget(Document.objects.get(pk=rows[1].pk))
    page = html_of(editor.post(AT, {"document": ids(rows), "do": "stop"}, follow=True))
    assert "1 of those that you ticked is not here any more" in " ".join(page.split())
    assert editor.get(AT).headers["Location"] == LIST
    assert editor.post(AT, {"document": ids(rows), "do": "odd"}).status_code == 404


def test_it_is_no_matter_of_a_rivals_nor_of_a_viewers(cast, browse, rows):
    sent = {"document": ids(rows), "do": "forget", "sure": "1"}
    assert browse(cast.ours.editor).get(AT, sent).status_code == 200  # asks, whatever it is sent
    assert browse(cast.rival.owner).post(AT, sent).status_code == 404
    assert browse(cast.rival.owner).get(AT, sent).status_code == 404
    assert browse(cast.ours.viewer).post(AT, sent).status_code == 403
    assert len(there(cast.ours.client)) == 3
    with tenant_tx(cast.rival.client.pk):
        theirs = documents.add_text(cast.rival.client, "Theirs.", "facts", "Theirs")
    mixed = {"document": [rows[1].pk, theirs.pk, "x", "9" * 30], "do": "forget", "sure": "1"}
    browse(cast.ours.editor).post(AT, mixed)
    assert list(there(cast.rival.client)) == ["Theirs"]
    assert list(there(cast.ours.client)) == ["Voice", "Breakfast"]
