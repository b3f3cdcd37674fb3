import pytest

from memory import forms
from memory.languages import SEARCH_CONFIGURATIONS
from workflows.engine.checks import phrases


@pytest.mark.parametrize(
    ("words", "text", "language"),
    [
        ("cheap", "The cheapest rooms are cheap.", "en"),
        ("bargain", "Two **bargains** a day.", "en"),
        ("bargain", "We are bargaining.", "en"),
        ("hidden gem", "Among hidden\ngems of the coast.", "en"),
        ("hidden gem", "What is hidden, gems are not.", "en"),
        ("world-class", "A world‑class cellar.", "en"),
        ("don't miss", "Don’t miss it.", "en"),
        ("rat", "A rather good rate.", "en"),
        ("24/7", "Open 24/7, all year.", "en"),
        ("Schnäppchen", "Lauter Schnäppchens!", "de"),
        ("günstig", "Die günstigen Zimmer", "de"),
        ("günstig", "Die günstigen Zimmer", "xx"),
        ("...", "And so on...", "en"),
    ],
)
def test_it_finds_what_the_rules_gate_finds(words, text, language):
    configuration = SEARCH_CONFIGURATIONS.get(language, "simple")
    found = forms.has(words, text, configuration)
    assert found == bool(phrases.places(words, text, language))
    if found:
        assert (
            forms.may_have(words, forms.stems(text, configuration), configuration)
            or "‑" in text
            or "’" in text
        )


def test_it_tells_forms_from_other_words():
    assert forms.has("cheap", "Our cheaper rooms", "english") == bool(
        phrases.places("cheap", "Our cheaper rooms", "en")
    )
    assert forms.has("bargain", "two bargains", "english")
    assert not forms.has("bargain", "two bargains", "simple")
    assert not forms.has("rat", "A rather good rate", "english")
