import pytest

from tenants.phrases import phrase, quoted

TEXT = "It’s the  world-class\nbest **coffee** ever. Artisanal? “Never”, she said."


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ("it's", "It’s"),
        ("BEST coffee ever", "best **coffee** ever"),
        ("world-class best", "world-class\nbest"),
        ("artisan", ""),
        ("art", ""),
        ("never", "Never"),
        ("ever.", "ever."),
        ("  ", ""),
        ("best tea", ""),
    ],
)
def test_it_finds_whole_words_as_they_stand_there(words, there):
    assert phrase(words, TEXT) == there


@pytest.mark.parametrize(
    ("quote", "there"),
    [
        ("the world-class best", "the  world-class\nbest"),
        ('"Never", she', "“Never”, she"),
        ("It's", "It’s"),
        ("the best coffee", ""),
        ("BEST", ""),
        ("", ""),
    ],
)
def test_it_takes_as_a_quote_only_what_stands_there(quote, there):
    assert quoted(quote, TEXT) == there
