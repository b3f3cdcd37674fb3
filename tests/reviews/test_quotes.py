from reviews.quotes import find


def found(text: str, quote: str) -> list[str]:
    return [text[span.start : span.end] for span in find(text, quote)]


def test_it_finds_every_place_of_a_quote() -> None:
    assert [span.start for span in find("a rest is a rest", "rest")] == [2, 12]


def test_it_prefers_whole_words() -> None:
    text = "The restaurant is open, take a rest."
    assert [span.start for span in find(text, "rest")] == [text.index("rest.")]
    assert found("The restaurant", "rest") == ["rest"]


def test_it_forgives_line_breaks_curly_quotes_dashes_and_case() -> None:
    assert found("We say “come\nin” – always", 'we say "come in" - Always') == ["We say “come\nin” – always"]


def test_it_forgives_missing_marks_of_emphasis() -> None:
    assert found("the **lowest** prices", "the lowest prices") == ["the **lowest** prices"]


def test_it_finds_nothing_where_nothing_is() -> None:
    assert find("some text", "other") == [] and find("text", "") == [] and find("text", " ** ") == []


def test_it_keeps_places_right_after_letters_that_grow_in_lower_case() -> None:
    assert found("İstanbul and Home", "home") == ["Home"]
