import pytest

from memory.formats import FORMATS, READABLE, by_suffix


@pytest.mark.parametrize("kind", FORMATS)
def test_it_has_a_reader_for_every_format(kind):
    assert callable(FORMATS[kind].load())


def test_it_knows_a_format_by_its_suffix_in_any_case():
    assert (by_suffix(".DOCX"), by_suffix(".htm"), by_suffix(".pages"), by_suffix("")) == (
        "docx",
        "html",
        None,
        None,
    )


def test_it_lists_every_suffix_once():
    suffixes = READABLE.split(", ")
    assert len(suffixes) == len(set(suffixes)) == sum(len(known.suffixes) for known in FORMATS.values())
