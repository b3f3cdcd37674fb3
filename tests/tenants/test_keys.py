import logging
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from tenants.models import ApiKey
from tenants.scope import tenant_tx
from tests.cast import Cast

ADDRESS = "/api/v1/runs"


def issue(cast: Cast) -> tuple[ApiKey, str]:
    with tenant_tx(cast.ours.client.pk):
        return ApiKey.issue(cast.ours.client.pk, "Website")


def ask(authorization: str | None = None, address: str = ADDRESS, browser: Browser | None = None):
    headers = {} if authorization is None else {"Authorization": authorization}
    return (browser or Browser()).get(address, headers=headers)


def row(cast: Cast) -> ApiKey:
    with tenant_tx(cast.ours.client.pk):
        return ApiKey.objects.get()


def test_it_lets_a_key_in_and_notes_when(cast):
    _, key = issue(cast)
    assert ask(f"Bearer {key}").status_code == 200
    first = row(cast).last_used_at
    assert timezone.now() - first < timedelta(minutes=1)
    ask(f"bearer {key}")
    assert row(cast).last_used_at == first, "a minute is exact enough"


def test_it_makes_keys_that_cannot_be_guessed_and_keeps_only_a_hash(cast):
    made = {issue(cast)[1] for _ in range(20)}
    assert len(made) == 20
    for key in made:
        baton, prefix, secret = key.split("_", 2)
        assert (baton, len(prefix)) == ("baton", 8)
        assert len(secret) >= 43, "256 bits in base64"
    with tenant_tx(cast.ours.client.pk):
        kept = str(list(ApiKey.objects.values()))
    assert not any(key in kept or key.split("_", 2)[2] in kept for key in made)


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer baton_",
        "Bearer baton_00000000_" + "a" * 43,
        "Token {key}",
        "Basic {key}",
        "{key}",
        "Bearer {key} {key}",
        "Bearer {key}x",
        "Bearer " + "a" * 100_000,
        "Bearer baton_\x00",
    ],
)
def test_it_answers_401_without_a_live_key(cast, authorization):
    _, key = issue(cast)
    answer = ask(authorization and authorization.format(key=key))
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="Baton"'
    assert answer.json()["errors"] == []
    assert row(cast).last_used_at is None


def test_it_answers_401_from_the_moment_of_revocation(cast):
    made, key = issue(cast)
    assert ask(f"Bearer {key}").status_code == 200
    with tenant_tx(cast.ours.client.pk):
        made.revoke()
    assert ask(f"Bearer {key}").status_code == 401


@pytest.mark.parametrize(("days", "status"), [(-1, 401), (1, 200)])
def test_it_minds_when_a_key_expires(cast, days, status):
    made, key = issue(cast)
    with tenant_tx(cast.ours.client.pk):
        ApiKey.objects.filter(pk=made.pk).update(expires_at=timezone.now() + timedelta(days=days))
    assert ask(f"Bearer {key}").status_code == status


def test_it_lets_the_old_and_the_new_key_in_while_they_are_exchanged(cast):
    (_, old), (_, new) = issue(cast), issue(cast)
    assert ask(f"Bearer {old}").status_code == ask(f"Bearer {new}").status_code == 200


@pytest.mark.parametrize("name", ["api_key", "key", "token", "access_token", "API_KEY"])
def test_it_refuses_a_key_in_the_address(cast, name, caplog):
    _, key = issue(cast)
    with caplog.at_level(logging.DEBUG):
        alone = ask(None, f"{ADDRESS}?{name}={key}")
        beside = ask(f"Bearer {key}", f"{ADDRESS}?{name}={key}")
    assert alone.status_code == beside.status_code == 401
    assert "revoke this one" in alone.json()["detail"]
    assert key not in caplog.text


def test_it_takes_no_session_for_a_key(cast, browse):
    browser = browse(cast.ours.owner)
    assert ask(None, browser=browser).status_code == 401


def test_it_sees_the_keys_client_only_whoever_is_signed_in(cast, browse):
    _, key = issue(cast)
    answer = ask(f"Bearer {key}", browser=browse(cast.rival.owner))
    assert answer.status_code == 200
    assert answer.json() == {"results": [], "next": None}


def test_it_counts_requests_for_each_key(cast, monkeypatch):
    from rest_framework.throttling import ScopedRateThrottle

    monkeypatch.setitem(ScopedRateThrottle.THROTTLE_RATES, "read", "2/min")
    (_, key), (_, other) = issue(cast), issue(cast)
    assert [ask(f"Bearer {key}").status_code for _ in range(3)] == [200, 200, 429]
    answer = ask(f"Bearer {key}")
    assert 0 < int(answer["Retry-After"]) <= 60
    assert answer.json()["detail"].startswith("Too many requests with this key. Try again in ")
    assert ask(f"Bearer {other}").status_code == 200
