"""A public link: to read only, of one workflow, until it is taken back."""

import pytest
from django.urls import reverse

from tenants.models.key import digest
from tenants.scope import tenant_tx, unscoped
from tests.workflows.handoff.test_figures import ended
from tests.workflows.judged import sent
from workflows.handoff import links
from workflows.handoff.worked import choose
from workflows.models import Delivery, Event, HandoffLink, Run, Workflow

PIECE = "The cellar is full of quinces."


@pytest.fixture
def shown(version):
    """With a run that was chosen, and one that failed."""
    run = ended(version)
    sent(run)
    Delivery.objects.update(text=PIECE)
    choose(version.workflow, run, None)
    failed = ended(version, state="failed")
    Run.objects.filter(pk=failed.pk).update(sentence="Kanarienvogel", title="Geheim")
    return version.workflow


def ask(client, token, name="handoff_link"):
    return client.get(reverse(name, args=[token]))


def test_it_opens_the_page_without_an_account(shown, client):
    _, token = links.make(shown, "Ana", None)
    page = ask(client, token)
    text = page.content.decode()
    assert "Write about {{ brief.topic }}" in text
    assert not page.cookies
    assert (page["X-Robots-Tag"], page["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert "no-store" in page["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in text
    assert ask(client, token, "handoff_link_markdown").content.decode().startswith("# Newsletter")


def test_it_shows_nothing_of_the_client_that_was_not_chosen(shown, client):
    _, token = links.make(shown, "Ana", None)
    _, other = links.make(shown, "Ben", None, example=True)
    for name in ("handoff_link", "handoff_link_markdown"):
        plain, chosen = (ask(client, one, name).content.decode() for one in (token, other))
        assert PIECE not in plain and "The quiet season" not in plain
        assert PIECE in chosen and "The quiet season" in chosen
        for text in (plain, chosen):
            assert "Kanarienvogel" not in text and "Geheim" not in text


def test_only_the_hash_of_its_token_is_kept(shown):
    link, token = links.make(shown, "Ana", None)
    row = HandoffLink.objects.values().get(pk=link.pk)
    assert row["digest"] == digest(token)
    assert token not in repr(row)
    assert token not in repr(list(Event.objects.values()))


def test_it_opens_nothing_once_it_is_taken_back(shown, client):
    link, token = links.make(shown, "Ana", None)
    _, other = links.make(shown, "Ben", None)
    links.revoke(link, None)
    assert ask(client, token).status_code == 404
    assert ask(client, token, "handoff_link_markdown").status_code == 404
    assert ask(client, other).status_code == 200
    kinds = list(Event.objects.filter(kind__startswith="handoff_link").values_list("kind", flat=True))
    assert kinds == ["handoff_link.made", "handoff_link.made", "handoff_link.revoked"]


def test_a_guess_opens_nothing(shown, client):
    links.make(shown, "Ana", None)
    for guess in ("x", "baton_0_0", digest("x"), HandoffLink.objects.get().digest):
        assert ask(client, guess).status_code == 404


def test_it_changes_nothing_and_takes_no_post(shown, client):
    _, token = links.make(shown, "Ana", None)
    assert client.post(reverse("handoff_link", args=[token])).status_code == 405


def test_whose_it_is_is_asked_without_a_scope(shown, cast):
    link, token = links.make(shown, "Ana", None)
    with unscoped():
        assert links.client_of(token) == cast.ours.client.pk
    with tenant_tx(cast.rival.client.pk, agency=cast.rival.agency.pk):
        assert links.holder(token) is None
        assert not HandoffLink.objects.filter(pk=link.pk).exists()


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_it_is_for_somebody(shown, name):
    with pytest.raises(links.Refused, match="whom the link is for"):
        links.make(shown, name, None)


def test_what_is_not_published_has_none(cast):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        workflow = Workflow.objects.create(client=cast.ours.client, name="New", slug="new")
        workflow.open_draft()
        with pytest.raises(links.Refused, match="Publish the workflow first"):
            links.make(workflow, "Ana", None)
