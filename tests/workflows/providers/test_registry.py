"""What the environment makes of us: real vendors, a compatible server, or the stand-in."""

import asyncio
import subprocess
import sys

import pytest

from tests.workflows.providers.asking import request
from workflows.engine.tools import Reply
from workflows.providers.environment import registry_from
from workflows.providers.registry import KINDS


def models(registry, route):
    return [(choice.provider, choice.model) for choice in registry.routes[route]]


def test_it_is_offline_without_a_key_and_says_what_to_set():
    registry = registry_from({"ANTHROPIC_API_KEY": "  ", "HOME": "/"})
    assert registry.is_offline
    assert "no AI" in registry.describe()
    assert "ANTHROPIC_API_KEY" in registry.describe()
    assert models(registry, "judging") == [("offline", "offline-judge")]


def test_it_uses_the_vendor_whose_key_is_set_and_no_stand_in():
    registry = registry_from({"ANTHROPIC_API_KEY": "k"})
    assert not registry.is_offline
    assert registry.describe() == "Models answer through Anthropic."
    assert {provider for route in registry.routes for provider, _ in models(registry, route)} == {"anthropic"}


@pytest.mark.parametrize(
    "keys",
    [
        ["ANTHROPIC_API_KEY"],
        ["OPENAI_API_KEY"],
        ["GEMINI_API_KEY"],
        ["ANTHROPIC_API_KEY", "OPENAI_API_KEY"],
        ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY"],
    ],
)
def test_it_leaves_a_judge_whichever_model_wrote(keys):
    registry = registry_from(dict.fromkeys(keys, "k"))
    for writer in models(registry, "writing"):
        assert [judge for judge in models(registry, "judging") if judge != writer]


def test_it_asks_a_compatible_server_for_its_own_models():
    env = {"OPENAI_BASE_URL": "http://localhost:11434/v1", "OPENAI_MODELS": "big, small"}
    registry = registry_from(env)
    assert models(registry, "writing") == [("compatible", "big"), ("compatible", "small")]
    assert models(registry, "judging") == [("compatible", "small"), ("compatible", "big")]


def test_it_names_all_who_answer():
    registry = registry_from(dict.fromkeys(["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY"], "k"))
    assert registry.describe() == "Models answer through Anthropic, OpenAI and Gemini."


def test_it_sends_geminis_calls_where_they_are_to_go(stand_in):
    router = registry_from({"GEMINI_API_KEY": "k", "GEMINI_BASE_URL": stand_in.url}).router()

    async def write():
        try:
            return await router.complete(request())
        finally:
            await router.aclose()

    answer = asyncio.run(write())
    assert (answer.provider, answer.model) == ("gemini", "gemini-4-carbon")
    assert answer.cost_usd > 0


def test_it_takes_openais_own_address_for_openai():
    registry = registry_from({"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "https://api.openai.com/v1"})
    assert set(registry.providers) == {"openai"}


def test_it_does_not_send_openais_key_anywhere_but_to_the_server_named(stand_in):
    env = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": stand_in.openai_url}

    async def write():
        router = registry_from(env).router()
        answer = await router.complete(request())
        await router.aclose()
        return answer

    answer = asyncio.run(write())
    assert isinstance(answer, Reply)
    assert answer.cost_usd is None
    assert stand_in.journal[0]["path"] == "/v1/chat/completions"


def test_it_never_shows_a_key():
    registry = registry_from({"ANTHROPIC_API_KEY": "sk-secret", "OPENAI_API_KEY": "sk-secret"})
    assert "sk-secret" not in repr(registry) + registry.describe()


def test_it_finds_each_kind_where_the_table_says():
    for kind, (_, path) in KINDS.items():
        module, _, name = path.rpartition(".")
        assert getattr(__import__(module, fromlist=[name]), name).name == kind


def test_it_imports_no_sdk_and_no_django_before_the_first_call():
    code = (
        "import sys; from workflows.providers.environment import registry_from; "
        "registry_from({'ANTHROPIC_API_KEY': 'k', 'OPENAI_API_KEY': 'k'}); "
        "print([name for name in ('anthropic', 'openai', 'httpx2', 'aiohttp', 'django') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
