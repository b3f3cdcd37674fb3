import pytest

from workflows.engine.languages import NAMES, other_than

TEXTS = {
    "en": "The quiet season begins. Two floors stay closed in January, and the kitchen cooks from what it has.",
    "de": "Die stille Zeit beginnt. Zwei Etagen bleiben im Januar geschlossen, und die Küche kocht aus dem Keller.",
    "fr": "La saison calme commence. Deux étages restent fermés en janvier, et la cuisine puise dans les réserves.",
    "es": "Empieza la temporada tranquila. Dos plantas quedan cerradas en enero, y la cocina usa la bodega.",
    "it": "Comincia la stagione tranquilla. Due piani restano chiusi a gennaio, e la cucina usa la cantina.",
    "nl": "Het stille seizoen begint. Twee verdiepingen blijven in januari dicht, en de keuken kookt uit de kelder.",
}


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("wanted", TEXTS)
def test_it_knows_each_language_from_each_other(wanted, text):
    assert other_than(wanted, TEXTS[text]) == ("" if wanted == text else NAMES[text])


def test_it_knows_a_language_of_a_country():
    assert other_than("de-AT", TEXTS["de"]) == ""
    assert other_than("de-AT", TEXTS["en"]) == "English"


def test_it_tells_another_script():
    assert (
        other_than("en", "Тихий сезон начинается: два этажа закрыты, и кухня в январе готовит из погреба.")
        == "another language"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The quiet season is here and it is the best.",
        "Harriet Quill, Oskar Lindt, Mara Voss, Tomas Berg, Ida Krone, Jonas Weil, Petra Sand, Emil Rau",
        "Espresso, Cappuccino, Ristretto, Macchiato, Affogato, Cornetto, Biscotti, Tiramisù, Panna cotta, Gelato",
    ],
)
def test_it_says_nothing_where_nobody_can_tell(text):
    assert other_than("de", text) == ""


def test_it_lets_a_quotation_be_and_a_language_that_it_does_not_know():
    guest = (
        "Ein Gast schrieb uns: “It was the best stay that we have had.” Das hat uns gefreut, und wir danken."
    )
    quoted = f"{TEXTS['de']} {guest}"
    assert other_than("de", quoted) == ""
    assert other_than("fi", TEXTS["en"]) == ""
