import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from memory import lessons, recall
from memory.models import Lesson, Usage
from memory.refusals import Duplicate, Refused
from tenants.scope import scope, tenant_tx

RULE = "Write “guests”, not “customers”."


@pytest.fixture
def ours(cast):
    with scope([cast.ours.client.pk], cast.ours.agency.pk):
        yield cast.ours.client


def proposed(client, rule=RULE, **more) -> Lesson:
    return lessons.propose(client, rule, **{"write": "guests", "avoid": "customers", **more})


def in_prompts(client) -> list[str]:
    return [one.text for one in recall.block(client.pk, "anything", 6000, 0).pinned if one.kind == "lesson"]


def test_it_goes_into_prompts_when_staff_accept_it_and_not_before(cast, ours):
    lesson = proposed(ours, evidence=[("our customers", "our guests")])
    assert in_prompts(ours) == []
    lessons.accept(lesson, cast.ours.editor)
    assert in_prompts(ours) == [RULE]
    assert (lesson.state, lesson.decided_by, lesson.trust) == ("accepted", cast.ours.editor, "edited")
    assert lesson.evidence == [{"before": "our customers", "after": "our guests"}]


def test_it_is_rejected_with_who_when_and_why(cast, ours):
    lesson = proposed(ours)
    lessons.accept(lesson, cast.ours.editor)
    lessons.reject(lesson, cast.ours.owner, "They do say customers.")
    assert in_prompts(ours) == []
    assert (lesson.decided_by, lesson.reason) == (cast.ours.owner, "They do say customers.")
    assert lesson.decided_at


def test_it_is_accepted_by_whoever_writes_it_and_ends_in_time(cast, ours):
    lessons.write_down(ours, "Short.", "tone", cast.ours.editor, expires_at=now() - timedelta(days=1))
    lasting = lessons.write_down(
        ours, "Plain.", "tone", cast.ours.editor, expires_at=now() + timedelta(days=1)
    )
    assert in_prompts(ours) == ["Plain."]
    lessons.end(lasting)
    assert in_prompts(ours) == []


def test_it_keeps_its_place_among_the_others_when_it_is_reworded(cast, ours):
    first = lessons.write_down(ours, "Short sentences.", "tone", cast.ours.editor)
    lessons.write_down(ours, "Name the day first.", "structure", cast.ours.editor)
    lessons.reword(first, "Short\n sentences only.", "structure")
    assert in_prompts(ours) == ["Short sentences only.", "Name the day first."]


def test_it_merges_two_with_the_evidence_of_both(cast, ours):
    one, other = (
        proposed(ours, evidence=[("a", "b")]),
        proposed(ours, "Say guests.", evidence=[("c", "d"), ("a", "b")]),
    )
    lessons.accept(one, None), lessons.accept(other, None)
    lessons.merge(other, one)
    assert in_prompts(ours) == [RULE]
    assert one.evidence == [{"before": "a", "after": "b"}, {"before": "c", "after": "d"}]
    with pytest.raises(Refused, match="was merged itself"):
        lessons.merge(one, other)
    with pytest.raises(Refused, match="another one of the same client"):
        lessons.merge(one, one)


def test_it_forgets_a_lesson_with_what_was_merged_into_it_and_its_count(cast, ours):
    one, other = proposed(ours), proposed(ours, "Say guests.")
    lessons.merge(other, one)
    Usage.objects.create(client=ours, lesson=one.pk, run=uuid4())
    lessons.forget(one)
    assert not Lesson.objects.exists()
    assert not Usage.objects.exists()


@pytest.mark.parametrize(
    ("rule", "more", "why"),
    [
        ("  ", {}, "in one sentence"),
        ("…", {}, "in one sentence"),
        ("x" * 301, {}, "301 characters; at most 300"),
        ("Say it.", {"write": "Guests", "avoid": "guests"}, "both the words to write and the words to avoid"),
    ],
)
def test_it_says_what_is_wrong_with_a_lesson(ours, rule, more, why):
    with pytest.raises(Refused, match=why):
        proposed(ours, rule, **more)
    assert not Lesson.objects.exists()


def test_it_has_each_rule_once(cast, ours):
    proposed(ours)
    with pytest.raises(Duplicate, match=re.escape(f"has the lesson “{RULE}” already")):
        proposed(ours)


def test_it_is_decided_by_somebody_or_not_at_all(ours):
    lesson = proposed(ours)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lesson.objects.filter(pk=lesson.pk).update(state="accepted")


def test_it_forbids_the_words_of_lessons_that_hold(cast, ours):
    lessons.accept(proposed(ours), None)
    proposed(ours, "Never say cheap.", kind="never", write="", avoid="cheap")  # nobody accepted it
    lessons.write_down(ours, "Say it short.", "tone", None, avoid="at this point in time")  # tone is no rule
    lessons.write_down(ours, "No bargains.", "never", None, avoid="bargain")
    assert recall.forbidden_phrases(ours.pk) == {ours.pk: ["customers", "bargain"]}


def test_it_names_words_once_that_the_constraints_forbid_too(ours, keep):
    keep(ours, "## Never say\n\n- Customers\n", "constraints", "Rules")
    lessons.accept(proposed(ours), None)
    assert recall.forbidden_phrases(ours.pk) == {ours.pk: ["Customers"]}


def test_it_is_the_clients_own(cast, ours):
    with tenant_tx(cast.rival.client.pk):
        lessons.accept(proposed(cast.rival.client), None)
    with scope([cast.neighbour.pk], cast.ours.agency.pk):
        lessons.accept(proposed(cast.neighbour), None)
    assert in_prompts(ours) == []
    assert recall.forbidden_phrases(ours.pk) == {ours.pk: []}
    with scope([ours.pk, cast.neighbour.pk], cast.ours.agency.pk):
        assert in_prompts(ours) == []
        theirs = Lesson.objects.get(client=cast.neighbour)
        with pytest.raises(Refused):
            lessons.merge(proposed(ours, "Mine."), theirs)


def test_it_gives_room_to_the_most_used_where_there_are_too_many(cast, ours):
    for number in range(30):
        lessons.write_down(ours, f"Rule {number}. {'word ' * 20}", "tone", None)
    last = Lesson.objects.last()
    Usage.objects.create(client=ours, lesson=last.pk, run=uuid4())
    block = recall.block(ours.pk, "anything", 1000, 6)
    kept = [one.id for one in block.pinned]
    assert kept == sorted(kept)
    assert last.pk in kept
    assert 0 < len(kept) < 30
    assert len(block.left_out) == 10
