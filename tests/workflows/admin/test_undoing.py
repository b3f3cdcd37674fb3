"""The last ten changes of a draft are undone one after the other, and done again."""

import html
import re

from tenants.scope import tenant_tx
from tests.workflows.admin.test_process import GENERATE, NUMBERS
from tests.workflows.newsletter import definition
from workflows import undoing
from workflows.models import Undo, Workflow


def save(desk, title: str) -> None:
    answer = desk.post("steps/draft/", **desk.step("draft") | GENERATE | NUMBERS | {"title": title})
    assert answer.status_code == 302


def press(desk, name: str) -> str:
    """The page after the button of this name was pressed; as it was, where there is none."""
    page = desk.get()
    if found := re.search(rf'name="change"\s+value="(\d+)"[^>]*>{name}<', page):
        desk.post("undo/", change=found[1])
        page = desk.get()
    return html.unescape(page)


def test_what_was_saved_removed_and_moved_comes_back_in_turn(desk):
    states = [desk.draft]
    save(desk, "Letter")
    states.append(desk.draft)
    desk.post("steps/rules/remove/")
    states.append(desk.draft)
    desk.post("steps/add/", kind="fetch")
    states.append(desk.draft)
    for state in states[-2::-1]:
        press(desk, "Undo")
        assert desk.draft == state
    assert "Undone: “Letter” was changed." in press(desk, "Undo")
    for state in states[1:]:
        press(desk, "Redo")
        assert desk.draft == state
    assert "Redo</button>" not in desk.get()
    press(desk, "Undo")
    assert desk.draft == states[-2]


def test_ten_changes_are_kept(desk):
    for value in range(12):
        save(desk, f"Letter {value}")
    for _ in range(12):
        press(desk, "Undo")
    assert desk.draft.step("draft").title == "Letter 1"
    assert desk.look(lambda workflow: Undo.objects.count()) == undoing.DEPTH


def test_pressed_twice_it_is_undone_once(desk):
    save(desk, "Letter")
    after = desk.draft
    desk.post("steps/rules/remove/")
    number = desk.look(lambda workflow: Undo.objects.order_by("pk").last().pk)
    desk.post("undo/", change=number)
    assert desk.draft == after
    for sent in ("", "x", "9" * 30, number + 1, number - 2):
        desk.post("undo/", change=sent)
        assert desk.draft == after


def test_a_new_change_takes_the_place_of_what_was_undone(desk):
    before = desk.draft
    save(desk, "Letter")
    press(desk, "Undo")
    save(desk, "Song")
    assert "Redo</button>" not in desk.get()
    press(desk, "Undo")
    assert desk.draft == before


def test_saved_as_it_was_is_no_change(desk):
    before = desk.step("draft")["title"]
    save(desk, before)
    first = desk.draft
    save(desk, "Letter")
    press(desk, "Undo")
    assert desk.draft == first
    save(desk, before)
    assert "Redo</button>" in desk.get()


def test_a_rivals_change_is_none_of_ours(desk, browse):
    save(desk, "Letter")
    before, number = desk.draft, desk.look(lambda workflow: Undo.objects.get().pk)
    rival = desk.cast.rival
    with tenant_tx(rival.client.pk, agency=rival.agency.pk):
        theirs = Workflow.objects.create(client=rival.client, name="Theirs", slug="newsletter")
        theirs.open_draft().fill(definition())
    theirs_page = f"/admin/workflows/workflow/{theirs.pk}/undo/"
    assert browse(rival.owner).post(theirs_page, {"change": number}).status_code == 302
    assert browse(rival.owner).post(desk.url("undo/"), {"change": number}).status_code == 404
    assert desk.draft == before
    with tenant_tx(rival.client.pk, agency=rival.agency.pk):
        assert theirs.draft.definition == definition()
