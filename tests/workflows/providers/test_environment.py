"""Nothing of the environment or of a profile on disk reaches a vendor: neither a key, nor a URL, nor a
header.
"""

import json

import pytest

from tests.workflows.providers.asking import ask
from workflows.engine.tools import Reply
from workflows.providers.anthropic import Anthropic
from workflows.providers.compatible import Compatible
from workflows.providers.gemini import Gemini
from workflows.providers.openai import OpenAI

LEAK = "leaked-from-elsewhere"
NAMES = (
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "ANTHROPIC_IDENTITY_TOKEN",
    "ANTHROPIC_PROFILE",
    "GEMINI_API_KEY",
    "GOOGLE_API_KEY",
    "GOOGLE_CLOUD_PROJECT",
    "GOOGLE_GENAI_API_VERSION",
    "OPENAI_ADMIN_KEY",
    "OPENAI_API_KEY",
    "OPENAI_ORG_ID",
    "OPENAI_PROJECT_ID",
)


@pytest.fixture
def foreign_environment(monkeypatch, tmp_path):
    """Another account's settings, everywhere that the SDKs look."""
    for name in NAMES:
        monkeypatch.setenv(name, LEAK)
    headers = f"Authorization: Bearer {LEAK}\nx-api-key: {LEAK}\ncookie: {LEAK}"
    for name in ("ANTHROPIC", "OPENAI"):
        monkeypatch.setenv(f"{name}_CUSTOM_HEADERS", headers)
        monkeypatch.setenv(f"{name}_BASE_URL", "http://127.0.0.1:9/elsewhere")
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:9/elsewhere")
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    monkeypatch.setenv("GOOGLE_GENAI_CLIENT_MODE", "replay")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login {LEAK} password {LEAK}\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("ANTHROPIC_CONFIG_DIR", str(tmp_path))
    monkeypatch.setenv("TRACEPARENT", f"00-{LEAK}")


@pytest.mark.parametrize("vendor", ["anthropic", "openai", "compatible", "gemini"])
def test_it_sends_our_key_and_nothing_of_the_environment(stand_in, foreign_environment, vendor):
    provider = {
        "anthropic": lambda: Anthropic("ours", stand_in.url),
        "openai": lambda: OpenAI("ours", stand_in.openai_url),
        "compatible": lambda: Compatible(stand_in.openai_url, "ours"),
        "gemini": lambda: Gemini("ours", stand_in.url),
    }[vendor]()
    assert isinstance(ask(provider, "claude-sonnet-5-5"), Reply)
    call = stand_in.journal[0]
    sent = {name: call["headers"].get(name) for name in ("authorization", "x-goog-api-key", "x-api-key")}
    assert [key for key in sent.values() if key] == ["ours" if vendor == "gemini" else "Bearer ours"]
    assert LEAK not in json.dumps(call)


def test_it_sends_no_key_of_the_environment_where_a_server_needs_none(stand_in, foreign_environment):
    ask(Compatible(stand_in.openai_url), "llama-at-home")
    assert LEAK not in json.dumps(stand_in.journal[0])


def test_it_tells_the_vendor_nothing_about_this_machine(stand_in):
    ask(Anthropic("ours", stand_in.url), "claude-sonnet-5-5")
    assert not [name for name in stand_in.journal[0]["headers"] if name.startswith("x-stainless")]
