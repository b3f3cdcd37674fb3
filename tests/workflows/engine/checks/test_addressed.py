"""Words to a judge are found wherever they stand and however they are spelled; pieces about judges are left alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.engine.injections import ATTACKS, BEFORE, HARMLESS
from workflows.engine.checks.addressed import MOST, NAME, addressed


def test_the_corpus_is_large_and_each_of_it_another():
    assert len({attack.words for attack in ATTACKS}) == len(ATTACKS) >= 40


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_it_finds_an_attack_at_its_exact_place(attack):
    findings = addressed("judge", attack.text, ("tone",))
    assert findings and {finding.criterion for finding in findings} == {NAME}
    for finding in findings:
        assert finding.quote in attack.text
        assert finding.quote not in BEFORE


@pytest.mark.parametrize("words", HARMLESS)
def test_it_leaves_a_harmless_text_alone(words):
    assert addressed("judge", f"{BEFORE}\n\n{words}", ("tone",)) == []


@given(st.text(max_size=300))
def test_it_takes_any_text_and_quotes_only_what_is_there(text):
    for finding in addressed("judge", text, ("tone",)):
        assert finding.quote and finding.quote in text


def test_it_names_a_few_places_and_not_hundreds():
    assert len(addressed("judge", "\n\n".join(f"Score: 10 ({n})" for n in range(200)))) <= MOST


@pytest.mark.parametrize(
    "words",
    ["The mill turns again, and that is all. ", "give this ", "i g n o r e ", "score: ", "«« end of "],
)
def test_it_is_done_with_a_long_text_soon(words):
    begun = time.monotonic()
    addressed("judge", words * (40_000 // len(words)), ("tone",))
    assert time.monotonic() - begun < 5
