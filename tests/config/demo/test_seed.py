"""The demo is filled once, found again, and runs to where each brief says."""

from io import StringIO
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.management import CommandError, call_command

from config.demo.material import briefs
from config.demo.people import PASSWORD
from config.demo.seed import NotADemo, Seeded, seed
from config.demo.starting import start_runs
from memory.models import Document, Passage
from tenants.access import Role
from tenants.memberships import access_of, client_of_key
from tenants.models import ApiKey, User
from tenants.scope import tenant_tx
from workflows import runner
from workflows.models import Delivery, Run, Workflow

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO = True


@pytest.fixture
def seeded(demo: None) -> Seeded:
    return seed()


def counted(seeded: Seeded) -> dict[str, list[int]]:
    found = {}
    for slug, client in seeded.clients.items():
        with tenant_tx(client):
            rows = (Document, Passage, Workflow, ApiKey, Run)
            found[slug] = [model.objects.count() for model in rows]
    return found


def test_it_refuses_where_nobody_asked_for_a_demo():
    with pytest.raises(NotADemo):
        seed()
    with pytest.raises(CommandError, match="BATON_DEMO=1"):
        call_command("seed")
    assert not User.objects.exists()


def test_it_makes_logins_that_work_and_see_their_own_place(seeded):
    for login in seeded.logins:
        user = User.objects.get(email=login.email)
        assert user.check_password(PASSWORD) and login.password == PASSWORD
        access = access_of(user.pk)
        assert access.may("decide reviews") == (login.role in ("owner", "editor", "reviewer"))
        assert access.is_staff == (not login.client)
        assert len(access.clients) == (1 if login.client or login.place == "Brasswick Studio" else 3)
    assert {login.role for login in seeded.logins} == set(Role)


def test_it_gives_every_client_its_memory_its_workflows_and_its_key(seeded):
    for client in seeded.clients.values():
        with tenant_tx(client):
            assert not Document.objects.exclude(state=Document.State.READY, problem="").exists()
            assert all(document.passages.exists() for document in Document.objects.all())
            assert not Document.objects.filter(text__contains="---\ntitle").exists()
            assert all(workflow.published for workflow in Workflow.objects.all())
    assert {key.client: client_of_key(key.key) for key in seeded.keys} == seeded.clients


def test_it_finds_everything_again_and_leaves_alone_what_somebody_has_changed(seeded):
    with tenant_tx(seeded.clients["wrenmoor"]):
        Workflow.objects.update(name="Letter to a friend")
        Document.objects.filter(kind="facts").delete()
    before = counted(seeded)
    assert seed() == seeded
    assert counted(seeded) == before
    with tenant_tx(seeded.clients["wrenmoor"]):
        assert Workflow.objects.get().name == "Letter to a friend"


def test_it_makes_a_new_key_when_the_secret_has_changed(seeded, settings):
    settings.SECRET_KEY = "another one that is long enough to be a secret"
    new = {key.client: key.key for key in seed().keys}
    for old in seeded.keys:
        assert client_of_key(old.key) is None
        assert client_of_key(new[old.client]) == seeded.clients[old.client]


def test_it_prints_logins_and_keys_and_starts_each_brief_once(demo):
    out = StringIO()
    call_command("seed", "--runs", stdout=out)
    assert "ida@wrenmoor.example" in out.getvalue()
    assert out.getvalue().count("baton_") == 4
    assert "9 of 9 briefs started." in out.getvalue()
    again = start_runs(seed())
    assert [each.brief.slug for each in again] == [brief.slug for brief in briefs()]
    assert all(each.earlier for each in again)
    assert sum(runs for *_, runs in counted(seed()).values()) == 9


def test_it_runs_every_brief_to_where_it_should_end(seeded):
    started = start_runs(seeded)
    async_to_sync(runner.drain)(seconds=60)
    for each in started:
        with tenant_tx(each.client_id):
            run = Run.objects.get(pk=each.run_id)
            assert (run.state, run.sentence if run.state == "failed" else "") == (each.brief.expect, "")
            assert Delivery.objects.filter(run=run).exists() == (each.brief.expect == "done")
