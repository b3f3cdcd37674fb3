"""The rules in every language of the list: what can be told is told, and what can't be is said."""

import pytest

from tenants import languages
from tenants import phrases as evidence
from tests.workflows.engine.checks.said import SAID
from workflows.engine.checks import facts, knowing, language, length, phrases, reading, repetition, words

CODES = [each.code for each in languages.ALL]


def said(code: str) -> str:
    return SAID[languages.base(code)]


@pytest.mark.parametrize("code", CODES)
def test_it_refuses_no_text_for_being_in_the_clients_language(code):
    assert language.in_language("g", said(code), code) == []
    assert (language.tell(said(code), code)[0] == "yes") is (code not in {"ms", "yi"})


@pytest.mark.parametrize("code", [code for code in CODES if code != "en"])
def test_it_refuses_a_text_in_another(code):
    (finding,) = language.in_language("g", said("en"), code)
    assert finding.why.startswith(f"It is in English; the client’s language is {languages.of(code).name}.")
    assert len(language.in_language("g", said(code), "en")) == 1


@pytest.mark.parametrize("code", [code for code in CODES if code not in {"ms", "yi"}])
def test_it_has_learned_each_but_yiddish_which_it_takes_for_hebrew(code):
    assert language.knows(code)


def test_it_says_where_it_can_t_be_told():
    assert language.in_language("g", said("yi"), "he") == []
    assert language.untold(said("yi"), "yi").endswith("Hebrew and Yiddish look alike to the check.")
    assert language.untold(said("id"), "ms").endswith("Indonesian and Malay look alike to the check.")
    assert language.untold("Cześć.", "pl") == "Its language can’t be told: it has fewer than 12 words."
    assert language.untold(said("pl"), "pl") == ""
    assert language.untold("a b c d e f g h i j k l 1 2 3 4", "pl") == "Its language can’t be told for sure."


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("猫は二匹います。", 7),
        ("Batonは2027年に始まる。", 8),
        ("หมาห้าตัว", 7),
        ("무료로 집에서", 2),
        ("मेरी किताब यहाँ है।", 4),
        ("می‌شود خوب است", 3),
        ("மண்டபத்தில் உள்ள", 2),
        ("don’t re-open", 2),
    ],
)
def test_it_counts_words_and_where_there_are_none_characters(text, number):
    assert words.count_words(text) == number


def test_it_says_what_it_counted():
    assert length.length("g", "猫は二匹います。", 10, None, "ja")[0].why == (
        "It has 7 characters, marks not counted; at least 10 are needed."
    )
    (finding,) = reading.long_sentences("g", "短い。これはとても長い文です。", 5, "ja")
    assert (finding.quote, "11 characters" in finding.why) == ("これはとても長い文です。", True)
    assert reading.long_sentences("g", said("th"), 5, "th") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("猫は二匹。「本当？」はい！次", ["猫は二匹。", "「本当？」", "はい！", "次"]),
        ("क ख। ग घ॥", ["क ख।", "ग घ॥"]),
        ("هل جئت؟ نعم.", ["هل جئت؟", "نعم."]),
        ("یہ ہے۔ وہ ہے۔", ["یہ ہے۔", "وہ ہے۔"]),
        ("Այո։ Ոչ։", ["Այո։", "Ոչ։"]),
        ("To jest np. tak, tzn. nie. Koniec.", ["To jest np. tak, tzn. nie.", "Koniec."]),
    ],
)
def test_it_cuts_sentences_by_the_marks_of_each_script(text, found):
    assert list(words.sentences(text)) == found


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("無料", "完全無料です", ["無料"]),
        ("免费", "可以免费停车", ["免费"]),
        ("ฟรี", "จอดรถฟรีครับ", ["ฟรี"]),
        ("무료", "무료로 주차", ["무료"]),
        ("घर", "मेरा घर, घरों में", ["घर"]),
        ("कि", "किताब", []),
        ("men", "menu", []),
    ],
)
def test_it_finds_a_phrase_where_its_script_ends_a_word(phrase, text, found):
    assert evidence.phrases(phrase, text) == found


@pytest.mark.parametrize(
    ("phrase", "text", "code", "found"),
    [
        ("rabat", "Duże rabaty i rabatów.", "pl", ["rabaty", "rabatów"]),
        ("sleva", "Velké slevy, slevou.", "cs", ["slevy", "slevou"]),
        ("سيارة", "موقف السيارات", "ar", ["السيارات"]),
        ("скидка", "Скидки и скидкой.", "ru", ["Скидки", "скидкой"]),
        ("desconto", "Descontos.", "pt-BR", ["Descontos"]),
        ("знижка", "Знижки.", "uk", []),
    ],
)
def test_it_knows_forms_where_there_is_a_stemmer(phrase, text, code, found):
    assert phrases.places(phrase, text, code) == found


def test_every_stemmer_is_there():
    for each in languages.ALL:
        assert not each.stemmer or evidence._stem("a", each.stemmer)


def test_it_reads_figures_in_any_digits_and_beside_any_script():
    assert facts.unfounded("g", "午後3時、２０２７年、٢٠٢٧", ["3, 2027"]) == []
    (finding,) = facts.unfounded("g", "午後4時", ["3"])
    assert finding.quote == "4"


def test_it_finds_repetition_by_characters_where_there_are_no_words():
    old = ("十一月", said("ja"))
    phrase = "台所は朝にパンを焼きます。"
    assert repetition.repeated("g", phrase, [old], "ja") == []
    (finding,) = repetition.repeated("g", "新しい。" + said("ja").split("。")[0] + "。", [old], "ja")
    assert finding.quote.startswith("ホール")


def test_it_measures_turkish_by_its_vowels():
    easy = reading.ease("Ev güzel. Kedi uyudu.", "tr")
    hard = reading.ease("Sürdürülebilirlik değerlendirmelerinin kurumsallaştırılması gerekir.", "tr")
    assert easy > 90 > 10 > hard


WHOLE = {"en", "de", "fr", "es", "it", "nl", "pt", "pt-BR"}  # in these every check is made


@pytest.mark.parametrize("code", CODES)
def test_the_form_says_what_a_language_lacks_and_a_run_says_the_same(code):
    class All:
        in_language = claims_need_source = no_unfounded_figures = word_forms = True
        min_reading_ease, max_sentence_words = 50.0, 20

    told = " ".join(each for each in knowing.untold(All(), said(code), code) if "can’t be told" not in each)
    lacking = [knowing.NO_EASE, knowing.NO_ENDS, knowing.NO_CLAIMS, knowing.NO_MONTHS, knowing.NO_FORMS]
    assert [each in told for each in lacking] == [each in knowing.limits(code) for each in lacking]
    assert (code in WHOLE) is (knowing.limits(code) == "")


@pytest.mark.parametrize(
    ("code", "date", "other"),
    [
        ("hi", "12 मई 2027", "12 जून 2027"),
        ("ja", "2027年5月12日", "2027年6月12日"),
        ("pl", "12 maja 2027", "12 czerwca 2027"),
    ],
)
def test_it_says_where_months_are_not_known_and_only_there(code, date, other):
    quotes = [one.quote for one in facts.unfounded("g", date, [other], code)]
    assert (knowing.NO_MONTHS in knowing.limits(code)) is (quotes != [date])
