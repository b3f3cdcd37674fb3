"""Small readings of Markdown and English."""

import pytest

from workflows.providers.offline import prose

PIECE = """# A head

One sentence. "Two," said Dr. Vane. It is
on two lines!

- first entry
  goes on
- second

Last?
"""


def test_it_finds_sentences_exactly_as_they_stand():
    found = prose.all_sentences(PIECE)
    assert found == [
        "One sentence.",
        '"Two," said Dr. Vane.',
        "It is\non two lines!",
        "first entry\n  goes on",
        "second",
        "Last?",
    ]
    assert all(each in PIECE for each in found)


def test_it_tells_headings_lists_and_paragraphs_apart():
    assert prose.headings(PIECE) == ["A head"]
    assert len(prose.paragraphs(PIECE)) == 2


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("bread is baked", "Bread is baked."),
        ("Is it?", "Is it?"),
        ("", ""),
        ("iPhone is here.", "IPhone is here."),
    ],
)
def test_it_makes_a_sentence(text, made):
    assert prose.sentence(text) == made


def test_it_finds_whole_words_over_line_breaks_in_any_case():
    assert prose.holds("the Lowest\nprices here", "lowest prices")
    assert not prose.holds("the lowest priceslist", "lowest prices")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("猫です。犬です。「本当？」と言う。", ["猫です。", "犬です。", "「本当？」と言う。"]),
        ("یہ ہے۔ وہ ہے۔", ["یہ ہے۔", "وہ ہے۔"]),
        ("Tak. Śniadanie jest. Потом чай.", ["Tak.", "Śniadanie jest.", "Потом чай."]),
        ("At approx. 4.30 p.m. today", ["At approx. 4.30 p.m. today"]),
    ],
)
def test_it_cuts_sentences_of_other_scripts(text, found):
    assert prose.sentences(text) == found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("猫が二匹います", "猫が二匹います。"),
        ("猫が二匹います。", "猫が二匹います。"),
        ("पार्किंग मुफ़्त है", "पार्किंग मुफ़्त है।"),
        ("ที่จอดรถฟรี", "ที่จอดรถฟรี"),
        ("الفطور", "الفطور."),
    ],
)
def test_it_ends_a_sentence_as_its_script_does(text, told):
    assert prose.sentence(text) == told


def test_it_finds_a_phrase_without_spaces():
    assert prose.holds("駐車場は無料です", "無料") and prose.holds("무료로 주차", "무료")
    assert not prose.holds("the menu", "men")
