from datetime import date

import pytest
from django_q.models import OrmQ

from memory import comparing, documents, ingest, neighbours, tasks, twins, uses
from memory.models import Document, Twin
from tenants.scope import tenant_tx

STORY = " ".join(f"At {hour} o'clock the {what} opens for its guests." for hour, what in enumerate(
    ["kitchen", "bar", "garden", "cellar", "library", "terrace", "sauna", "chapel"], start=1
))  # fmt: skip
CHANGED = STORY.replace("cellar", "wine cellar")


@pytest.fixture
def ours(cast):
    return cast.ours.client


@pytest.fixture
def pair(ours):
    """Two documents that differ in a word, compared by a worker."""
    with tenant_tx(ours.pk):
        one = documents.add_text(ours, STORY, "facts", "Hours")
        other = documents.add_text(ours, CHANGED, "sample", "Hours, newer")
        documents.add_text(ours, "Dogs are welcome in every room but the library. " * 9, "facts", "Dogs")
    tasks.index(ours.pk)
    return one, other


def of(document) -> list[Twin]:
    with tenant_tx(document.client_id):
        return twins.of(document)


def test_it_finds_two_that_say_nearly_the_same(ours, pair):
    one, other = pair
    (twin,) = of(one)
    assert of(other) == [twin]
    assert (twin.document, twin.other) == pair
    assert 0.9 < twin.share < 1.0


def test_it_looks_again_when_words_change(ours, pair):
    one, other = pair
    with tenant_tx(ours.pk):
        documents.replace(other, "Something else altogether. " * 20)
    tasks.index(ours.pk)
    assert of(one) == of(other) == []


def test_it_keeps_both_when_a_person_says_so_for_good(cast, ours, pair):
    one, other = pair
    with tenant_tx(ours.pk):
        twins.keep_both(twins.of(one)[0], cast.ours.editor)
        documents.replace(other, CHANGED + " Come in.")
    tasks.index(ours.pk)
    assert of(one) == []
    with tenant_tx(ours.pk):
        assert one.notes.get().sentence == "It was kept beside “Hours, newer”: both are right."
        assert Twin.objects.get().kept


def test_it_merges_with_a_note_of_what_the_other_was(cast, ours, pair):
    one, other = pair
    with tenant_tx(ours.pk):
        documents.describe(one, ["house"], None)
        documents.describe(other, ["house", "spring"], None)
        twins.merge(one, other, cast.ours.editor)
        one.refresh_from_db()
        note = one.notes.get()
        left = set(Document.objects.values_list("title", flat=True))
        assert not Twin.objects.exists()
    assert (one.tags, left) == (["house", "spring"], {"Hours", "Dogs"})
    assert note.sentence.startswith("“Hours, newer” (past piece; pasted, added ")
    assert note.sentence.endswith(" was merged into it.")


def test_what_was_stopped_in_one_does_not_come_back_by_a_merge(cast, ours):
    def text(last: str) -> str:
        parts = {"Rooms": "The rooms are dear. ", "Dogs": "Dogs stay for free. ", "End": last}
        return "\n\n".join(f"# {heading}\n\n{words * 60}" for heading, words in parts.items())

    with tenant_tx(ours.pk):
        kept = documents.add_text(ours, text("Come in by the river. "), "facts", "Old")
        gone = documents.add_text(ours, text("Come by the river. "), "facts", "Old")
    tasks.index(ours.pk)
    with tenant_tx(ours.pk):
        first, second = gone.passages.order_by("position")[:2]
        uses.decide(first, "never", cast.ours.reviewer)
        uses.decide(second, "always", cast.ours.editor)
        decided = kept.passages.get(text=second.text)
        uses.decide(decided, "never", cast.ours.owner)
        twins.merge(kept, gone, cast.ours.editor)
        here = dict(kept.passages.values_list("text", "use"))
        stopped = kept.passages.get(text=first.text)
    assert (stopped.use, stopped.use_by, here[second.text]) == ("never", cast.ours.reviewer, "never")
    assert [use for text, use in here.items() if "Come in by" in text] == ["fits"]


