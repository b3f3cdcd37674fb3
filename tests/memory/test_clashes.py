"""Lessons against documents: one says never to write what the other writes."""

import pytest

from memory import clashes, combining, documents, lessons, tasks
from memory.models import Clash, Lesson
from tenants.scope import tenant_tx

ALIKE = "/admin/memory/document/{}/alike/"
LESSONS = "/admin/memory/lesson/"


@pytest.fixture
def ours(cast):
    return cast.ours.client


@pytest.fixture
def kept(cast, ours):
    """A past piece that writes what a lesson avoids, constraints that forbid what another lesson writes."""
    with tenant_tx(ours.pk):
        letter = documents.add_text(ours, "Dear reader.\n\nTwo bargains await you.", "sample", "Letter")
        rules = documents.add_text(ours, "## Never say\n\n- “gem”\n- “bargain”\n", "constraints", "Rules")
        documents.add_text(ours, "Otters live by the weir.", "facts", "Otters")
        never = lessons.write_down(ours, "Never say bargain.", "never", None, avoid="bargain")
        gems = lessons.write_down(ours, "Call the otters our gems.", "tone", None)
    tasks.index(ours.pk)
    return letter, rules, never, gems


def found(client) -> list[tuple[str, str, list]]:
    with tenant_tx(client.pk):
        return [
            (each.lesson.rule, each.document.title, each.otherwise)
            for each in clashes.of_lessons(Lesson.objects.all(), 20)
        ]


LETTER = ("Never say bargain.", "Letter", [["Never say “bargain”.", "Two bargains await you."]])
RULES = ("Call the otters our gems.", "Rules", [["Call the otters our gems.", "Never say “gem”."]])


def test_it_finds_them_both_ways_whichever_came_first(ours, kept):
    assert found(ours) == [LETTER, RULES]
    with tenant_tx(ours.pk):
        Clash.objects.all().delete()
        Lesson.objects.update(compared="")
    tasks.index(ours.pk)
    assert sorted(found(ours)) == sorted([LETTER, RULES])


def test_it_looks_again_when_one_of_them_changes(ours, kept):
    letter, _rules, never, gems = kept
    with tenant_tx(ours.pk):
        documents.replace(letter, "Dear reader.\n\nTwo offers await you.")
        lessons.reword(gems, "Call the otters our neighbours.", "tone")
    tasks.index(ours.pk)
    assert found(ours) == []
    with tenant_tx(ours.pk):
        lessons.reword(never, "Never say offer.", "never", avoid="offer")
    tasks.index(ours.pk)
    assert [title for _, title, _ in found(ours)] == ["Letter"]


def test_what_holds_no_more_contradicts_nothing(ours, kept):
    _, _, never, gems = kept
    with tenant_tx(ours.pk):
        lessons.end(never)
        lessons.reject(gems, None)
    assert found(ours) == []
    with tenant_tx(ours.pk):
        lessons.accept(gems, None)
    assert found(ours) == [RULES]


def test_one_made_of_many_forbids_what_each_of_them_did(cast, ours, kept):
    _, _, never, gems = kept
    with tenant_tx(ours.pk):
        combining.combine([never, gems], None, "Otters, and no deals.", kind="tone")
    tasks.index(ours.pk)
    assert found(ours) == [("Otters, and no deals.", *LETTER[1:])]


def test_both_are_kept_until_one_says_something_new(cast, ours, kept, browse):
    letter = kept[0]
    editor = browse(cast.ours.editor)
    page = editor.get(ALIKE.format(letter.pk)).content.decode()
    assert "Two bargains await you." in page and "Never say “bargain”." in page
    with tenant_tx(ours.pk):
        clash = clashes.of_document(letter)[0]
    for person, status in ((cast.rival.owner, 404), (cast.ours.viewer, 403)):
        assert browse(person).post(ALIKE.format(letter.pk), {"clash": clash.pk}).status_code == status
    assert editor.post(ALIKE.format(kept[1].pk), {"clash": clash.pk}).status_code == 404
    assert editor.post(ALIKE.format(letter.pk), {"clash": clash.pk}).status_code == 302
    assert found(ours) == [RULES]
    with tenant_tx(ours.pk):
        assert "kept beside the lesson" in letter.notes.get().sentence
        documents.replace(letter, "Dear all.\n\nTwo bargains await you.")
    tasks.index(ours.pk)
    assert found(ours) == [RULES]
    with tenant_tx(ours.pk):
        documents.replace(letter, "Dear all.\n\nTwo bargains await you. What a bargain!")
    tasks.index(ours.pk)
    assert len(found(ours)) == 2


def test_lists_and_pages_show_them(cast, ours, kept, browse):
    letter, _, never, _ = kept
    editor = browse(cast.ours.editor)
    listed = editor.get("/admin/memory/document/?state=contrary").content.decode()
    assert ">Letter</a>" in listed and ">Otters</a>" not in listed
    assert f'href="{ALIKE.format(letter.pk)}">Contradicts' in listed
    page = editor.get(f"{LESSONS}?state=accepted").content.decode()
    assert "Documents say otherwise" in page and "“Two bargains await you.”" in page
    assert "Two bargains await you." in editor.get(f"{LESSONS}{never.pk}/change/").content.decode()
    assert "otherwise" not in browse(cast.rival.owner).get(LESSONS).content.decode()


def test_nothing_is_compared_across_clients(cast, ours, kept):
    rival = cast.rival.client
    with tenant_tx(rival.pk):
        documents.add_text(rival, "A bargain, a gem.", "facts", "Theirs")
    tasks.index(rival.pk)
    with tenant_tx(rival.pk):
        assert not Clash.objects.exists()
