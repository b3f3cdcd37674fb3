"""Golden briefs: a draft has to do on them at least as well as what is published, or somebody says why it may not."""

import html

import pytest
from asgiref.sync import async_to_sync

from tenants.scope import tenant_tx
from tests.reading import html_of
from tests.workflows.admin.test_trying_out import SENT, set_threshold
from tests.workflows.newsletter import BRIEF
from workflows import goldens, runner
from workflows.models import Event, Golden, Run, Version, Workflow

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def golden(published):
    """Two golden briefs and a draft."""
    for name in ("The quiet season", "The cellar"):
        assert (
            published.post("goldens/", name=name, expectation="Names the walks.", **SENT).status_code == 302
        )
    published.post("draft/")
    return published


def carry(desk) -> None:
    for pk in desk.look(
        lambda workflow: list(Run.with_trials.filter(state="queued").values_list("pk", flat=True))
    ):
        async_to_sync(runner.drain)(only=pk)


def checked(desk) -> goldens.Check:
    return desk.look(lambda workflow: goldens.check(workflow.draft))


def held(desk) -> str:
    return desk.look(lambda workflow: goldens.hold(workflow, workflow.draft))


def number(desk) -> int:
    return desk.look(lambda workflow: workflow.published.number)


def test_it_keeps_a_brief_typed_or_of_a_run(golden):
    assert golden.look(lambda w: [g.brief for g in w.goldens.all()]) == [BRIEF, BRIEF]
    golden.post("start/", **SENT)
    run = golden.look(lambda workflow: Run.objects.get())
    page = golden.get(f"goldens/?like={run.pk}")
    assert f'value="{run.title}"' in page and BRIEF["call_to_action"] in page
    assert "Names the walks." in page


def test_it_refuses_what_is_no_brief_and_a_name_that_is_taken(golden):
    page = html.unescape(html_of(golden.post("goldens/", name="The cellar", **SENT | {"brief-topic": ""})))
    assert "There is a golden brief of this name already." in page
    assert "“Topic” needs an answer." in page
    assert golden.look(lambda w: w.goldens.count()) == 2


def test_it_counts_how_often_each_passes(golden):
    golden.post("goldens/check/")
    assert checked(golden).is_working
    assert "being tried: 0 of 4" in golden.get("publish/")
    carry(golden)
    found = checked(golden)
    assert (found.passes, found.passed_before, found.is_good, found.progress) == (2, 2, True, 100)
    page = golden.get("publish/")
    assert "passed by the draft: 2 of 2; by version 1: 2 of 2" in page
    assert "The draft passes at least as often" in page
    assert golden.look(lambda workflow: Run.objects.count()) == 0


def test_it_publishes_only_what_does_as_well(golden):
    golden.post("goldens/needed/", on="yes")
    assert "wasn't tried on the golden briefs yet" in held(golden)
    golden.post("publish/", notes="")
    assert number(golden) == 1
    set_threshold(golden, 10)
    golden.post("goldens/check/")
    assert "Wait until they are through" in held(golden)
    carry(golden)
    assert held(golden) == ("The draft passes its gates on 0 of 2 golden briefs, the published version on 2.")
    page = html.unescape(html_of(golden.post("publish/", notes="")))
    assert "say why it is published all the same" in page
    late = html.unescape(html_of(golden.post("publish/", notes="", at="2020-01-01T09:00")))
    assert "say why it is published all the same" in late and "The time to publish has passed" in late
    assert number(golden) == 1
    set_threshold(golden, 0)
    assert "wasn't tried" in held(golden)
    golden.post("goldens/check/")
    carry(golden)
    assert held(golden) == ""
    assert golden.post("publish/", notes="").status_code == 302
    assert number(golden) == 2


def test_whoever_goes_past_it_says_why_and_it_is_kept(golden):
    golden.post("goldens/needed/", on="yes")
    assert golden.post("publish/", notes="", reason="The client can’t wait.").status_code == 302
    assert number(golden) == 2
    over = golden.look(lambda workflow: workflow.published.published_over)
    assert "wasn't tried" in over and over.endswith("Published all the same: The client can’t wait.")
    assert "The client can’t wait." in golden.get("versions/")
    event = golden.look(lambda workflow: Event.objects.get(kind="version.published"))
    assert event.data["over"] == over


def test_a_reason_that_nothing_asks_for_is_not_kept(golden):
    golden.post("publish/", notes="", reason="Because.")
    assert golden.look(lambda workflow: workflow.published.published_over) == ""


def test_it_says_where_the_draft_asks_other_questions(golden):
    golden.post("goldens/needed/", on="yes")
    golden.look(
        lambda w: w.draft.fields.create(client_id=w.client_id, key="season", label="Season", position=9)
    )
    assert "asks other questions than the golden brief “The cellar” answers" in held(golden)