def test_it_compares_within_a_client_only(cast, ours, pair):
    with tenant_tx(cast.neighbour.pk):
        theirs = documents.add_text(cast.neighbour, STORY, "facts", "Hours")
    tasks.index(cast.neighbour.pk)
    assert of(theirs) == []
    assert len(of(pair[0])) == 1
    with tenant_tx(cast.rival.client.pk):
        assert not Twin.objects.exists()


def test_it_stops_after_a_while_and_rings_for_the_rest(ours, monkeypatch):
    with tenant_tx(ours.pk):
        documents.add_text(ours, STORY, "facts", "Hours")
    ingest.index_pending(ours.pk)
    OrmQ.objects.all().delete()
    monkeypatch.setattr(twins, "SECONDS", -1)
    twins.compare_pending(ours.pk)
    (bell,) = OrmQ.objects.all()
    assert (bell.func(), bell.args()) == ("memory.tasks.index", (ours.pk,))


def test_the_net_rings_for_what_nobody_compared(ours, pair):
    OrmQ.objects.all().delete()
    ingest.catch_up()
    assert not OrmQ.objects.exists()
    with tenant_tx(ours.pk):
        Document.objects.filter(pk=pair[0].pk).update(compared=0)
    ingest.catch_up()
    (bell,) = OrmQ.objects.all()
    assert (bell.func(), bell.args()) == ("memory.tasks.index", (ours.pk,))


def test_it_compares_each_version_once(ours, pair, monkeypatch):
    compared = []
    monkeypatch.setattr(comparing, "alike", lambda *asked: compared.append(asked) or {})
    tasks.index(ours.pk)
    assert compared == []


@pytest.fixture
def contrary(ours):
    """Three documents that hold, and a past piece; two of them don't agree about the rooms."""
    with tenant_tx(ours.pk):
        one = documents.add_text(
            ours, "The house has 12 rooms. Breakfast is served from 8.", "facts", "House"
        )
        other = documents.add_text(
            ours, "Our guests say so.\n\nThe house has 14 rooms.", "audience", "Guests"
        )
        documents.add_text(ours, "The house has 9 rooms.", "sample", "An old letter")
    tasks.index(ours.pk)
    return one, other


def test_it_finds_two_that_say_otherwise(ours, contrary):
    one, other = contrary
    (twin,) = of(one)
    assert of(other) == [twin]
    assert twin.otherwise == [["The house has 12 rooms.", "The house has 14 rooms."]]


def test_it_forgets_that_when_one_is_corrected(ours, contrary):
    one, other = contrary
    with tenant_tx(ours.pk):
        documents.replace(other, "The house has 12 rooms.")
    tasks.index(ours.pk)
    assert of(one) == of(other) == []


def test_it_asks_again_when_one_comes_to_say_something_else_otherwise(cast, ours, contrary):
    one, other = contrary
    with tenant_tx(ours.pk):
        twins.keep_both(twins.of(one)[0], cast.ours.editor)
        documents.replace(other, "The house has 14 rooms.")
    tasks.index(ours.pk)
    assert of(one) == []
    with tenant_tx(ours.pk):
        documents.replace(other, "The house has 14 rooms. Breakfast is served from 7.")
    tasks.index(ours.pk)
    assert len(of(one)[0].otherwise) == 2


def test_the_page_shows_both_sentences_each_on_its_side(cast, contrary, browse):
    for document, first in zip(contrary, ("12 rooms", "14 rooms"), strict=True):
        answer = browse(cast.ours.editor).get(f"/admin/memory/document/{document.pk}/alike/")
        table = answer.content.decode().partition("<tbody>")[2]
        assert "Says otherwise" in answer.content.decode()
        assert table.index(first) == min(table.index("12 rooms"), table.index("14 rooms"))


def test_nothing_is_compared_across_clients(cast, contrary):
    rival = cast.rival.client
    with tenant_tx(rival.pk):
        theirs = documents.add_text(
            rival, "The house has 15 rooms. Breakfast is served from 9.", "facts", "Ours"
        )
    tasks.index(rival.pk)
    assert of(theirs) == []
    assert [[pair for pair in twin.otherwise if "15" in str(pair)] for twin in of(contrary[0])] == [[]]


