"""Models that are passed over, on the pages: why, until when, and the button that asks them again."""

import pytest
from django.contrib.messages import get_messages

from tests.workflows.test_lineup import give_key
from workflows import circuits
from workflows.models import Circuit
from workflows.providers.breaker import WHOLE, Said

pytestmark = pytest.mark.django_db
PAGES = ("/admin/operations/", "/admin/models/")
BUTTON = "/admin/operations/try-again/"
SONNET = "claude-sonnet-5-5"


@pytest.fixture
def own(cast):
    """Our agency's key, at which Sonnet is passed over."""
    row = give_key(cast)
    for _ in range(3):
        circuits.hear((row.identity, SONNET), Said(False, "overloaded"))
    return row.identity


def read(browser, address):
    response = browser.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_it_shows_who_is_passed_over_and_why(cast, browse, own, page):
    text = read(browse(cast.ours.editor), page)
    assert "Passed over now" in text and "Claude Sonnet 5.5" in text
    assert "Overloaded three times in a row." in text and "Try again now" in text
    rivals = read(browse(cast.rival.owner), page)
    assert "Passed over now" not in rivals


def test_it_says_that_somebody_has_to_act(cast, browse, settings):
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "k", "OPENAI_API_KEY": "k"}
    assert "Everything runs." in read(browse(cast.ours.owner), PAGES[0])
    circuits.hear(("openai", WHOLE), Said(False, "key", at_once=True))
    for owner in (cast.ours.owner, cast.rival.owner):
        text = read(browse(owner), PAGES[0])
        assert "All models" in text and "Its key was refused." in text
        assert "Everything runs." not in text


@pytest.mark.parametrize("page", PAGES)
def test_it_asks_a_model_again_and_goes_back_to_the_page(cast, browse, own, page):
    sent = {"credential": own, "model": SONNET, "back": page}
    editor = browse(cast.ours.editor)
    answer = editor.post(BUTTON, sent)
    assert answer.url == page
    assert not Circuit.objects.exists()
    said = [str(message) for message in get_messages(editor.post(BUTTON, sent).wsgi_request)]
    assert said[-1] == "It answers again already."


def test_it_is_nothing_to_others(cast, browse, own):
    sent = {"credential": own, "model": SONNET}
    for person in (cast.rival.owner, cast.ours.viewer, cast.ours.reviewer):
        assert browse(person).post(BUTTON, sent).status_code in (302, 403, 404)
    assert browse(cast.ours.owner).get(BUTTON, sent).status_code == 404
    assert browse(cast.ours.owner).post(BUTTON, {"credential": "credential 0"}).status_code == 404
    assert Circuit.objects.count() == 1


def test_it_offers_viewers_no_button(cast, browse, own):
    text = read(browse(cast.ours.viewer), PAGES[1])
    assert "Passed over now" in text and "Try again now" not in text
