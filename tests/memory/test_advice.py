from dataclasses import replace
from itertools import count
from time import process_time

import pytest

from memory.advice import Advice, contradictions, duplicates

ids = count(1)


def advice(rule: str, write: str = "", avoid: str = "") -> Advice:
    return Advice(next(ids), rule, write, avoid)


def rules(pairs) -> list[tuple[str, str, str]]:
    return [(pair.one.rule, pair.other.rule, pair.why) for pair in pairs]


GUESTS = advice("Write “guests”, not “customers”.", "guests", "customers")


def test_it_sees_words_that_one_wants_and_the_other_avoids():
    other = advice("Call them customers.", "Customers", "")
    assert rules(contradictions([GUESTS, other])) == [
        (GUESTS.rule, other.rule, "One wants “customers”, the other avoids it.")
    ]
    assert duplicates([GUESTS, other]) == []


def test_it_sees_the_same_rule_with_and_without_a_no():
    one, other = (
        advice("Use exclamation marks in headlines."),
        advice("Never use exclamation marks in a headline."),
    )
    (pair,) = contradictions([one, other])
    assert pair.why == "They are about the same words, and only one of them says no."


def test_it_sees_nearly_the_same_sentence():
    one, other = advice("Name the day of the week first."), advice("Name the weather of the week last.")
    assert len(duplicates([one, advice("Name first the day of the week.")])) == 1
    assert duplicates([one, other]) == []


def test_it_sees_the_same_words_in_other_sentences():
    other = advice("People who stay are guests.", "guests", "customers")
    assert rules(duplicates([GUESTS, other])) == [(GUESTS.rule, other.rule, "They concern the same words.")]
    assert contradictions([GUESTS, other]) == []


def test_it_leaves_different_advice_alone():
    lessons = [GUESTS, advice("Short paragraphs."), advice("Never promise a sea view."), advice("!")]
    assert contradictions(lessons) == duplicates(lessons) == []


def test_it_compares_some_hundred_in_no_time_that_a_page_would_notice():
    """Every pair of 300 is looked at: what is known of one is worked out once."""
    words = [f"subject{n}" for n in range(14)]
    many = [
        advice(
            f"Write {' '.join(words[n % 9 : n % 9 + 5])} number {n}, and not what stands there otherwise.",
            words[n % 14] if n % 3 == 0 else "",
            words[n * 5 % 14] if n % 4 == 0 else "",
        )
        for n in range(300)
    ]
    begun = process_time()
    assert contradictions(many) and duplicates(many)
    assert process_time() - begun < 1.5


def test_it_finds_nothing_in_nothing():
    assert contradictions([]) == duplicates([GUESTS]) == []


@pytest.mark.parametrize(
    ("one", "other", "opposed"),
    [
        (Advice(1, "Never say bargain.", avoid="bargain"), Advice(2, "Name two bargains first."), True),
        (
            Advice(1, "Never say bargain.", avoid="bargain"),
            Advice(2, "Say it short.", write="a bargain"),
            True,
        ),
        (Advice(1, "Never say bargain.", avoid="bargain"), Advice(2, "Leave out bargains: don’t."), False),
        (
            Advice(1, "No.", avoid="bargain"),
            Advice(2, "Write deal, bargain hunters.", avoid="bargains"),
            False,
        ),
        (Advice(1, "Never say rat.", avoid="rat"), Advice(2, "Name the rate."), False),
    ],
)
def test_it_finds_a_rule_that_uses_what_another_avoids_in_any_form(one, other, opposed):
    one, other = replace(one, language="en"), replace(other, language="en")
    assert bool(contradictions([one, other])) == opposed
    assert bool(contradictions([other, one])) == opposed
