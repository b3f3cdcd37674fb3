"""The runs' list: it keeps itself up to date, and does things to several runs at once."""

import pytest

from tenants.scope import tenant_tx
from tests.reading import html_of
from tests.workflows import leaflet
from tests.workflows.newsletter import BRIEF
from workflows import intake
from workflows.models import Attempt, Lease, Run

LIST = "/admin/workflows/run/"


@pytest.fixture
def runs(published):
    return published.look(lambda workflow: [intake.start(workflow, BRIEF) for _ in range(3)])


def polled(desk) -> str:
    """The address that the page asks for news."""
    text = html_of(desk.browser.get(LIST))
    return text.partition('hx-get="')[2].partition('"')[0].replace("&amp;", "&")


def act(desk, action, chosen, browser=None):
    values = {"action": action, "_selected_action": [str(pk) for pk in chosen]}
    return (browser or desk.browser).post(LIST, values, follow=True)


def test_it_asks_only_about_what_can_still_change(published, runs):
    published.look(lambda _: Run.objects.filter(pk=runs[0].pk).update(state="done"))
    address = polled(published)
    assert str(runs[1].pk) in address and str(runs[0].pk) not in address
    published.look(lambda _: Run.objects.update(state="done"))
    assert "live/?seen" not in html_of(published.browser.get(LIST))


def test_it_gives_news_once(published, runs):
    address = polled(published)
    assert published.browser.get(address).status_code == 204
    published.look(
        lambda _: Attempt.objects.create(
            client_id=runs[0].client_id, run=runs[0], key="draft", number=1, state="passed"
        )
    )
    answer = published.browser.get(address)
    text = html_of(answer)
    assert answer.status_code == 200
    assert f'id="steps-{runs[0].pk}" title="1 of 5 steps" hx-swap-oob="true"' in text
    following = text.partition('hx-get="')[2].partition('"')[0].replace("&amp;", "&")
    assert published.browser.get(following).status_code == 204


def test_it_stops_asking_when_all_have_ended(published, runs):
    address = polled(published)
    published.look(lambda _: Run.objects.update(state="done"))
    text = html_of(published.browser.get(address))
    assert text.count('b-chip done"') == 3
    assert '<div id="moving" hx-swap-oob="true"></div>' in text


def test_it_shows_what_rests(published, runs):
    published.browser.post(published.url("pausing/"), {"paused": "yes"})
    assert html_of(published.browser.get(LIST)).count(">Paused</span>") == 3


def test_it_tells_the_rival_nothing(published, runs, browse):
    answer = browse(published.cast.rival.owner).get(polled(published))
    assert str(runs[0].pk) not in html_of(answer)
    garbage = published.browser.get(f"{LIST}live/?seen=x&run=garbage&run=")
    assert garbage.status_code == 200


def test_it_stops_the_chosen_ones(published, runs):
    answer = act(published, "stop", [runs[0].pk, runs[1].pk])
    assert "2 runs stopping now." in html_of(answer)
    cancelled = set(Lease.objects.filter(cancel=True).values_list("run_id", flat=True))
    assert cancelled == {runs[0].pk, runs[1].pk}


def test_it_resumes_those_that_failed(published, runs):
    published.look(lambda _: Run.objects.filter(pk=runs[0].pk).update(state="failed"))
    text = html_of(act(published, "resume", [runs[0].pk, runs[1].pk]))
    assert "1 run going on" in text
    assert "1 run hadn&#x27;t failed" in text


def test_it_sets_priorities(published, runs):
    act(published, "priority_high", [runs[2].pk])
    assert Lease.objects.get(pk=runs[2].pk).priority == 1
    assert "High" in html_of(published.browser.get(f"{LIST}?priority__exact=1"))
    assert str(runs[0].pk) not in html_of(published.browser.get(f"{LIST}?priority__exact=1"))


def test_it_touches_nothing_outside_of_what_the_person_may_see(published, runs, browse):
    rival = published.cast.rival
    with tenant_tx(rival.client.pk, agency=rival.agency.pk):
        theirs = intake.start(leaflet.published(rival.client), {"topic": "Theirs"})
    for browser, chosen in ((browse(rival.owner), runs[0].pk), (published.browser, theirs.pk)):
        act(published, "stop", [chosen], browser)
    assert not Lease.objects.filter(cancel=True).exists()


def test_it_offers_a_viewer_no_actions(published, runs, browse):
    viewer = browse(published.cast.ours.viewer)
    assert "_selected_action" not in html_of(viewer.get(LIST))
    act(published, "stop", [runs[0].pk], viewer)
    assert not Lease.objects.filter(cancel=True).exists()