# --- words that are never to be written ------------------------------------------------------------------------------
CONSTRAINTS = "## Never say\n\n- “bargain”\n\nPrefer “guests” over “customers”.\n"


@pytest.fixture
def ruled(ours):
    """Constraints, facts and a past piece that don't keep to them, and a voice that repeats them."""
    with tenant_tx(ours.pk):
        rules = documents.add_text(ours, CONSTRAINTS, "constraints", "Rules")
        facts = documents.add_text(ours, "Dinner is at 7. Two bargains a week.", "facts", "Facts")
        letter = documents.add_text(ours, "Dear customers, the weir is open.", "sample", "Letter")
        documents.add_text(ours, "We whisper.\n\n## Never say\n\n- bargains\n- customers", "voice", "Voice")
        documents.add_text(ours, "Otters live by the weir.", "facts", "Otters")
    tasks.index(ours.pk)
    return rules, facts, letter


def noticed(document) -> list[tuple[str, list[str]]]:
    """The others' titles with the first pair, this document's sentence first."""
    found = [(twin.other, twin.otherwise[0]) if twin.document_id == document.pk
             else (twin.document, twin.otherwise[0][::-1]) for twin in of(document)]  # fmt: skip
    return sorted((other.title, pair) for other, pair in found)


def test_it_finds_documents_that_write_what_is_never_to_be_written(ours, ruled):
    rules, _facts, letter = ruled
    said = noticed(rules)
    assert said == [
        ("Facts", ["Never say “bargain”.", "Two bargains a week."]),
        ("Letter", ["Write “guests”, not “customers”.", "Dear customers, the weir is open."]),
    ]
    assert {title for title, _ in noticed(letter)} == {"Rules", "Voice"}


def test_it_looks_again_when_the_rules_or_the_text_change(ours, ruled):
    rules, facts, _letter = ruled
    with tenant_tx(ours.pk):
        documents.replace(facts, "Dinner is at 7. The smallest room costs the least.")
        documents.replace(rules, "## Never say\n\n- otter\n")
    tasks.index(ours.pk)
    assert [title for title, _ in noticed(rules)] == ["Otters"]
    assert noticed(facts) == []


def test_it_looks_for_them_among_all_of_a_large_client_s(ours, ruled, monkeypatch):
    monkeypatch.setattr(comparing, "DOCUMENTS", 2)
    monkeypatch.setattr(neighbours, "NEAR", 0)
    rules, _facts, letter = ruled
    with tenant_tx(ours.pk):
        Twin.objects.all().delete()
        documents.replace(rules, f"{CONSTRAINTS}\n- otters are never “cute”")
    tasks.index(ours.pk)
    assert [title for title, _ in noticed(rules)] == ["Facts", "Letter"]
    with tenant_tx(ours.pk):
        Twin.objects.all().delete()
        documents.replace(letter, "Dear customers, the mill is open.")
    tasks.index(ours.pk)
    assert [title for title, _ in noticed(letter)] == ["Rules", "Voice"]


def test_what_has_run_out_contradicts_nothing(ours, ruled):
    _rules, _facts, letter = ruled
    with tenant_tx(ours.pk):
        documents.describe(letter, [], date(2020, 1, 1))
        documents.replace(letter, "Dear customers, the mill is open.")
    tasks.index(ours.pk)
    assert noticed(letter) == []


def test_the_page_shows_the_rule_beside_the_sentence(cast, ruled, browse):
    page = browse(cast.ours.editor).get(f"/admin/memory/document/{ruled[1].pk}/alike/").content.decode()
    assert "Never say “bargain”." in page and "Two bargains a week." in page
    assert browse(cast.rival.owner).get(f"/admin/memory/document/{ruled[1].pk}/alike/").status_code == 404


def test_rules_of_a_rival_hold_for_nobody_else(cast, ours, ruled):
    rival = cast.rival.client
    with tenant_tx(rival.pk):
        theirs = documents.add_text(rival, "Bargains for customers.", "facts", "Theirs")
    tasks.index(rival.pk)
    assert of(theirs) == []
