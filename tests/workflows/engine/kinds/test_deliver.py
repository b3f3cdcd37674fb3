import pytest

from tests.workflows.engine.fakes import Ports, inputs, piece
from tests.workflows.engine.story import step
from workflows.engine.kinds.deliver import first_heading, slugified
from workflows.engine.outcomes import Failed, Passed
from workflows.engine.tools import Parcel, Receipt, Trouble

TEXT = "# The *Mill* Wheel\n\nIt turns."


def sent(receipt=None, text=TEXT, settings=None, **given):
    ports = Ports(receipts=[receipt or Receipt("post/7", "https://cms.example/7")])
    deliver = step("deliver", "deliver", "review", settings=settings or {})
    return ports.perform(
        deliver, inputs(**{"piece": piece(text), "brief": {"topic": "Mills"}, **given})
    ), ports


def test_it_sends_the_piece_as_it_is():
    outcome, ports = sent()
    assert ports.parcels == [Parcel("deliver", None, "", "The Mill Wheel", TEXT, "the-mill-wheel")]
    assert isinstance(outcome, Passed)
    assert outcome.output == {"text": TEXT, "data": {"reference": "post/7", "url": "https://cms.example/7"}}


def test_it_takes_title_slug_and_connection_from_its_settings():
    settings = {"title": "{{ brief.topic }} now", "slug": "Über {{ brief.topic }}!", "connection": "blog"}
    parcel = sent(settings=settings)[1].parcels[0]
    assert (parcel.title, parcel.slug, parcel.connection) == ("Mills now", "uber-mills", "blog")


@pytest.mark.parametrize(
    ("connection", "receipt", "told"),
    [
        ("", Receipt("01a21c1a-0000"), "Delivered to Baton’s own shelf, where a CMS pulls it."),
        ("Blog", Receipt("7", "https://cms.example/7"), "Delivered to “Blog”: https://cms.example/7."),
        ("Blog", Receipt("7"), "Delivered to “Blog”: its number there is 7."),
        ("Blog", Receipt(""), "Delivered to “Blog”."),
    ],
)
def test_it_says_where_it_went(connection, receipt, told):
    assert sent(receipt, settings={"connection": connection})[0].note == told


def test_it_says_which_item_it_sends():
    assert sent(index=2)[1].parcels[0].item == 2


def test_it_finds_a_title_where_there_is_none():
    assert sent(text="No heading.")[1].parcels[0].title == "deliver"


@pytest.mark.parametrize(
    "given", [{"piece": None}, {"piece": piece(" \n")}, {"piece": piece("x", torn=True)}]
)
def test_it_sends_nothing_where_there_is_no_piece(given):
    outcome, ports = sent(**given)
    assert isinstance(outcome, Failed)
    assert ports.parcels == []


def test_it_sends_nothing_that_is_still_flagged():
    outcome, ports = sent(flagged_by=("rules",))
    assert "no person approved exactly this text" in outcome.reason
    assert ports.parcels == []


def test_it_passes_trouble_on():
    outcome, _ = sent(Trouble("The password was refused.", permanent=True, owner="agency"))
    assert (outcome.retry_at, outcome.owner) == (None, "agency")


def test_it_makes_slugs_of_any_language():
    assert slugified("  Straße & Café – 20 % off!  ") == "strasse-cafe-20-off"
    assert slugified("日本語") == ""
    assert len(slugified("long " * 60)) <= 80


def test_it_reads_the_first_heading():
    assert first_heading("Hello\n## `Code` and _more_ ##") == "Code and more"
