"""From one client to another of the same agency: a copy that is noted at both, and never a link."""

import pytest

from memory import combining, copying, documents, ingest, lessons, recall
from memory.models import Document, Lesson
from memory.refusals import Duplicate, Refused
from tenants.scope import scope, tenant_tx
from tests.bells import settle
from tests.reading import html_of


@pytest.fixture
def ours(cast):
    return cast.ours.client


@pytest.fixture
def both(cast, ours):
    with scope([ours.pk, cast.neighbour.pk], cast.ours.agency.pk):
        yield


def test_it_copies_words_file_and_tags_and_says_so_in_both(cast, ours, both):
    source = documents.add_upload(ours, b"We answer within a day.", "service.txt", "constraints")
    documents.describe(source, ["service"], None)
    settle()
    source.refresh_from_db()
    copied = copying.copy(source, cast.neighbour, cast.ours.editor)
    version = copied.versions.get()
    assert (copied.client, copied.text, copied.kind, copied.tags, copied.source) == (
        cast.neighbour, "We answer within a day.", "constraints", ["service"], "copied",
    )  # fmt: skip
    assert (version.filename, bytes(version.original)) == ("service.txt", b"We answer within a day.")
    here, there = source.notes.get(), copied.notes.get()
    assert (here.sentence, here.by) == ("Copied to Nook Coffee.", cast.ours.editor)
    assert (there.sentence, there.by) == ("Copied from “service” of Fernhill Hotels.", cast.ours.editor)
    assert here.at is not None


def test_it_makes_no_link(cast, ours, both):
    source = documents.add_text(ours, "We answer within a day.", "facts", "Service")
    copied = copying.copy(source, cast.neighbour, cast.ours.editor)
    documents.replace(source, "We answer within a week.")
    documents.forget(source)
    copied.refresh_from_db()
    assert copied.text == "We answer within a day."
    ingest.index_pending(cast.neighbour.pk)
    assert recall.search(cast.neighbour.pk, "answer").passages[0].text == "We answer within a day."
    assert recall.search(ours.pk, "answer").passages == ()


def test_it_copies_nothing_twice_nor_to_itself_nor_unread(cast, ours, both):
    source = documents.add_text(ours, "We answer within a day.", "facts", "Service")
    copying.copy(source, cast.neighbour, cast.ours.editor)
    with pytest.raises(Duplicate, match=f"^{cast.neighbour}: “Service” is already in memory"):
        copying.copy(source, cast.neighbour, cast.ours.editor)
    with pytest.raises(Refused, match="Fernhill Hotels has it already"):
        copying.copy(source, ours, cast.ours.editor)
    unread = documents.add_upload(ours, b"Six rooms.", "rooms.txt", "facts")
    with pytest.raises(Refused, match="It has no text yet"):
        copying.copy(unread, cast.neighbour, cast.ours.editor)


def test_the_page_copies_only_where_the_person_may_edit(cast, ours, browse):
    with tenant_tx(ours.pk):
        source = documents.add_text(ours, "We answer within a day.", "facts", "Service")
    address = f"/admin/memory/document/{source.pk}/copy/"
    editor = browse(cast.ours.editor)
    for to in (cast.rival.client.pk, ours.pk + 10_000, "x", ""):
        page = editor.post(address, {"to": to}, follow=True).content.decode()
        assert "Choose the client that gets the copy." in page
    assert browse(cast.ours.viewer).post(address, {"to": cast.neighbour.pk}).status_code == 403
    assert browse(cast.rival.owner).post(address, {"to": cast.rival.client.pk}).status_code == 404
    assert _copies(cast) == [0, 0]
    editor.post(address, {"to": cast.neighbour.pk})
    assert _copies(cast) == [1, 0]


def _copies(cast) -> list[int]:
    counts = []
    for client in (cast.neighbour, cast.rival.client):
        with tenant_tx(client.pk):
            counts.append(Document.objects.count())
    return counts


