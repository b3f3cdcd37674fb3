"""What no font here can show is told, and never dropped."""

import typst

from workflows.printing import glyphs

FONTS = typst.Fonts(include_system_fonts=False)


def test_it_finds_exactly_what_the_fonts_have_not():
    asked = glyphs.asked_for({"kids": ["Καλημέρα Привет 中文 ", {"kids": ["한국 ✓ \u200d"]}]})
    assert "Κ" in asked and "a" not in asked and "\u200d" not in asked
    assert glyphs.missing(asked, FONTS) >= {"中", "文", "한"}
    assert not glyphs.missing(asked, FONTS) & set("Καλημέρα Привет✓")
    assert glyphs.missing([], FONTS) == set()


def test_a_letter_becomes_a_mark_and_a_symbol_its_name():
    table = glyphs.replacing({"中", "🏨"})
    value = {"kids": ["中 🏨\ufe0f hotel"], "to": "x"}
    assert glyphs.replaced(value, table) == {"kids": ["▯ [hotel] hotel"], "to": "x"}
    assert glyphs.replaced(value, glyphs.replacing(set())) == value


def test_the_note_names_the_scripts_and_is_silent_else():
    told = glyphs.note({"中", "文", "한", "🏨"})
    assert "(Chinese characters, Korean)" in told and told.count("Chinese") == 1
    assert glyphs.note({"🏨"}) == glyphs.note(set()) == ""
