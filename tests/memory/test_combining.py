from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import now

from memory import combining, learning, lessons, recall
from memory.models import Lesson, Usage
from memory.refusals import Duplicate, Refused
from memory.taught import Taught
from tenants.scope import scope, tenant_tx

RULES = ("Write “guests”, not “customers”.", "Write “guests”, not “clients”", "Never say “cheap”.")


@pytest.fixture
def ours(cast):
    with scope([cast.ours.client.pk], cast.ours.agency.pk):
        yield cast.ours.client


@pytest.fixture
def three(cast, ours) -> list[Lesson]:
    """Two that hold, and one that is only proposed."""
    by = cast.ours.editor
    one = lessons.write_down(ours, RULES[0], "wording", by, write="guests", avoid="customers")
    other = lessons.write_down(ours, RULES[1], "wording", by, write="guests", avoid="clients")
    third = lessons.propose(ours, RULES[2], "never", avoid="cheap", evidence=[("cheap rooms", "rooms")])
    return [one, other, third]


def combined(cast, parts, rule="People are guests, and nothing is cheap.", **more) -> Lesson:
    words = {"kind": "wording", "write": "", "avoid": "", "expires_at": None, **more}
    return combining.combine(parts, cast.ours.editor, rule, **words)


def in_prompts(client) -> list[str]:
    return [one.text for one in recall.block(client.pk, "anything", 6000, 0).pinned if one.kind == "lesson"]


def test_it_proposes_their_sentences_none_twice(three):
    assert combining.proposed(three).rule == " ".join(
        ("Write “guests”, not “customers”.", "Write “guests”, not “clients”.", "Never say “cheap”.")
    )
    again = Lesson(rule="never say “cheap”", kind="never", avoid="cheap")
    proposal = combining.proposed([three[2], again])
    assert (proposal.rule, proposal.kind, proposal.avoid) == ("Never say “cheap”.", "never", "cheap")


def test_it_proposes_words_only_where_all_agree_and_the_first_end(three):
    soon, late = now() + timedelta(days=2), now() + timedelta(days=9)
    three[0].expires_at, three[1].expires_at = late, soon
    proposal = combining.proposed(three)
    assert (proposal.kind, proposal.write, proposal.avoid, proposal.expires_at) == ("wording", "", "", soon)


def test_one_stands_for_all_with_their_evidence(cast, ours, three):
    one = combined(cast, three)
    assert in_prompts(ours) == [one.rule]
    assert (one.state, one.added_by, one.combined) == ("accepted", cast.ours.editor, True)
    assert one.evidence == [{"before": "cheap rooms", "after": "rooms"}]
    assert list(one.merged.order_by("pk")) == three


def test_the_rules_gate_goes_on_refusing_what_each_of_them_avoids(cast, ours, three):
    one = combined(cast, three)
    assert recall.forbidden_phrases(ours.pk) == {ours.pk: ["customers", "clients", "cheap"]}
    assert recall.replacements(ours.pk) == {ours.pk: {"customers": "guests", "clients": "guests"}}
    more = combined(cast, [one, lessons.write_down(ours, "Be short.", "tone", None)], "Short, for guests.")
    assert recall.forbidden_phrases(ours.pk) == {ours.pk: ["customers", "clients", "cheap"]}
    lessons.end(more)
    assert recall.forbidden_phrases(ours.pk) == {ours.pk: []}


def test_words_of_one_that_went_into_another_alone_are_not_checked(cast, ours, three):
    lessons.merge(three[0], three[1])
    assert recall.forbidden_phrases(ours.pk) == {ours.pk: ["clients"]}


def test_it_is_undone_and_all_is_as_it_was(cast, ours, three):
    before = list(Lesson.objects.order_by("pk").values())
    one = combined(cast, three, RULES[0])  # the text of one of them
    Usage.objects.create(client=ours, lesson=one.pk, run=uuid4())
    combining.undo(one)
    assert list(Lesson.objects.order_by("pk").values()) == before
    assert not Usage.objects.exists()
    assert in_prompts(ours) == [RULES[0], RULES[1]]


def test_what_was_learned_meanwhile_is_not_lost(cast, ours, three):
    one = combined(cast, three)
    seen = Taught("Write it.", "wording", "guests", "customers", (("our customers", "our guests"),))
    assert learning.learn(ours, seen, trust="edited") == one
    one.refresh_from_db()
    combining.undo(one)
    three[0].refresh_from_db()
    assert three[0].evidence == [{"before": "our customers", "after": "our guests"}]


def test_it_is_undone_whole_or_not_at_all(cast, ours, three):
    one = combined(cast, three)
    lessons.write_down(ours, RULES[2], "never", None)
    with pytest.raises(Duplicate, match="written anew meanwhile"):
        combining.undo(one)
    assert list(one.merged.order_by("pk")) == three
    assert one.rule in in_prompts(ours)


def test_one_that_went_into_another_comes_back_alone(cast, ours, three):
    lessons.merge(three[0], three[1])
    combining.apart(three[0])
    assert in_prompts(ours) == [RULES[0], RULES[1]]
    with pytest.raises(Refused, match="stands for no others"):
        combining.undo(three[1])
    combined(cast, three)
    three[0].refresh_from_db()
    with pytest.raises(Refused, match="on the page of what they became"):
        combining.apart(three[0])


def test_it_is_forgotten_with_all_that_went_into_it(cast, ours, three):
    one = combined(cast, three)
    more = combined(cast, [one, lessons.write_down(ours, "Be short.", "tone", None)], "Short, for guests.")
    lessons.forget(more)
    assert not Lesson.objects.exists()


def test_it_says_which_can_not_be_merged(cast, ours, three):
    with pytest.raises(Refused, match="two lessons or more"):
        combining.check([three[0], three[0]])
    with pytest.raises(Refused, match="20 lessons at most"):
        combining.check([Lesson(pk=n, client=ours, rule="x") for n in range(21)])
    with pytest.raises(Refused, match="of one client"):
        combining.check([three[0], Lesson(pk=0, client=cast.neighbour, rule="x")])
    lessons.reject(three[2], None)
    with pytest.raises(Refused, match=r"cheap”\.” was rejected"):
        combined(cast, three)
    lessons.end(three[1])
    with pytest.raises(Refused, match="has ended"):
        combined(cast, three[:2])
    assert in_prompts(ours) == [RULES[0]]


def test_it_keeps_all_where_the_new_text_is_refused(cast, ours, three):
    with pytest.raises(Refused, match="301 characters"):
        combined(cast, three, "x" * 301)
    assert in_prompts(ours) == [RULES[0], RULES[1]]
    assert not Lesson.objects.filter(merged_into__isnull=False).exists()


def test_it_touches_nothing_of_a_rival(cast, ours, three):
    rival = cast.rival.client
    with tenant_tx(rival.pk):
        theirs = lessons.write_down(rival, RULES[0], "wording", None)
    with pytest.raises(Refused):
        combined(cast, [three[0], theirs])
    with tenant_tx(rival.pk):
        assert Lesson.objects.get().merged_into is None
