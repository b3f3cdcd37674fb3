"""Documents are given by file or by paste, read, changed, forgotten; a bad file gets a sentence."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from memory.admin import giving
from memory.models import Document
from memory.refusals import Unreadable
from tenants.scope import tenant_tx
from tests.bells import settle
from tests.memory.files import encrypted_pdf

LIST = "/admin/memory/document/"
ADD = f"{LIST}add/"


@pytest.fixture
def editor(cast, browse):
    return browse(cast.ours.editor)


def documents(cast):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        return {document.title: document for document in Document.objects.all()}


def file(name, content):
    return SimpleUploadedFile(name, content)


def test_it_keeps_several_files_and_says_how_far_they_are(cast, editor):
    files = [file("voice.md", b"# Our voice\n\nPlain."), file("facts.txt", b"Six rooms.")]
    response = editor.post(
        ADD, {"client": cast.ours.client.pk, "kind": "voice", "tags": "spring, #rooms", "uploads": files}
    )
    assert response.url == f"{LIST}?client={cast.ours.client.pk}"
    page = editor.get(LIST).content.decode()
    assert "2 documents are kept" in page
    assert "Waiting to be read" in page
    assert 'hx-trigger="every 2s"' in page
    settle()
    assert {title: each.tags for title, each in documents(cast).items()} == {
        "Our voice": ["spring", "rooms"],
        "facts": ["spring", "rooms"],
    }
    assert "every 2s" not in editor.get(LIST).content.decode()


def test_it_says_a_sentence_for_each_bad_file_and_keeps_the_good_ones(cast, editor):
    files = [
        file("good.md", b"# Good\n\nWords."),
        file("locked.pdf", encrypted_pdf("secret")),
        file("run.exe", b"MZ\x00"),
        file("empty.md", b""),
    ]
    sent = {"client": cast.ours.client.pk, "kind": "facts", "uploads": files}
    page = editor.post(ADD, sent).content.decode()
    assert "“run.exe” is of a kind that can&#x27;t be read here" in page
    assert "“empty.md” is empty." in page
    assert "Kept: “good”, “locked”. You find them under Documents." in page
    settle()
    found = documents(cast)
    assert found["Good"].state == "ready"
    assert found["locked"].problem == (
        "“locked.pdf” is protected by a password: save a copy without one and upload that."
    )
    assert set(found) == {"Good", "locked"}
    assert "protected by a password" in editor.get(LIST).content.decode()


def test_it_holds_no_file_in_memory_that_is_too_large(cast, editor, monkeypatch, settings):
    settings.UPLOAD_LIMIT = 1024 * 1024
    big = TemporaryUploadedFile("big.txt", "text/plain", 200 * 1024 * 1024, None)
    big.file.truncate(200 * 1024 * 1024)
    monkeypatch.setattr("django.core.files.uploadedfile.UploadedFile.read", None)
    with pytest.raises(Unreadable, match="is 200 MB; at most 1 MB"):
        giving._file(cast.ours.client, "facts", big, None)
    big.close()


def test_it_keeps_pasted_text(cast, editor):
    sent = {"client": cast.ours.client.pk, "kind": "constraints", "title": "Never", "text": "Never say best."}
    assert editor.post(ADD, sent).status_code == 302
    assert documents(cast)["Never"].kind == "constraints"


def test_it_wants_something_to_keep(cast, editor):
    page = editor.post(ADD, {"client": cast.ours.client.pk, "kind": "voice"}).content.decode()
    assert "Choose a file, name an address, or paste text below." in page


def test_it_changes_and_forgets(cast, editor):
    editor.post(
        ADD, {"client": cast.ours.client.pk, "kind": "voice", "title": "Voice", "text": "Plain words."}
    )
    address = f"/admin/memory/document/{documents(cast)['Voice'].pk}/"
    assert "Plain words." in editor.get(f"{address}change/").content.decode()
    editor.post(f"{address}change/", {"title": "Voice", "kind": "voice", "text": "Plainer words."})
    assert documents(cast)["Voice"].text.strip() == "Plainer words."
    assert "Runs that used it keep the passages" in editor.get(f"{address}forget/").content.decode()
    editor.post(f"{address}forget/")
    assert documents(cast) == {}


def test_it_lets_a_viewer_only_read(cast, editor, browse):
    editor.post(
        ADD, {"client": cast.ours.client.pk, "kind": "voice", "title": "Voice", "text": "Plain words."}
    )
    address = f"/admin/memory/document/{documents(cast)['Voice'].pk}/"
    viewer = browse(cast.ours.viewer)
    assert "Save as a new version" not in viewer.get(f"{address}change/").content.decode()
    assert viewer.post(f"{address}change/", {"title": "x", "kind": "voice", "text": "x"}).status_code == 403
    assert viewer.post(f"{address}forget/").status_code == 403
    assert documents(cast)["Voice"].text.strip() == "Plain words."


def test_it_keeps_no_bytes_that_are_no_text(cast, editor):
    noise = bytes(1 + n * 97 % 255 for n in range(400))
    sent = {"client": cast.ours.client.pk, "kind": "voice", "uploads": [file("bin.txt", noise)]}
    editor.post(ADD, sent)
    settle()
    failed = documents(cast)["bin"]
    assert (failed.state, failed.text) == ("failed", "")
    assert "is no text: it holds binary data" in failed.problem


def test_it_takes_no_kind_for_granted(cast, editor):
    page = editor.get(ADD).content.decode()
    assert '<option value="" selected>Choose …</option>' in page[page.index('name="kind"') :]
    sent = {"client": cast.ours.client.pk, "title": "Prices", "text": "A room is 90 pounds."}
    assert editor.post(ADD, sent).status_code == 200 and not documents(cast)
    page = editor.get(f"{ADD}?kind=voice").content.decode()
    assert '<option value="voice" selected>' in page
