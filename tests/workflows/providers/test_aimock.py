"""Our adapters against a stand-in that others wrote: text, JSON, streams and errors, through the vendors' own SDKs."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.peers import aimock
from tests.workflows import photos
from tests.workflows.providers.asking import SCHEMA, ask
from workflows.engine.tools import Attachment, Reply, Trouble
from workflows.providers.anthropic import Anthropic
from workflows.providers.base import Provider
from workflows.providers.compatible import Compatible
from workflows.providers.gemini import Gemini
from workflows.providers.openai import OpenAI

TEXT = "A white house by the sea, with a garden that goes down to the water and a gate that nobody closes."
USAGE = {
    "input_tokens": 12, "output_tokens": 7, "prompt_tokens": 12, "completion_tokens": 7, "total_tokens": 19,
    "promptTokenCount": 12, "candidatesTokenCount": 7,
}  # fmt: skip
FIXTURES = [
    {"match": {"userMessage": "plainly"}, "response": {"content": TEXT, "usage": USAGE}},
    {"match": {"userMessage": "as data"}, "response": {"content": '{"title": "Sea", "score": 8}'}},
    {"match": {"userMessage": "too long"}, "response": {"content": "Half", "finishReason": "length"}},
    {
        "match": {"userMessage": "too often"},
        "response": {
            "error": {"message": "Slow down.", "type": "rate_limit_error"},
            "status": 429,
            "retryAfter": 7,
        },
    },
    {
        "match": {"userMessage": "too much"},
        "response": {"error": {"message": "Overloaded", "type": "overloaded_error"}, "status": 529},
    },
    {
        "match": {"userMessage": "with a wrong key"},
        "response": {"error": {"message": "Bad key", "type": "authentication_error"}, "status": 401},
    },
    {
        "match": {"userMessage": "half way"},
        "response": {"content": TEXT},
        "truncateAfterChunks": 1,
        "chunkSize": 20,
    },
]
VENDORS: dict[str, tuple[Callable[[str], Provider], str]] = {
    "anthropic": (lambda url: Anthropic("k", url), "claude-sonnet-5-5"),
    "openai": (lambda url: OpenAI("k", f"{url}/v1"), "gpt-6.2-sol"),
    "compatible": (lambda url: Compatible(f"{url}/v1", "k"), "llama"),
    "gemini": (lambda url: Gemini("k", url), "gemini-4-carbon"),
}
STREAMED = {"max_output": 20_000}
STREAMING = ("anthropic", "openai", "gemini")


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("aimock")
    try:
        with aimock.serving(FIXTURES, folder) as url:
            yield url
    except aimock.Missing as missing:
        pytest.skip(str(missing))


def asked(vendor: str, url: str, how: str, **more: Any) -> Reply | Trouble:
    make, model = VENDORS[vendor]
    return ask(make(url), model, prompt=f"Write {how}.", **more)


@pytest.mark.parametrize("vendor", VENDORS)
def test_it_reads_a_text_and_its_usage(peer: str, vendor: str) -> None:
    answer = asked(vendor, peer, "plainly")
    assert isinstance(answer, Reply), answer
    assert (answer.text, answer.stop) == (TEXT, "end")
    assert (answer.usage.input, answer.usage.output) == (12, 7)


@pytest.mark.parametrize("vendor", STREAMING)
def test_it_reads_a_stream_whole(peer: str, vendor: str) -> None:
    answer = asked(vendor, peer, "plainly", **STREAMED)
    assert isinstance(answer, Reply), answer
    assert (answer.text, answer.stop) == (TEXT, "end")


@pytest.mark.parametrize("vendor", VENDORS)
def test_it_asks_for_json_and_reads_it(peer: str, vendor: str) -> None:
    answer = asked(vendor, peer, "as data", schema=SCHEMA)
    assert isinstance(answer, Reply) and '"score": 8' in answer.text


@pytest.mark.parametrize("vendor", VENDORS)
def test_it_sends_a_picture(peer: str, vendor: str) -> None:
    seen = (Attachment("house.jpg", "image/jpeg", "d", photos.JPEG),)
    answer = asked(vendor, peer, "plainly", attachments=seen)
    assert isinstance(answer, Reply) and answer.text == TEXT


@pytest.mark.parametrize("vendor", VENDORS)
def test_it_tells_a_cut_answer_from_a_whole_one(peer: str, vendor: str) -> None:
    answer = asked(vendor, peer, "too long")
    assert isinstance(answer, Reply) and answer.stop == "truncated"


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(
    ("how", "permanent", "owner"),
    [("too often", False, "nobody"), ("too much", False, "nobody"), ("with a wrong key", True, "agency")],
)
def test_it_says_whether_trouble_passes(
    peer: str, vendor: str, how: str, permanent: bool, owner: str
) -> None:
    answer = asked(vendor, peer, how)
    assert isinstance(answer, Trouble)
    assert (answer.permanent, answer.owner) == (permanent, owner), answer.sentence


@pytest.mark.parametrize("vendor", ["anthropic", "openai", "compatible"])
def test_it_passes_on_how_long_to_wait(peer: str, vendor: str) -> None:
    answer = asked(vendor, peer, "too often")
    assert isinstance(answer, Trouble) and answer.retry_after == 7


@pytest.mark.parametrize("vendor", STREAMING)
def test_it_takes_no_stream_that_broke_off_for_an_answer(peer: str, vendor: str) -> None:
    answer = asked(vendor, peer, "half way", **STREAMED)
    assert isinstance(answer, Trouble) and not answer.permanent, answer
