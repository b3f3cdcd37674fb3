import re

import pytest

from reviews.marking import Note, mark
from tests.reviews.harmless import offences
from tests.reviews.hostile import HOSTILE


def marks(html: str) -> list[tuple[str, str]]:
    """(numbers, words) of each mark, without the numbers that readers see."""
    found = re.findall(r'<mark class="[^"]*" data-findings="([\d ]+)">(.*?)</mark>', html)
    return [(numbers, re.sub(r"<(a|span) .*?</\1>", "", words)) for numbers, words in found]


def test_it_wraps_the_quote_and_numbers_it() -> None:
    marked = mark("We have the lowest prices.", [Note(1, "the lowest prices", "bad")])
    assert marks(marked.html) == [("1", "the lowest prices")]
    assert 'class="mark-bad"' in marked.html and 'href="#finding-1"' in marked.html


def test_it_lists_a_quote_that_is_not_there_without_an_anchor() -> None:
    marked = mark("Some text.", [Note(1, "other words"), Note(2, ""), Note(3, "text")])
    assert marked.found == {3}


def test_it_marks_across_inline_markup_without_holding_a_tag() -> None:
    marked = mark("We have the **lowest** prices.", [Note(1, "the lowest prices")])
    assert marks(marked.html) == [("1", "the "), ("1", "lowest"), ("1", " prices")]
    assert marked.html.count('class="ref"') == 1


def test_it_finds_a_quote_that_was_taken_from_the_source() -> None:
    marked = mark(
        "See [our **old** mill](https://a.example).", [Note(1, "[our **old** mill](https://a.example)")]
    )
    assert marked.found == {1}


def test_it_marks_across_paragraphs() -> None:
    marked = mark("One end.\n\nNew start.", [Note(1, "end.\n\nNew")])
    assert marks(marked.html) == [("1", "end."), ("1", "New")]


def test_it_splits_marks_that_overlap() -> None:
    marked = mark("one two three four", [Note(1, "one two three"), Note(2, "two three four", "bad")])
    assert marks(marked.html) == [("1", "one "), ("1 2", "two three"), ("2", " four")]


def test_it_gives_notes_with_the_same_quote_one_place_each() -> None:
    marked = mark("We utilise it. They utilise it.", [Note(1, "utilise"), Note(2, "utilise")])
    assert marks(marked.html) == [("1", "utilise"), ("2", "utilise")]


def test_it_puts_no_link_into_a_link() -> None:
    marked = mark("[our mill](https://a.example) stands", [Note(1, "our mill")])
    assert marked.html.count("<a ") == 1 and '<span class="ref">1</span>' in marked.html


@pytest.mark.parametrize("text", HOSTILE)
def test_it_stays_harmless(text: str) -> None:
    marked = mark(f"Say {text} twice", [Note(1, text), Note(2, "alert"), Note(3, "evil"), Note(4, "Say")])
    assert offences(marked.html) == []
    assert 4 in marked.found
