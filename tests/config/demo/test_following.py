"""What the demo tells of its runs, read from rows that the real runner wrote."""

import pytest
from asgiref.sync import async_to_sync

from config.demo import following
from config.demo.following import Follower
from config.demo.material import Brief
from config.demo.starting import Started
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows.newsletter import BRIEF, publish_newsletter
from workflows import decisions, runner
from workflows.models import Attempt
from workflows.models.event import record

pytestmark = pytest.mark.django_db(transaction=True)


def started(client_id: int, **settings: object) -> Started:
    with tenant_tx(client_id):
        run = decisions.start(
            publish_newsletter(client_id, **settings), BRIEF, title="Season", origin="command"
        )
    brief = Brief("season", "ours", "newsletter", "The quiet season", "", "done", BRIEF)
    return Started(brief, client_id, run.pk, earlier=False)


def test_it_tells_each_thing_once_until_all_rest(cast: Cast) -> None:
    follower = Follower([started(cast.ours.client.pk)])
    assert not follower.at_rest()
    assert follower.news() == []
    async_to_sync(runner.drain)()
    assert follower.at_rest()
    told = follower.news()
    assert {news.client for news in told} == {cast.ours.client.name}
    assert [(news.step, news.what) for news in told][-2:] == [("deliver", "passed"), ("", "done")]
    assert follower.news() == []


def test_it_tells_why_a_gate_objected_and_who_is_asked(cast: Cast) -> None:
    follower = Follower([started(cast.ours.client.pk, forbidden_phrases=["January"])])
    async_to_sync(runner.drain)()
    told = {(news.step, news.what): news.why for news in follower.news()}
    assert told["rules", "sent back"].startswith("Forbidden phrase: ")
    assert told["rules", "flagged"].startswith("Forbidden phrase: ")
    assert ("review", "waits for a person") in told
    (result,) = follower.results()
    assert (result.status, result.flagged, result.saved) == ("waiting", True, "")
    assert {finding["criterion"] for finding in result.findings} == {"Forbidden phrase"}


def test_it_sums_up_what_came_of_a_run(cast: Cast) -> None:
    follower = Follower([started(cast.ours.client.pk)])
    async_to_sync(runner.drain)()
    (result,) = follower.results()
    assert (result.status, result.flagged) == ("done", False)
    assert result.saved == BRIEF["topic"]
    assert result.seconds > 0
    assert {step["key"]: step["status"] for step in result.as_json["steps"]}["draft"] == "passed"


def test_it_mentions_a_step_that_takes_long(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    run = started(cast.ours.client.pk)
    follower = Follower([run])
    with tenant_tx(run.client_id):
        attempt = Attempt.objects.create(client_id=run.client_id, run_id=run.run_id, key="draft", number=1)
        record(run.client_id, "step.started", run=run.run_id, step_key="draft", attempt=attempt.pk)
    assert follower.news() == []
    monkeypatch.setattr(following, "LONG", 0.0)
    assert [(news.step, news.what) for news in follower.news()] == [("draft", "begun")]
    assert follower.news() == []
