"""The way in speaks the house's language, and never says who has an account."""

import re

import pytest
from django.core import mail

from tests.cast import PASSWORD

LOGIN = "/accounts/login/"
CODE = "/accounts/login/code/"


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


def test_the_sign_in_page_s_button_sends_a_code_to_the_address_typed_there(cast, client):
    address, page = cast.ours.reviewer.email, "/portal/library/"
    sent = {"login": f" {address} ", "password": "half-typed", "next": page}
    assert f'formaction="{CODE}"' in client.get(LOGIN).content.decode()
    answer = client.post(CODE, sent)
    assert (answer.status_code, [letter.to for letter in mail.outbox]) == (302, [[address]])
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", mail.outbox[0].body, re.M)
    assert client.post(answer.url, {"code": code[1]}).url == page


def test_it_asks_for_the_address_where_none_was_typed(client, db):
    page = client.post(CODE, {"login": " ", "password": "", "next": "/portal/library/"}).content.decode()
    assert "Send me a code" in page and 'class="error"' not in page and "/portal/library/" in page


def test_it_says_what_is_wrong_with_an_address(client, db):
    page = client.post(CODE, {"login": "wren@", "password": ""}).content.decode()
    assert 'value="wren@"' in page and 'class="error"' in page and not mail.outbox


def test_it_is_by_invitation(client, db):
    assert "Accounts are by invitation" in client.get("/accounts/signup/").content.decode()
