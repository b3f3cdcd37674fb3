"""The list of documents: found by words, kind, tag, source and state; tagged; kept up to date."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from memory import documents, twins
from memory.models import Document, Twin, Usage, VectorIndex
from tenants.scope import scope, tenant_tx
from tests.reading import html_of
from tests.workflows.newsletter import BRIEF, publish_newsletter
from workflows import decisions
from workflows.models import Run

LIST = "/admin/memory/document/"


@pytest.fixture
def editor(cast, browse):
    return browse(cast.ours.editor)


@pytest.fixture
def kept(cast):
    """Three documents of ours, one of a neighbour, one of a rival."""
    ours = cast.ours.client
    with tenant_tx(ours.pk):
        voice = documents.add_text(ours, "We whisper.", "voice", "Our voice")
        rooms = documents.add_text(ours, "Seven rooms with a view of the mere.", "facts", "Rooms")
        documents.describe(rooms, ["house"], date(2020, 1, 1))
        documents.add_upload(ours, b"Two dogs.", "dogs.txt", "facts")
    with tenant_tx(cast.neighbour.pk):
        documents.add_text(cast.neighbour, "Beans from the hills.", "facts", "Beans")
    with tenant_tx(cast.rival.client.pk):
        documents.add_text(cast.rival.client, "Theirs.", "facts", "Rival facts")
    return voice, rooms


def shown(browser, query: str = "") -> set[str]:
    page = html_of(browser.get(LIST + query))
    return {
        title for title in ("Our voice", "Rooms", "dogs", "Beans", "Rival facts") if f">{title}</a>" in page
    }


def test_it_says_what_to_give_first(editor):
    page = html_of(editor.get(LIST))
    assert "Begin with the brand voice" in page
    assert f'href="{LIST}add/?kind=voice"' in page


def test_it_shows_what_is_ours(cast, editor, kept, browse):
    assert shown(editor) == {"Our voice", "Rooms", "dogs", "Beans"}
    assert shown(browse(cast.rival.owner)) == {"Rival facts"}
    assert shown(browse(cast.rival.owner), f"?client={cast.ours.client.pk}&q=rooms") == set()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?kind=facts", {"Rooms", "dogs", "Beans"}),
        ("?q=view+of+the", {"Rooms"}),
        ("?q=VOICE", {"Our voice"}),
        ("?tag=house", {"Rooms"}),
        ("?source=uploaded", {"dogs"}),
        ("?state=moving&kind=facts&q=dogs", {"dogs"}),
        ("?state=expired", {"Rooms"}),
        ("?state=failed", set()),
        ("?sort=title", {"Our voice", "Rooms", "dogs", "Beans"}),
        ("?kind=x&state=y&client=9%27&sort=z&page=none", {"Our voice", "Rooms", "dogs", "Beans"}),
    ],
)
def test_it_finds(editor, kept, query, titles):
    assert shown(editor, query) == titles


@pytest.fixture
def used(cast, kept):
    """The voice was used in a run that passed, the rooms in one that passed and one that was refused."""
    ours = cast.ours.client
    with scope([ours.pk], cast.ours.agency.pk):
        version = publish_newsletter(ours.pk)
        passed, refused, open_one = (
            decisions.start(version, BRIEF, title="x", origin="command") for _ in range(3)
        )
        Run.objects.filter(pk=passed.pk).update(state="done")
        Run.objects.filter(pk=refused.pk).update(state="stopped")
        voice, rooms = kept
        dogs = Document.objects.get(title="dogs")
        given = ((voice, passed, 0), (rooms, passed, 3), (rooms, refused, 4), (dogs, open_one, 0))
        for document, run, passage in given:
            Usage.objects.create(client=ours, document=document.pk, run=run.pk, passage=passage)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?use=never", {"Beans"}),
        ("?use=failed", {"Rooms"}),
        ("?use=failed&kind=voice", set()),
        ("?use=never&q=beans&trust=given", {"Beans"}),
        ("?use=often", {"Our voice", "Rooms", "dogs", "Beans"}),
    ],
)
def test_it_finds_what_was_never_used_and_what_pieces_failed_with(editor, used, query, titles):
    assert shown(editor, query) == titles


def test_it_says_of_each_how_often_and_counts_kinds_of_those_that_are_found(cast, editor, browse, used):
    page = " ".join(html_of(editor.get(f"{LIST}?use=failed")).split())
    assert "Used in 2 runs, 1 passed" in page
    assert 'Facts <span class="b-soft b-small b-num">1</span>' in page
    assert f'href="{LIST}?kind=voice&amp;use=failed"' in page or 'href="?kind=voice&amp;use=failed"' in page
    assert '<option value="failed" selected>' in page
    assert shown(browse(cast.rival.owner), "?use=never") == {"Rival facts"}


def test_it_finds_by_how_far_it_can_be_trusted(cast, editor, kept):
    with tenant_tx(cast.ours.client.pk):
        for title, source in (("Our voice", "imported"), ("Rooms", "approved"), ("dogs", "copied")):
            Document.objects.filter(title=title).update(source=source)
    assert shown(editor, "?trust=imported") == {"Our voice"}
    assert shown(editor, "?trust=approved&use=never") == {"Rooms"}
    assert shown(editor, "?trust=given") == {"dogs", "Beans"}
    assert shown(editor, "?trust=blindly") == {"Our voice", "Rooms", "dogs", "Beans"}


def test_it_narrows_to_a_client(cast, editor, kept):
    assert shown(editor, f"?client={cast.neighbour.pk}") == {"Beans"}


def test_it_counts_each_kind_of_what_is_found(editor, kept):
    page = " ".join(html_of(editor.get(f"{LIST}?source=pasted")).split())
    for kind, count in (("All", 3), ("Brand voice", 1), ("Facts", 2), ("Audience", 0)):
        assert f'{kind} <span class="b-soft b-small b-num">{count}</span>' in page


def test_it_tags_many_at_once_and_takes_tags_off(cast, editor, kept):
    ids = [each.pk for each in kept]
    editor.post(f"{LIST}tag/", {"document": ids, "tags": "Spring, house"})
    assert tags(cast) == {"Our voice": ["Spring", "house"], "Rooms": ["house", "Spring"], "dogs": []}
    editor.post(f"{LIST}tag/", {"document": ids, "tags": "spring", "off": "1"})
    assert tags(cast) == {"Our voice": ["house"], "Rooms": ["house"], "dogs": []}
    page = html_of(editor.post(f"{LIST}tag/", {"tags": "spring"}, follow=True))
    assert "Choose documents, and write a tag." in page


def test_it_lets_nobody_tag_who_may_not_edit(cast, kept, browse):
    for person in (cast.ours.viewer, cast.rival.owner):
        browse(person).post(f"{LIST}tag/", {"document": [kept[0].pk], "tags": "theirs"})
    assert tags(cast)["Our voice"] == []
    assert 'name="document"' not in html_of(browse(cast.ours.viewer).get(LIST))


def test_it_tells_news_of_what_is_under_way_and_of_nothing_else(cast, editor, kept, browse):
    with tenant_tx(cast.ours.client.pk):
        dogs = Document.objects.get(title="dogs")
    asked = f"{LIST}live/?document={dogs.pk}&document=x"
    page = editor.get(asked)
    assert f'id="state-{dogs.pk}" hx-swap-oob="true"' in html_of(page)
    assert "Waiting to be read" in html_of(page)
    seen = html_of(page).partition("seen=")[2][:16]
    assert editor.get(f"{asked}&seen={seen}").status_code == 204
    assert "state-" not in html_of(browse(cast.rival.owner).get(asked))


def tags(cast) -> dict[str, list[str]]:
    with tenant_tx(cast.ours.client.pk):
        return dict(Document.objects.values_list("title", "tags"))


# --- alike, and contrary --------------------------------------------------------------------------------------------

WORDS = " ".join(
    f"Breakfast in the {room} is baked in the house and served when the {sign} is up."
    for room, sign in (("orangery", "sun"), ("library", "flag"), ("barn", "moon"), ("garden", "kettle"))
)


@pytest.fixture
def twins_of_ours(cast, keep):
    """Two that say the same, two that contradict each other, one that stands alone; and a rival's pair."""
    for title, text in (
        ("Breakfast", WORDS), ("Breakfast again", f"{WORDS} Come early."),
        ("House", "The house has 12 rooms with a view."), ("Leaflet", "The house has 14 rooms with a view."),
        ("Otters", "Otters live by the weir."),
    ):  # fmt: skip
        keep(cast.ours.client, text, title=title)
    keep(cast.rival.client, WORDS, title="Theirs")
    keep(cast.rival.client, f"{WORDS} Come late.", title="Theirs again")
    for client in (cast.ours.client, cast.rival.client):
        twins.compare_pending(client.pk)


