import pytest
from pytest_django import Settings

from config.checks.secrets import secrets_keys

GOOD = "k" * 50


def test_it_takes_none_and_good_ones(settings: Settings) -> None:
    for keys in ([], [("2026", GOOD)], [("b", GOOD), ("a-1", GOOD)]):
        settings.SECRETS_KEYS = keys
        assert secrets_keys() == []


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ([("canary", "")], "has an entry that isn’t ID:KEY"),
        ([("", GOOD)], "whose id isn’t made of letters, digits and hyphens"),
        ([("a.b", GOOD)], "whose id isn’t made of letters, digits and hyphens"),
        ([("own", GOOD)], "has the id “own”, which stands for SECRET_KEY"),
        ([("a", "short-canary")], "has a key, “a”, of only 12 characters; it needs 40"),
        ([("a", GOOD), ("a", GOOD + "2")], "has two keys with the id “a”"),
    ],
)
def test_it_says_what_is_wrong_and_nothing_of_a_key(settings: Settings, keys: list, word: str) -> None:
    settings.SECRETS_KEYS = keys
    (error,) = secrets_keys()
    assert (error.id, word in error.msg, bool(error.hint)) == ("baton.E021", True, True)
    assert "canary" not in error.msg
