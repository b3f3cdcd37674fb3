"""The one list of languages, and what an element that holds a client's content says of it."""

import pytest

from tenants import languages, scripts
from tenants.models import Client
from tenants.models.client import written_in


def test_it_lists_each_once_by_its_english_name():
    names = [each.name for each in languages.ALL]
    assert names == sorted(names)
    assert len({each.code for each in languages.ALL}) == len(names) >= 40


def test_a_code_fits_in_its_column():
    assert max(len(each.code) for each in languages.ALL) <= Client._meta.get_field("language").max_length


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("de", "German"),
        ("de-AT", "German"),
        ("PT-br", "Portuguese (Brazil)"),
        ("zh", "Chinese (simplified)"),
        ("zh-Hant", "Chinese (traditional)"),
        ("tlh", "tlh"),
    ],
)
def test_it_knows_a_language_by_its_code(code, name):
    assert languages.of(code).name == name


@pytest.mark.parametrize(
    ("code", "attributes"),
    [
        ("en", 'lang="en" dir="ltr"'),
        ("ar", 'lang="ar" dir="rtl"'),
        ('"><b>', 'lang="&quot;&gt;&lt;b&gt;" dir="ltr"'),
    ],
)
def test_it_says_language_and_direction(code, attributes):
    assert written_in(code) == attributes
    assert Client(language=code).written_in == attributes


def test_a_form_shows_their_own_names_too():
    assert ("ja", "Japanese · 日本語") in languages.labels()
    assert ("en", "English") in languages.labels()
    assert Client(language="pt-BR").get_language_display() == "Portuguese (Brazil)"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "0 words"),
        ("One", "1 word"),
        ("[Two words](https://example.com/a/b)", "2 words"),
        ("猫は二匹います。", "7 characters"),
        ("猫 and four English words", "5 words"),
        ("a " * 1234, "1,234 words"),
    ],
)
def test_it_tells_a_length_in_words_or_in_characters(text, told):
    assert scripts.length(text) == told
