import pytest

from tenants import phrases


@pytest.mark.parametrize(
    ("words", "text", "language", "found"),
    [
        ("cheap", "The cheapest rooms are cheap.", "en", True),
        ("bargain", "Two **bargains** a day.", "en", True),
        ("bargain", "We are bargaining.", "en", True),
        ("hidden gem", "Among hidden\ngems of the coast.", "en", True),
        ("hidden gem", "What is hidden, gems are not.", "en", False),
        ("world-class", "A world‑class cellar.", "en", True),
        ("don't miss", "Don’t miss it.", "en", True),
        ("rat", "A rather good rate.", "en", False),
        ("24/7", "Open 24/7, all year.", "en", True),
        ("Schnäppchen", "Lauter Schnäppchens!", "de", True),
        ("günstig", "Die günstigen Zimmer", "de", True),
        ("günstig", "Die günstigen Zimmer", "xx", False),
        ("...", "And so on...", "en", True),
        ("安い", "この部屋は安いです。", "ja", True),
        ("방", "넓은 방은 조용합니다.", "ko", True),
        ("tani", "Tanie pokoje", "pl", True),
    ],
)
def test_it_finds_a_phrase_in_any_form_of_its_words(words, text, language, found):
    assert phrases.has(words, text, language) == found
    if found:
        assert phrases.may_have(words, phrases.stems(text, language), language)


def test_it_tells_forms_from_other_words():
    assert phrases.has("bargain", "two bargains", "en")
    assert not phrases.has("bargain", "two bargains", "xx")
    assert not phrases.may_have("rat", phrases.stems("A rather good rate", "en"), "en")