def test_it_copies_a_lesson_and_says_so_in_both(cast, ours, both):
    source = lessons.propose(
        ours, "Write “guests”, not “customers”.", write="guests", avoid="customers",
        evidence=[("our customers", "our guests")],
    )  # fmt: skip
    with pytest.raises(Refused, match="Only a lesson that holds can be copied"):
        copying.copy_lesson(source, cast.neighbour, cast.ours.editor)
    lessons.accept(source, cast.ours.owner)
    copied = copying.copy_lesson(source, cast.neighbour, cast.ours.editor)
    assert (copied.client, copied.state, copied.decided_by, copied.trust, copied.evidence) == (
        cast.neighbour, "accepted", cast.ours.editor, "copied", [],
    )  # fmt: skip
    assert lessons.forbidden(cast.neighbour.pk) == {cast.neighbour.pk: ["customers"]}
    assert copied.notes[0].startswith(f"Copied from {ours} by {cast.ours.editor}, ")
    source.refresh_from_db()
    assert source.notes[0].startswith(f"Copied to {cast.neighbour} by {cast.ours.editor}, ")
    with pytest.raises(Duplicate, match=f"^{cast.neighbour}: This client has the lesson"):
        copying.copy_lesson(source, cast.neighbour, cast.ours.editor)
    with pytest.raises(Refused, match="has it already"):
        copying.copy_lesson(source, ours, cast.ours.editor)
    lessons.forget(source)
    assert Lesson.objects.get() == copied
    assert len(copied.notes) == 1


def test_what_the_parts_of_a_merged_lesson_avoid_comes_with_it(cast, ours, both):
    by = cast.ours.editor
    first, second = (
        lessons.write_down(ours, f"Never “{word}”.", "never", by, avoid=word) for word in ("cheap", "luxury")
    )
    inner = combining.combine([first, second], by, rule="No big words.", kind="never")
    third = lessons.write_down(ours, "Never “deal”.", "never", by, avoid="deal")
    one = combining.combine([inner, third], by, rule="Be modest.", kind="tone")
    copied = copying.copy_lesson(one, cast.neighbour, by)
    assert lessons.forbidden(cast.neighbour.pk) == {cast.neighbour.pk: ["cheap", "luxury", "deal"]}
    assert [each.text for each in lessons.holding(cast.neighbour.pk)] == ["Be modest."]
    assert {part.client_id for part in copied.merged.all()} == {cast.neighbour.pk}
    lessons.forget(one)
    assert lessons.forbidden(ours.pk, cast.neighbour.pk) == {cast.neighbour.pk: ["cheap", "luxury", "deal"]}
    assert [part.rule for part in combining.undo(copied)] == ["No big words.", "Never “deal”."]


def test_what_only_took_another_in_copies_its_own_words(cast, ours, both):
    by = cast.ours.editor
    gone = lessons.write_down(ours, "Never “cheap”.", "never", by, avoid="cheap")
    into = lessons.write_down(ours, "Say the price.", "tone", by)
    lessons.merge(gone, into)
    into.refresh_from_db()
    copied = copying.copy_lesson(into, cast.neighbour, by)
    assert not copied.combined and not copied.merged.exists()
    assert lessons.forbidden(ours.pk, cast.neighbour.pk) == {}


def test_what_came_from_the_web_stays_outside_however_often_it_is_copied(cast, ours, both, browse):
    source = documents.add_text(ours, "We answer within a day.", "facts", "Service")
    Document.objects.filter(pk=source.pk).update(source="imported", url="https://fern.example/service")
    source.refresh_from_db()
    copied = copying.copy(source, cast.neighbour, cast.ours.owner)
    assert (copied.source, copied.url, copied.trust) == (
        "imported", "https://fern.example/service", "imported from outside",
    )  # fmt: skip
    assert copied.notes.get().sentence == f"Copied from “Service” of {ours}."
    sent = {"title": "Service", "kind": "constraints", "text": "We answer within a day."}
    page = html_of(browse(cast.ours.owner).post(f"/admin/memory/document/{copied.pk}/change/", sent))
    assert "What comes from the web can be facts" in page
    copied.refresh_from_db()
    assert copied.kind == "facts"
    documents.forget(source)
    back = copying.copy(copied, ours, cast.ours.owner)
    assert back.source == "imported"
    Document.objects.filter(pk=back.pk).update(kind="voice")
    back.refresh_from_db()
    documents.forget(copied)
    with pytest.raises(Refused, match="What comes from the web can be facts"):
        copying.copy(back, cast.neighbour, cast.ours.owner)
