import re

from hypothesis import given
from hypothesis import strategies as st

from memory.splitting import CHARACTERS, split

PARAGRAPH = "We greet every guest by name, and we never rush a breakfast. "


def test_it_keeps_a_short_document_whole():
    (piece,) = split("# Tone\n\nWarm, never loud.")
    assert piece.text == "# Tone\n\nWarm, never loud."
    assert piece.heading == ""


def test_it_says_under_which_headings_a_piece_stands():
    text = (
        f"# Brand voice\n\nFor all.\n\n## Tone\n\n{PARAGRAPH * 40}\n\n## **Vocabulary**\n\n{PARAGRAPH * 40}"
    )
    headings = [piece.heading for piece in split(text)]
    assert headings[0] == ""
    assert "Brand voice › Tone" in headings
    assert headings[-1] == "Brand voice › Vocabulary"


def test_it_takes_no_heading_from_a_block_of_code():
    text = f"# Facts\n\n```\n# not a heading\n```\n\n{PARAGRAPH * 40}"
    assert {piece.heading for piece in split(text)} == {"", "Facts"}


def test_it_numbers_the_pieces_in_the_documents_order():
    pieces = split("\n\n".join(f"{n}. {PARAGRAPH * 4}" for n in range(40)))
    assert [piece.position for piece in pieces] == list(range(len(pieces)))
    assert len(pieces) > 5


def test_it_splits_a_huge_text_without_any_structure_in_bounded_time():
    pieces = split("word" * 100_000)
    assert sum(len(piece.text) for piece in pieces) >= 400_000


@given(st.lists(st.text("abc #*`\n-éש", min_size=1, max_size=3000), max_size=4))
def test_it_loses_no_word_and_makes_no_piece_too_long(parts):
    text = "\n\n".join(parts)
    pieces = split(text)
    together = "".join(piece.text for piece in pieces)
    assert all(len(piece.text) <= CHARACTERS[1] for piece in pieces)
    assert set(re.findall(r"\w", text)) <= set(together)
    assert len(re.findall(r"\w", text)) <= len(re.findall(r"\w", together))
