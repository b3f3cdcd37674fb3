"""Documents are given by file or by paste, read, changed, forgotten; a bad file gets a sentence."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from memory.models import Document, Passage
from tenants.scope import tenant_tx

ADD = "/admin/memory/document/add/"


@pytest.fixture
def editor(cast, browse):
    return browse(cast.ours.editor)


def documents(cast):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        return {document.title: document for document in Document.objects.all()}


def file(name, content):
    return SimpleUploadedFile(name, content)


def test_it_keeps_several_files(cast, editor):
    files = [file("voice.md", b"# Our voice\n\nPlain."), file("facts.txt", b"Six rooms.")]
    response = editor.post(ADD, {"client": cast.ours.client.pk, "kind": "voice", "uploads": files})
    assert response.status_code == 302
    assert set(documents(cast)) == {"Our voice", "facts"}


def test_it_says_a_sentence_for_each_bad_file_and_keeps_the_good_ones(cast, editor):
    files = [
        file("good.md", b"# Good\n\nWords."),
        file("bad.pdf", b"%PDF-1.7 broken"),
        file("run.exe", b"MZ\x00"),
    ]
    page = editor.post(
        ADD, {"client": cast.ours.client.pk, "kind": "facts", "uploads": files}
    ).content.decode()
    assert "bad.pdf" in page
    assert "run.exe" in page
    assert set(documents(cast)) == {"Good"}


def test_it_keeps_pasted_text(cast, editor):
    sent = {"client": cast.ours.client.pk, "kind": "constraints", "title": "Never", "text": "Never say best."}
    assert editor.post(ADD, sent).status_code == 302
    assert documents(cast)["Never"].kind == "constraints"


def test_it_wants_something_to_keep(cast, editor):
    page = editor.post(ADD, {"client": cast.ours.client.pk, "kind": "voice"}).content.decode()
    assert "Choose a file, or paste text below." in page


def test_it_changes_and_forgets(cast, editor):
    editor.post(
        ADD, {"client": cast.ours.client.pk, "kind": "voice", "title": "Voice", "text": "Plain words."}
    )
    address = f"/admin/memory/document/{documents(cast)['Voice'].pk}/"
    assert "Plain words." in editor.get(f"{address}change/").content.decode()
    editor.post(f"{address}change/", {"title": "Voice", "kind": "voice", "text": "Plainer words."})
    assert documents(cast)["Voice"].text.strip() == "Plainer words."
    assert editor.get(f"{address}forget/").status_code == 404
    editor.post(f"{address}forget/")
    assert documents(cast) == {}


def test_it_lets_a_viewer_only_read(cast, editor, browse):
    editor.post(
        ADD, {"client": cast.ours.client.pk, "kind": "voice", "title": "Voice", "text": "Plain words."}
    )
    address = f"/admin/memory/document/{documents(cast)['Voice'].pk}/"
    viewer = browse(cast.ours.viewer)
    assert "Change it" not in viewer.get(f"{address}change/").content.decode()
    assert viewer.post(f"{address}change/", {"title": "x", "kind": "voice", "text": "x"}).status_code == 403
    assert viewer.post(f"{address}forget/").status_code == 403
    assert documents(cast)["Voice"].text.strip() == "Plain words."


def test_it_keeps_no_bytes_that_are_no_text(cast, editor):
    noise = bytes(1 + n * 97 % 255 for n in range(400))
    sent = {"client": cast.ours.client.pk, "kind": "voice", "uploads": [file("bin.txt", noise)]}
    assert "is no text: it holds binary data" in editor.post(ADD, sent).content.decode()
    assert documents(cast) == {}


def test_it_shows_passages_with_their_use_and_stops_one(cast, editor, browse, keep):
    document = keep(cast.ours.client, "Six rooms.", title="Rooms")
    at = f"/admin/memory/document/{document.pk}/"
    with tenant_tx(cast.ours.client.pk):
        passage = Passage.objects.get()
    page = editor.get(f"{at}change/").content.decode()
    assert "Stop using this passage" in page
    assert "Not used yet" in page
    swapped = editor.post(f"{at}passages/{passage.pk}/use/", {"use": "never"}, headers={"HX-Request": "true"})
    assert "Undo: use it where it fits" in swapped.content.decode()
    assert str(cast.ours.editor) in swapped.content.decode()
    for person in (cast.ours.viewer, cast.rival.owner):
        answer = browse(person).post(f"{at}passages/{passage.pk}/use/", {"use": "always"})
        assert answer.status_code in (403, 404)
    assert editor.post(f"{at}passages/{passage.pk}/use/", {"use": "often"}).status_code == 404
    assert editor.get(f"{at}passages/{passage.pk}/use/").status_code == 404
    with tenant_tx(cast.ours.client.pk):
        assert Passage.objects.get().use == "never"


def test_it_says_that_a_voice_is_used_whole(cast, editor, keep):
    document = keep(cast.ours.client, "Warm.", "voice", "Voice")
    at = f"/admin/memory/document/{document.pk}/"
    page = editor.get(f"{at}change/").content.decode()
    assert "This document is used whole in every context" in page
    assert "Stop using this passage" not in page
    with tenant_tx(cast.ours.client.pk):
        passage = Passage.objects.get()
    editor.post(f"{at}passages/{passage.pk}/use/", {"use": "never"})
    with tenant_tx(cast.ours.client.pk):
        assert Passage.objects.get().use == "fits"
