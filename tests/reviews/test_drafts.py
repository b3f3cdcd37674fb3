"""Briefs that wait to be sent: saved as they are typed, for their writer alone."""

from uuid import UUID, uuid4

import pytest
from django.test import Client as Browser

from reviews import drafts
from reviews.models import BriefDraft
from tenants.scope import scope, tenant_tx
from tests.cast import Cast
from tests.reviews import stage
from tests.reviews.visiting import HTMX, Browse, at
from workflows.models import Run, Workflow

ID = UUID(int=7)


@pytest.fixture
def workflow(ours: Cast) -> Workflow:
    return stage.begin(ours.ours).version.workflow


def keep(browser: Browser, workflow: Workflow, pk: UUID = ID, **answers: object):
    sent = {"kept-draft": str(pk), **answers}
    return browser.post(at("draft", workflow.pk), sent, headers=HTMX)


def text_of(answer) -> str:
    return answer.content.decode()


def test_it_saves_what_is_typed_over_and_over(workflow: Workflow, reviewer: Browser) -> None:
    assert "Draft saved" in text_of(keep(reviewer, workflow, topic="Sn"))
    keep(reviewer, workflow, topic="Snow", facts="one\ntwo", urgent="yes")
    (draft,) = BriefDraft.objects.all()
    assert draft.answers == {"topic": "Snow", "facts": "one\ntwo", "urgent": "yes"}


def test_it_lists_resumes_and_discards(workflow: Workflow, reviewer: Browser) -> None:
    keep(reviewer, workflow, topic="Snow", facts="one\ntwo")
    page = text_of(reviewer.get(at("requests")))
    assert "Your drafts" in page and "Snow" in page
    form = text_of(reviewer.get(at("request", workflow.pk), {"draft": str(ID)}))
    assert 'value="Snow"' in form and "one\ntwo" in form and f'value="{ID}"' in form
    reviewer.post(at("discard", ID))
    assert "Your drafts" not in text_of(reviewer.get(at("requests")))


def test_it_goes_when_its_brief_is_sent_and_stays_away(workflow: Workflow, reviewer: Browser) -> None:
    keep(reviewer, workflow, topic="Snow")
    address = at("request", workflow.pk)
    reviewer.post(address, {"kept-draft": str(ID), "topic": "Snow"})
    assert Run.objects.filter(title="Snow").count() == 1
    assert "Draft saved" not in text_of(keep(reviewer, workflow, topic="Snow"))  # the last keystroke, late
    assert not BriefDraft.objects.exists()


def test_it_stays_when_the_brief_is_refused(workflow: Workflow, reviewer: Browser) -> None:
    keep(reviewer, workflow, facts="one")
    answer = reviewer.post(at("request", workflow.pk), {"kept-draft": str(ID), "facts": "one"})
    assert answer.status_code == 422 and f'value="{ID}"' in text_of(answer)
    assert BriefDraft.objects.count() == 1


def test_it_saves_by_a_button_too(workflow: Workflow, reviewer: Browser) -> None:
    answer = reviewer.post(at("draft", workflow.pk), {"kept-draft": str(ID), "topic": "Snow"}, follow=True)
    assert "Saved. You find it" in text_of(answer) and BriefDraft.objects.count() == 1


def test_it_keeps_nothing_of_an_empty_form(workflow: Workflow, reviewer: Browser) -> None:
    assert "Draft saved" not in text_of(keep(reviewer, workflow, topic="", facts=""))
    assert not BriefDraft.objects.exists()


def test_it_says_when_there_are_too_many(workflow: Workflow, reviewer: Browser, monkeypatch) -> None:
    monkeypatch.setattr(drafts, "MOST", 1)
    keep(reviewer, workflow, topic="Snow")
    assert "Discard some" in text_of(keep(reviewer, workflow, uuid4(), topic="Rain"))
    assert BriefDraft.objects.count() == 1


@pytest.mark.parametrize("sent", ["", "x", "../../etc"])
def test_it_takes_any_id_that_is_none_for_a_new_draft(
    workflow: Workflow, reviewer: Browser, sent: str
) -> None:
    answer = reviewer.post(at("draft", workflow.pk), {"kept-draft": sent, "topic": "Snow"}, headers=HTMX)
    assert answer.status_code == 200 and BriefDraft.objects.count() == 1
    assert reviewer.get(at("request", workflow.pk), {"draft": sent}).status_code == 200


def test_nobody_else_finds_it(ours: Cast, workflow: Workflow, reviewer: Browser, browse: Browse) -> None:
    keep(reviewer, workflow, topic="Snow")
    colleague, rival, reader = (
        browse(user) for user in (ours.ours.editor, ours.rival.reviewer, ours.ours.reader)
    )
    for other, status in ((colleague, 404), (rival, 404), (reader, 404)):
        assert other.post(at("discard", ID)).status_code == status
    assert "Snow" not in text_of(colleague.get(at("request", workflow.pk), {"draft": str(ID)}))
    assert "Draft saved" not in text_of(keep(colleague, workflow, topic="Mine"))
    assert keep(rival, workflow, topic="Mine").status_code == 404
    assert keep(reader, workflow, topic="Mine").status_code == 403
    with scope([ours.rival.client.pk]):
        assert not BriefDraft.objects.exists()
    assert BriefDraft.objects.get().answers == {"topic": "Snow"}


def test_an_id_that_a_strangers_draft_has_takes_nothing_and_breaks_nothing(
    ours: Cast, workflow: Workflow, reviewer: Browser, browse: Browse
) -> None:
    keep(reviewer, workflow, topic="Ours")
    with tenant_tx(ours.rival.client.pk, agency=ours.rival.agency.pk):
        theirs = stage.begin(ours.rival).version.workflow
    answer = keep(browse(ours.rival.owner), theirs, topic="Theirs")
    colleagues = keep(browse(ours.ours.editor), workflow, topic="A colleague’s")
    assert answer.status_code == colleagues.status_code == 200
    assert text_of(answer) == text_of(colleagues) and "Ours" not in text_of(answer)
    assert BriefDraft.objects.get().answers == {"topic": "Ours"}
    with scope([ours.rival.client.pk]):
        assert not BriefDraft.objects.exists()
