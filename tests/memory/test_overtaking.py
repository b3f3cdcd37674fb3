"""Two people at one lesson: the second to save is told, with both words on the page, and nothing is lost."""

import re

import pytest

from memory import lessons, overtaking
from memory.models import Lesson
from tenants.scope import tenant_tx
from tests.reading import html_of

FORM = {"rule": "Short sentences.", "kind": "tone", "write": "", "avoid": "", "holds_until": ""}


@pytest.fixture
def lesson(cast) -> Lesson:
    with tenant_tx(cast.ours.client.pk):
        return lessons.write_down(cast.ours.client, "Write “guests”.", "wording", cast.ours.owner)


def at(lesson: Lesson, page: str = "change") -> str:
    return f"/admin/memory/lesson/{lesson.pk}/{page}/"


def based(page: str) -> str:
    return re.search(r'name="based" value="([^"]+)"', page)[1]


def kept(lesson: Lesson) -> Lesson:
    with tenant_tx(lesson.client_id):
        return Lesson.objects.get(pk=lesson.pk)


def test_whoever_saves_second_sees_both_and_decides(cast, browse, lesson):
    first, second = browse(cast.ours.editor), browse(cast.ours.owner)
    opened = based(html_of(second.get(at(lesson))))
    first.post(at(lesson), {**FORM, "rule": "Write “our guests”.", "based": opened})
    page = html_of(second.post(at(lesson), {**FORM, "rule": "Write “visitors”.", "based": opened}))
    assert "While you were writing, somebody changed this lesson." in page
    assert "Write “our guests”." in page and "Write “visitors”.</textarea>" in page
    assert kept(lesson).rule == "Write “our guests”."
    second.post(at(lesson), {**FORM, "rule": "Write “visitors”.", "based": based(page)})
    assert kept(lesson).rule == "Write “visitors”."


def test_its_last_day_is_one_of_its_words(cast, browse, lesson):
    editor = browse(cast.ours.editor)
    opened = based(html_of(editor.get(at(lesson))))
    editor.post(at(lesson, "end"))
    page = html_of(editor.post(at(lesson), {**FORM, "based": opened}))
    assert "somebody changed this lesson" in page and "Ended" in page.partition('id="now"')[2][:600]
    assert kept(lesson).has_ended


def test_what_was_decided_or_learned_meanwhile_stays(cast, lesson):
    with tenant_tx(cast.ours.client.pk):
        opened = Lesson.objects.get(pk=lesson.pk)
        lessons.reject(lesson, cast.ours.owner, "We say people.")
        Lesson.objects.filter(pk=lesson.pk).update(evidence=[{"before": "a", "after": "b"}])
        lessons.reword(opened, "Write “people”.", "wording", seen=overtaking.mark(opened))
        now = Lesson.objects.get(pk=lesson.pk)
    assert (now.rule, now.state, now.reason) == ("Write “people”.", "rejected", "We say people.")
    assert now.evidence == [{"before": "a", "after": "b"}]


def test_one_that_was_merged_meanwhile_keeps_what_was_typed_on_the_page(cast, browse, lesson):
    with tenant_tx(cast.ours.client.pk):
        other = lessons.write_down(cast.ours.client, "Guests, always.", "wording", cast.ours.owner)
        lessons.merge(lesson, other)
    page = html_of(browse(cast.ours.editor).post(at(lesson), FORM))
    assert "It was merged into “Guests, always.”, which stands for it" in page
    assert "Short sentences.</textarea>" in page
    assert kept(lesson).rule == "Write “guests”."


def test_a_form_that_says_nothing_means_what_it_sends(cast, browse, lesson):
    browse(cast.ours.editor).post(at(lesson), FORM)
    assert kept(lesson).rule == "Short sentences."
    page = html_of(browse(cast.ours.editor).post(at(lesson), {**FORM, "rule": "x", "based": "odd"}))
    assert "somebody changed this lesson" in page
