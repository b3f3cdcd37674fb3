from tests.workflows.engine.fakes import Ports, inputs
from tests.workflows.engine.story import step
from workflows.engine.tools import Fetched, Trouble

URL = "https://news.example/feed"


def read(page=None, url="{{ brief.source }}", source=URL, **settings):
    ports = Ports(pages={URL: page or Fetched(URL, "Twelve words.")})
    return ports.perform(
        step("news", "fetch", settings={"url": url, **settings}), inputs(brief={"source": source})
    )


def test_it_hands_on_what_it_read():
    assert read().output == {
        "text": "Twelve words.",
        "data": {"url": URL, "content_type": "text/plain", "cut": False},
    }


def test_it_cuts_what_is_too_long_and_says_so():
    made = read(max_characters=6)
    assert (made.output["text"], made.output["data"]["cut"], made.note) == (
        "Twelve",
        True,
        "Longer than allowed: cut.",
    )


def test_it_reads_web_addresses_only():
    assert "“file:///etc/passwd” is not a web address" in read(source="file:///etc/passwd").reason


def test_it_passes_trouble_on():
    assert read(Trouble("The page is gone (404).", permanent=True)).retry_at is None
