"""Sealing everything anew: all agencies' secrets, one by one, and never "done" while something is left."""

import pytest
from django.core.checks import run_checks
from django.core.management import call_command

from tenants import secrets
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows.test_lineup import KEY, give_key
from workflows import keeping
from workflows.models import Credential

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
OLD, NEW = ("a", "first-" * 10), ("b", "second-" * 10)


@pytest.fixture
def rows(cast: Cast, settings) -> list[Credential]:
    """Of two agencies and of one client, sealed with the old key."""
    settings.SECRETS_KEYS = [OLD]
    return [give_key(cast), give_key(cast, cast.ours.client.pk), give_key(cast, house="rival")]


def again(row: Credential) -> Credential:
    with tenant_tx(*filter(None, [row.client_id]), agency=row.agency_id):
        return Credential.objects.get(pk=row.pk)


def run(capsys) -> tuple[int, str, str]:
    code = 0
    try:
        call_command("rotate_secrets")
    except SystemExit as ended:
        code = ended.code
    out, err = capsys.readouterr()
    return code, out, err


def test_it_seals_all_agencies_secrets_with_the_first_key(rows, settings, capsys):
    settings.SECRETS_KEYS = [NEW, OLD]
    code, out, err = run(capsys)
    assert (code, err) == (0, "")
    assert "Sealed anew with “b”: 3. Already were: 0." in out
    assert "Done: the older keys may be taken out" in out
    settings.SECRETS_KEYS = [NEW]
    assert [again(row).secret() for row in rows] == [KEY] * 3
    code, out, _ = run(capsys)
    assert (code, "Already were: 3." in out) == (0, True)


def test_it_goes_on_where_it_was_stopped(rows, settings):
    settings.SECRETS_KEYS = [NEW, OLD]
    first = again(rows[0])
    first.sealed = first.reseal()
    with tenant_tx(agency=first.agency_id):
        first.save()
    came = keeping.rotate()
    assert (came.resealed, came.already, came.is_done) == (2, 1, True)


def test_it_seals_with_a_key_of_its_own_what_secret_key_has_sealed(cast, settings):
    row = give_key(cast)
    settings.SECRETS_KEYS = [NEW]
    assert keeping.rotate().is_done
    settings.SECRET_KEY = "another-one"
    assert again(row).secret() == KEY


def test_it_is_not_done_while_a_secret_cannot_be_opened_and_says_whose(rows, settings, capsys):
    settings.SECRETS_KEYS = [NEW]
    code, out, err = run(capsys)
    assert code == 1
    assert "Sealed anew with “b”: 0." in out
    assert "Done" not in out
    assert "Anthropic, All clients, agency Fern Agency: It was sealed with the key “a”" in err
    assert "Anthropic, Fernhill Hotels, agency Fern Agency" in err
    assert "Anthropic, All clients, agency Rival Agency" in err
    assert "Not done: keep the older keys in SECRETS_KEYS." in err
    assert KEY not in out + err


def test_it_tells_a_moved_seal_from_a_good_one(rows, settings):
    """A sealed value that was copied into another row stays shut there."""
    with tenant_tx(agency=rows[2].agency_id):
        Credential.objects.filter(pk=rows[2].pk).update(sealed=rows[0].sealed)
    settings.SECRETS_KEYS = [NEW, OLD]
    came = keeping.rotate()
    assert (came.resealed, len(came.broken), came.left, came.is_done) == (2, 1, 0, False)
    assert "Rival Agency" in came.broken[0]


def test_it_leaves_alone_what_somebody_put_in_meanwhile(rows, settings, monkeypatch):
    settings.SECRETS_KEYS = [NEW, OLD]
    usual = secrets.seal

    def seal_while_somebody_writes(secret: str, row: str) -> str:
        monkeypatch.setattr(secrets, "seal", usual)
        settings.SECRETS_KEYS = [OLD]  # an older process, which doesn't know the new key yet
        replaced = again(rows[0])
        replaced.put("sk-newer-0123456789")
        with tenant_tx(agency=replaced.agency_id):
            replaced.save()
        settings.SECRETS_KEYS = [NEW, OLD]
        return usual(secret, row)

    monkeypatch.setattr(secrets, "seal", seal_while_somebody_writes)
    came = keeping.rotate()
    assert (came.resealed, came.left, came.is_done) == (2, 1, False)
    assert again(rows[0]).secret() == "sk-newer-0123456789"
    assert keeping.rotate().is_done


def test_the_check_names_a_key_that_is_missing(rows, settings):
    assert _warned() == []
    settings.SECRETS_KEYS = [NEW]
    (warning,) = _warned()
    assert "lacks the key “a”, and 3 stored model keys can't be opened" in warning.msg
    assert "rotate_secrets" in warning.hint


def _warned() -> list:
    return [found for found in run_checks(databases=["default", "owner"]) if found.id == "baton.W021"]
