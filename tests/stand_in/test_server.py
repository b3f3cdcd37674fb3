"""The stand-in is itself held to what it claims: it refuses what the vendors refuse, and it can be run
on its own.
"""

import json
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from tests.stand_in import StandIn, fails, says
from tests.stand_in.vectors import vector

ANTHROPIC = {"authorization": "Bearer k", "anthropic-version": "2026-10-21"}
OPENAI = {"authorization": "Bearer k"}
MESSAGE = {"model": "m", "max_tokens": 100, "messages": [{"role": "user", "content": "Hi"}]}


@pytest.fixture(scope="module")
def vendor():
    with StandIn() as server:
        yield server


def post(url, body, headers):
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {**headers, "content-type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


@pytest.mark.parametrize(
    ("change", "headers", "status"),
    [
        ({}, ANTHROPIC, 200),
        ({"temperature": 0.2}, ANTHROPIC, 400),
        ({"max_tokens": 1_000_000}, ANTHROPIC, 400),
        ({"messages": [{"role": "assistant", "content": "Dear"}]}, ANTHROPIC, 400),
        ({"output_config": {"effort": "huge"}}, ANTHROPIC, 400),
        ({"output_config": {"format": {"schema": {"type": "number", "minimum": 0}}}}, ANTHROPIC, 400),
        ({"output_config": {"format": {"schema": {"type": "object", "properties": {}}}}}, ANTHROPIC, 400),
        ({}, {"anthropic-version": "2026-10-21"}, 401),
        ({}, {"authorization": "Bearer k"}, 400),
        ({}, {**ANTHROPIC, "anthropic-version": "1999-01-01"}, 400),
    ],
)
def test_it_refuses_what_anthropic_refuses(vendor, change, headers, status):
    assert post(f"{vendor.url}/v1/messages", {**MESSAGE, **change}, headers)[0] == status


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("responses", {"model": "m", "input": "Hi"}, 200),
        ("responses", {"model": "m", "input": "Hi", "temperature": 1}, 400),
        ("responses", {"model": "m"}, 400),
        ("chat/completions", {"model": "m", "messages": []}, 200),
        ("chat/completions", {"model": "m", "messages": [], "top_p": 1}, 400),
        ("embeddings", {"model": "m"}, 400),
    ],
)
def test_it_refuses_what_openai_refuses(vendor, path, body, status):
    assert post(f"{vendor.openai_url}/{path}", body, OPENAI)[0] == status


def test_it_refuses_a_strict_schema_with_an_optional_property(vendor):
    shape = {
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "required": [],
        "additionalProperties": False,
    }
    text = {"format": {"type": "json_schema", "name": "x", "schema": shape, "strict": True}}
    status, body = post(f"{vendor.openai_url}/responses", {"model": "m", "input": "Hi", "text": text}, OPENAI)
    assert status == 400
    assert "required" in body["error"]["message"]


def test_it_uses_each_behaviour_once_and_for_whom_it_is_meant(vendor):
    vendor.forget()
    vendor.will(fails(503, only="other"), says("First."), says("Second."))
    texts = [post(f"{vendor.url}/v1/messages", MESSAGE, ANTHROPIC)[1]["content"][1]["text"] for _ in range(2)]
    assert texts == ["First.", "Second."]
    assert post(f"{vendor.url}/v1/messages", {**MESSAGE, "model": "other"}, ANTHROPIC)[0] == 503


def test_it_keeps_a_journal(vendor):
    vendor.forget()
    post(f"{vendor.url}/v1/messages", MESSAGE, ANTHROPIC)
    assert [(call["path"], call["body"]["model"]) for call in vendor.journal] == [("/v1/messages", "m")]


def test_it_embeds_the_same_way_every_time_and_in_the_size_asked_for(vendor):
    body = {
        "model": "m",
        "input": ["red bread", "red bread", "a river"],
        "dimensions": 256,
        "encoding_format": "float",
    }
    _, answer = post(f"{vendor.openai_url}/embeddings", body, OPENAI)
    first, same, other = (each["embedding"] for each in answer["data"])
    assert first == same != other
    assert len(first) == 256
    assert sum(each * each for each in first) == pytest.approx(1.0)


def test_it_embeds_texts_that_share_words_nearer():
    def near(one, two):
        return sum(a * b for a, b in zip(vector(one), vector(two), strict=True))

    assert near("warm bread at five", "bread at five") > near("warm bread at five", "the tide comes in")


def test_it_runs_in_a_process_of_its_own():
    process = subprocess.Popen([sys.executable, "-m", "tests.stand_in"], stdout=subprocess.PIPE, text=True)
    try:
        url = process.stdout.readline().strip()
        assert post(f"{url}/behaviours", [says("Told.").as_json()], {})[1] == {"waiting": 1}
        assert post(f"{url}/v1/messages", MESSAGE, ANTHROPIC)[1]["content"][1]["text"] == "Told."
        with urllib.request.urlopen(f"{url}/journal", timeout=10) as answer:
            assert len(json.loads(answer.read())) == 1
    finally:
        process.terminate()
        process.stdout.close()
        assert process.wait(timeout=10) == 0
