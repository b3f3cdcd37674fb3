"""Somebody whose session has ended goes back to the page they were on, never to an address that is none."""

from urllib.parse import quote

import pytest
from django.test import Client as Browser

from reviews.models import Decision, Review
from tests.cast import Cast
from tests.reviews.visiting import HTMX, at

LOGIN = "/accounts/login/?next="


@pytest.mark.parametrize("name", ["decision", "desk", "sitting", "claim", "comments", "use"])
def test_a_form_of_the_review_s_page_leads_back_to_it(review: Review, client: Browser, name: str) -> None:
    answer = client.post(at(name, review.pk), {"decision": "approve"})
    assert (answer.status_code, answer.url) == (302, LOGIN + at("review", review.pk))  # type: ignore[attr-defined]
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("referer", "page"),
    [
        ("http://testserver/portal/request/7/?x=1", "/portal/request/7/"),
        ("https://evil.example/portal/", "/portal/"),
        ("", "/portal/"),
    ],
)
def test_another_form_leads_to_the_page_it_stood_on(client: Browser, db, referer: str, page: str) -> None:
    answer = client.post(at("client"), headers={"Referer": referer})
    assert answer.url == LOGIN + page  # type: ignore[attr-defined]


def test_an_address_is_kept_with_what_it_asks(client: Browser, db) -> None:
    asked = at("inbox") + "?flag=flagged&q=wood"
    assert client.get(asked).url == LOGIN + quote(asked)  # type: ignore[attr-defined]


def test_a_script_does_not_get_the_sign_in_page(review: Review, client: Browser) -> None:
    answer = client.post(at("desk", review.pk), headers=HTMX)
    assert answer.status_code == 401
    assert answer.content == b"You are signed out. Reload the page."
    assert "HX-Refresh" not in answer.headers  # what somebody types stays in front of them
    assert client.get(at("inbox"), headers=HTMX).headers["HX-Refresh"] == "true"


def test_it_links_to_what_was_decided_by_the_mark_that_the_browser_goes_by(
    ours: Cast, review: Review, reviewer: Browser
) -> None:
    form = {"decision": "approve", "seen": review.digest}
    page = reviewer.post(at("decision", review.pk), form, follow=True).content.decode()
    address = at("review", review.pk)
    assert f'Approved: <a href="{address}" data-decided="{review.pk}">{review.title}</a>' in page


@pytest.mark.parametrize(
    ("name", "sent", "said"),
    [
        ("decision", {"decision": "approve", "opened": "9"}, "kept in this browser"),
        ("decision", {"decision": "approve"}, "go back and copy it"),
        ("desk", {}, "go back and copy it"),
    ],
)
def test_a_form_without_its_cookie_says_where_the_words_are_and_leads_to_the_piece(
    ours: Cast, review: Review, name: str, sent: dict[str, str], said: str
) -> None:
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(ours.ours.reviewer)
    answer = strict.post(at(name, review.pk), sent)
    page = answer.content.decode()
    assert answer.status_code == 403 and said in page
    assert f'href="{at("review", review.pk)}"' in page
    assert not Decision.objects.exists()


def test_another_form_without_its_cookie_leads_to_the_start(ours: Cast) -> None:
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(ours.ours.reviewer)
    page = strict.post(at("client"), {"client": "7"}).content.decode()
    assert "copy what you wrote" in page and 'href="/"' in page
