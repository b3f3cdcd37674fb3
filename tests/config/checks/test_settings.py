import pytest
from django.core.checks import run_checks
from pytest_django import Settings

SOUND = {
    "DEBUG": False,
    "SECRET_KEY": "k" * 50,
    "SITE_URL": "https://baton.example.com",
    "ALLOWED_HOSTS": ["baton.example.com"],
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "DRAIN_SECONDS": 40,
}


def ids(settings: Settings, **changes: object) -> list[str]:
    """What our own checks say about a sound production with these changes."""
    for name, value in {**SOUND, **changes}.items():
        setattr(settings, name, value)
    found = [message for message in run_checks() if str(message.id).startswith("baton.")]
    assert all(message.hint for message in found)
    return [str(message.id) for message in found]


def test_it_has_nothing_to_say_about_a_sound_production(settings: Settings) -> None:
    assert ids(settings) == []


def test_it_has_nothing_to_say_about_a_first_look(settings: Settings) -> None:
    console = "django.core.mail.backends.console.EmailBackend"
    assert (
        ids(settings, SITE_URL="http://localhost:8000", ALLOWED_HOSTS=["localhost"], EMAIL_BACKEND=console)
        == []
    )


@pytest.mark.parametrize("key", ["insecure-and-only-for-a-first-look", "short"])
def test_it_refuses_a_key_that_can_be_guessed(settings: Settings, key: str) -> None:
    assert ids(settings, SECRET_KEY=key) == ["baton.E001"]


def test_it_refuses_debug_where_others_can_see_it(settings: Settings) -> None:
    assert ids(settings, DEBUG=True) == ["baton.E002"]


@pytest.mark.parametrize("hosts", [[], ["*"], ["other.example.com"], ["*", "baton.example.com"]])
def test_it_refuses_hosts_that_miss_or_let_in_everybody(settings: Settings, hosts: list[str]) -> None:
    assert ids(settings, ALLOWED_HOSTS=hosts) == ["baton.E003"]


@pytest.mark.parametrize("hosts", [[".example.com"], [".baton.example.com"]])
def test_it_knows_hosts_by_their_domain(settings: Settings, hosts: list[str]) -> None:
    assert ids(settings, ALLOWED_HOSTS=hosts) == []


@pytest.mark.parametrize(
    "url", ["baton.example.com", "ftp://baton.example.com", "https://", "https://baton.example.com:port"]
)
def test_it_refuses_a_site_url_that_is_no_address(settings: Settings, url: str) -> None:
    assert "baton.E004" in ids(settings, SITE_URL=url)


@pytest.mark.parametrize("url", ["https://baton.example.com/app", "https://baton.example.com?x=1"])
def test_it_refuses_a_site_url_with_more_than_a_host(settings: Settings, url: str) -> None:
    assert ids(settings, SITE_URL=url) == ["baton.E004"]


def test_it_warns_of_a_public_site_without_tls(settings: Settings) -> None:
    assert ids(settings, SITE_URL="http://baton.example.com") == ["baton.W003"]


def test_it_refuses_a_model_s_address_that_is_none(settings: Settings) -> None:
    environment = {"ANTHROPIC_API_KEY": "no address", "OPENAI_BASE_URL": "localhost:11434/v1"}
    assert ids(settings, MODEL_ENVIRONMENT=environment) == ["baton.E005"]
    assert ids(settings, MODEL_ENVIRONMENT={}, EMBEDDINGS_URL="embeddings") == ["baton.E005"]


@pytest.mark.parametrize(("retry", "timeout"), [(60, 60), (30, 60), (60, None)])
def test_it_refuses_a_queue_that_runs_tasks_twice(settings: Settings, retry: int, timeout: int) -> None:
    assert ids(settings, Q_CLUSTER={**settings.Q_CLUSTER, "retry": retry, "timeout": timeout}) == [
        "baton.E006"
    ]


def test_it_refuses_a_drain_that_outlasts_its_slot(settings: Settings) -> None:
    assert ids(settings, DRAIN_SECONDS=settings.Q_CLUSTER["timeout"]) == ["baton.E007"]


def test_it_refuses_a_cache_that_each_process_has_for_itself(settings: Settings) -> None:
    caches = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    assert ids(settings, CACHES=caches) == ["baton.E008"]
    assert (
        ids(
            settings, CACHES=caches, DEBUG=True, SITE_URL="http://localhost:8000", ALLOWED_HOSTS=["localhost"]
        )
        == []
    )


def test_it_warns_where_mail_reaches_nobody(settings: Settings) -> None:
    assert ids(settings, EMAIL_BACKEND="django.core.mail.backends.console.EmailBackend") == ["baton.W002"]