def test_it_checks_nothing_where_there_is_nothing_to_check(published):
    published.post("draft/")
    published.post("goldens/check/")
    assert "There is no golden brief yet." in published.get("publish/")
    published.post("goldens/needed/", on="yes")
    assert "there is none yet" in published.look(lambda w: goldens.hold(w, w.draft))
    published.post("goldens/needed/", on="")
    assert published.look(lambda w: goldens.hold(w, w.draft)) == ""


def test_it_removes_one(golden):
    pk = golden.look(lambda workflow: workflow.goldens.first().pk)
    assert golden.post(f"goldens/{pk}/remove/").status_code == 302
    assert golden.look(lambda workflow: workflow.goldens.count()) == 1
    assert golden.post(f"goldens/{pk}/remove/").status_code == 404


def test_a_rival_neither_sees_nor_changes_one(golden, browse):
    pk = golden.look(lambda workflow: workflow.goldens.first().pk)
    rival, viewer = browse(golden.cast.rival.owner), browse(golden.cast.ours.viewer)
    for page in ("goldens/", "goldens/needed/", "goldens/check/", f"goldens/{pk}/remove/"):
        assert rival.get(golden.url(page)).status_code == 404
        assert rival.post(golden.url(page), SENT | {"name": "x", "on": "yes"}).status_code == 404
        assert viewer.post(golden.url(page), SENT | {"name": "x", "on": "yes"}).status_code == 403
    assert golden.look(lambda w: (w.goldens.count(), w.golden_needed, Run.with_trials.count())) == (
        2,
        False,
        0,
    )
    theirs = golden.cast.rival.client.pk
    with tenant_tx(theirs):
        assert not Golden.objects.exists()
        other = Workflow.objects.create(client_id=theirs, name="Theirs", slug="theirs")
        draft = other.open_draft()
        assert isinstance(draft, Version)
        assert goldens.check(draft).pairs == ()
    answer = rival.post(f"/admin/workflows/workflow/{other.pk}/goldens/{pk}/remove/")
    assert answer.status_code == 404


@pytest.fixture
def ended(published):
    """A run that ended well."""
    published.post("start/", **SENT)
    published.look(lambda workflow: Run.objects.update(state="done", flagged=False))
    return published.look(lambda workflow: Run.objects.get())


def of(run: Run) -> str:
    return f"/admin/workflows/run/{run.pk}/"


def names(desk) -> list[str]:
    return desk.look(lambda workflow: [golden.name for golden in workflow.goldens.all()])


def test_a_run_that_ended_well_becomes_a_golden_brief_and_back(published, ended):
    browser = published.browser
    assert "Make this a golden brief" in html_of(browser.get(f"{of(ended)}change/"))
    assert browser.post(f"{of(ended)}golden/").status_code == 302
    browser.post(f"{of(ended)}golden/")  # twice is once
    assert names(published) == [ended.title]
    assert published.look(lambda workflow: workflow.goldens.get().brief) == BRIEF
    page = html.unescape(html_of(browser.get(f"{of(ended)}change/")))
    assert "This is a golden brief" in page and "Make this a golden brief" not in page
    browser.post(f"{of(ended)}golden/", {"undo": "yes"})
    assert names(published) == []


def test_another_brief_of_the_same_title_gets_a_name_of_its_own(published, ended):
    published.post("goldens/", name=ended.title, **SENT | {"brief-call_to_action": "Come by."})
    published.browser.post(f"{of(ended)}golden/")
    assert names(published) == [ended.title, f"{ended.title} 2"]


@pytest.mark.parametrize("how", [{"state": "stopped"}, {"state": "done", "flagged": True}])
def test_a_run_that_went_otherwise_is_refused(published, ended, how):
    published.look(lambda workflow: Run.objects.update(**how))
    page = html_of(published.browser.get(f"{of(ended)}change/"))
    assert "Make this a golden brief" not in page
    answer = html_of(published.browser.post(f"{of(ended)}golden/", follow=True))
    assert "Only the brief of a run that ended well" in answer and names(published) == []


def test_a_rival_marks_nothing(published, ended, browse):
    address = f"{of(ended)}golden/"
    for sent in ({}, {"undo": "yes"}):
        assert browse(published.cast.rival.owner).post(address, sent).status_code == 404
        assert browse(published.cast.ours.viewer).post(address, sent).status_code == 403
    assert published.browser.get(address).status_code == 404
    page = html_of(browse(published.cast.ours.viewer).get(f"{of(ended)}change/"))
    assert "Make this a golden brief" not in page
    assert names(published) == []
