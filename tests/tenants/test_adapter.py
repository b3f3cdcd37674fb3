"""The way in speaks the house's language, and never says who has an account."""

import pytest
from django.core import mail

from tests.cast import PASSWORD

LOGIN = "/accounts/login/"


def test_it_says_what_to_do_after_a_wrong_password(cast, client):
    sent = {"login": cast.ours.reviewer.email, "password": "not-this-one"}
    assert "don&#x27;t belong together" in client.post(LOGIN, sent).content.decode()


def test_it_greets_nobody_with_a_message(cast, client):
    sent = {"login": cast.ours.reviewer.email, "password": PASSWORD}
    assert "signed in as" not in client.post(LOGIN, sent, follow=True).content.decode()


@pytest.mark.parametrize("known", [True, False])
def test_it_never_says_that_a_code_was_sent(cast, client, known):
    address = cast.ours.reviewer.email if known else "nobody@example.com"
    page = client.post("/accounts/login/code/", {"email": address}, follow=True).content.decode()
    assert f"If {address} has an account" in page and "has been sent" not in page
    assert len(mail.outbox) == known


def test_it_is_by_invitation(client, db):
    assert "Accounts are by invitation" in client.get("/accounts/signup/").content.decode()