def titles(browser, query: str) -> set[str]:
    page = html_of(browser.get(LIST + query))
    known = ("Breakfast", "Breakfast again", "House", "Leaflet", "Otters", "Theirs", "Theirs again")
    return {title for title in known if f">{title}</a>" in page}


def test_it_finds_those_that_say_the_same_and_those_that_say_otherwise(cast, editor, browse, twins_of_ours):
    assert titles(editor, "?state=same") == {"Breakfast", "Breakfast again"}
    assert titles(editor, "?state=contrary") == {"House", "Leaflet"}
    assert titles(browse(cast.rival.owner), "?state=same") == {"Theirs", "Theirs again"}
    assert titles(browse(cast.rival.owner), "?state=contrary") == set()


def test_it_marks_them_and_leads_to_what_differs(cast, editor, twins_of_ours):
    page = html_of(editor.get(LIST))
    assert page.count(">1 similar</a>") == 2 and page.count(">Contradicts 1</a>") == 2
    with tenant_tx(cast.ours.client.pk):
        house = Document.objects.get(title="House")
    assert f'<a class="b-chip warn" href="{LIST}{house.pk}/alike/">Contradicts 1</a>' in page


def test_it_marks_no_pair_that_somebody_judged(cast, editor, twins_of_ours):
    with tenant_tx(cast.ours.client.pk):
        Twin.objects.update(kept=True)
    assert "similar</a>" not in html_of(editor.get(LIST))
    assert titles(editor, "?state=same") == set()


def test_it_asks_as_often_for_many_as_for_few(editor, keep, cast, twins_of_ours):
    editor.get(LIST)
    with CaptureQueriesContext(connection) as few:
        editor.get(LIST)
    for number in range(6):
        keep(cast.ours.client, f"{WORDS} Come at {number}.", title=f"Breakfast {number}")
    twins.compare_pending(cast.ours.client.pk)
    with CaptureQueriesContext(connection) as many:
        editor.get(LIST)
    assert len(many) == len(few)


def test_it_says_whose_words_are_taken_apart_anew(cast, editor, browse, kept):
    with tenant_tx(cast.ours.client.pk):
        VectorIndex.objects.create(
            client=cast.ours.client, words_in="english", rewording="german", reworded=1, passages=4
        )
    said = "Fernhill Hotels: the words of its documents are being indexed anew in German, 25 % so far."
    assert said in html_of(editor.get(LIST))
    assert "indexed anew" not in html_of(browse(cast.rival.owner).get(LIST))
