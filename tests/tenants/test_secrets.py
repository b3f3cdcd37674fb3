"""A secret at rest opens in its own row only, with a key that is still known."""

import pytest

from tenants import secrets
from tenants.secrets import SealBroken, seal, unseal

SECRET = "sk-canary-0123456789"


def test_it_opens_what_it_sealed_and_shows_nothing_of_it() -> None:
    sealed = seal(SECRET, "row 1")
    assert unseal(sealed, "row 1") == SECRET
    assert "canary" not in sealed
    assert sealed != seal(SECRET, "row 1")  # the same secret twice can't be recognised


def test_it_does_not_open_in_another_row() -> None:
    with pytest.raises(SealBroken, match="can't be opened"):
        unseal(seal(SECRET, "row 1"), "row 2")


def test_it_opens_what_an_older_key_sealed(settings) -> None:
    settings.SECRETS_KEYS = [("a", "first-key")]
    sealed = seal(SECRET, "row")
    settings.SECRETS_KEYS = [("b", "second-key"), ("a", "first-key")]
    assert unseal(sealed, "row") == SECRET
    assert (secrets.sealed_with(sealed), secrets.sealed_with(seal(SECRET, "row"))) == ("a", "b")


def test_it_names_the_key_that_is_missing(settings) -> None:
    settings.SECRETS_KEYS = [("a", "first-key")]
    sealed = seal(SECRET, "row")
    settings.SECRETS_KEYS = []
    with pytest.raises(SealBroken, match="“a”, which is not in SECRETS_KEYS"):
        unseal(sealed, "row")


def test_it_says_when_secret_key_was_changed(settings) -> None:
    sealed = seal(SECRET, "row")
    settings.SECRET_KEY = "another-one"
    with pytest.raises(SealBroken, match="SECRET_KEY was changed"):
        unseal(sealed, "row")
