"""Pictures and PDFs reach each vendor in its own words, before the text; who can't see is passed over."""

from datetime import date

import pytest

from tests.stand_in import StandIn
from tests.workflows import photos
from tests.workflows.providers.asking import ask, request
from workflows.engine.tools import PDF, Attachment, Reply
from workflows.providers import known
from workflows.providers.anthropic import Anthropic
from workflows.providers.base import Choice
from workflows.providers.choosing import candidates
from workflows.providers.compatible import Compatible
from workflows.providers.estimate import most
from workflows.providers.gemini import Gemini
from workflows.providers.openai import OpenAI

FILES = (
    Attachment("house.jpg", "image/jpeg", "d1", photos.JPEG),
    Attachment("plan.png", "image/png", "d2", photos.png()),
    Attachment("menu.pdf", PDF, "d3", photos.PDF),
)
VENDORS = {
    "anthropic": (lambda at: Anthropic("k", at.url), "claude-sonnet-5-5"),
    "openai": (lambda at: OpenAI("k", at.openai_url), "gpt-6.2-sol"),
    "compatible": (lambda at: Compatible(at.openai_url, "k"), "llava"),
    "gemini": (lambda at: Gemini("k", at.url), "gemini-4-carbon"),
}


@pytest.mark.parametrize("vendor", VENDORS)
def test_it_sends_files_as_the_vendor_takes_them(vendor: str, stand_in: StandIn) -> None:
    """The stand-in refuses what the vendors refuse."""
    make, model = VENDORS[vendor]
    answer = ask(make(stand_in), model, attachments=FILES)
    assert isinstance(answer, Reply), answer
    body = str(stand_in.journal[0]["body"])
    assert 0 < body.index("JVBERi0") < body.index("Write the letter.")


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_stand_in_would_refuse_wrong_content(vendor: str, stand_in: StandIn) -> None:
    make, model = VENDORS[vendor]
    wrong = (Attachment("house.png", "image/png", "d", photos.JPEG),)
    assert "does not match" in ask(make(stand_in), model, attachments=wrong).sentence


def test_who_cannot_see_is_passed_over() -> None:
    route = [Choice("compatible", "llama"), Choice("anthropic", "claude-sonnet-5-5")]
    asked = request(attachments=FILES[:1])
    kept, passed_over = candidates(
        asked, route, {"compatible", "anthropic"}, known.MODELS, date(2026, 11, 26)
    )
    assert [choice.model for choice in kept] == ["claude-sonnet-5-5"]
    assert passed_over == ["llama can't see pictures"]
    asked = request(attachments=FILES[2:])
    assert (
        candidates(asked, route, {"compatible"}, known.MODELS, date(2026, 11, 26))[1][0]
        == "llama can't read PDF"
    )


def test_a_server_that_sees_pictures_is_asked_by_them() -> None:
    route = [Choice("server:ours", "llava")]
    seeing = known.MODELS.with_eyes({"server:ours": frozenset({"images"})})
    for files, kept in ((FILES[:1], 1), (FILES[2:], 0)):
        asked = request(attachments=files)
        assert len(candidates(asked, route, {"server:ours"}, seeing, date(2026, 11, 26))[0]) == kept


def test_more_is_reserved_for_what_goes_with_a_request() -> None:
    sonnet = known.MODELS.find("claude-sonnet-5-5")
    day = date(2026, 11, 26)
    bare, more = (most(request(attachments=files), sonnet, day) for files in ((), FILES))
    assert bare and more and more > bare
