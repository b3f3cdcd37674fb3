"""“What would have happened?”: by the form as it stands, within the client, for those who may see the workflow."""

import pytest

from tenants.scope import tenant_tx
from tests.reading import html_of
from tests.workflows.judged import attempt, decided, judged, publish, sent
from workflows.models import Run, Workflow

FORM = {
    "title": "Rubric", "retries": 3, "timeout": 600, "on_item_failure": "fail", "settings-route": "judging",
    "settings-on_refusal": "next", "settings-if_late": "now", "settings-judges": 1, "settings-margin": 0.5,
    "settings-disagreement": 3, "settings-criteria-0-key": "facts", "settings-criteria-0-name": "Facts",
    "settings-criteria-0-weight": 1,
}  # fmt: skip


@pytest.fixture
def workflow(cast) -> Workflow:
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        version = publish(cast.ours)
        sent(judged(version, "Lambs in spring", {"facts": 7.2}))
        judged(version, "Bread at dawn", {"facts": 9})
        decided(judged(version, "Snow on the pass", {"facts": 6}, flagged=True), edited=True)
        version.workflow.open_draft()
        return version.workflow


def address(workflow: Workflow, key: str = "rubric") -> str:
    return f"/admin/workflows/workflow/{workflow.pk}/steps/{key}/replayed/"


def shown(browser, workflow, **sent) -> str:
    response = browser.post(address(workflow), sent)
    assert response.status_code == 200
    return html_of(response)


def test_it_stands_below_the_form_of_a_rubric(cast, browse, workflow):
    editor = browse(cast.ours.editor)
    page = html_of(editor.get(f"/admin/workflows/workflow/{workflow.pk}/change/?step=rubric"))
    assert "What would have happened?" in page and address(workflow) in page
    other = html_of(editor.get(f"/admin/workflows/workflow/{workflow.pk}/change/?step=draft"))
    assert "What would have happened?" not in other


def test_it_goes_by_the_form_as_it_stands(cast, browse, workflow):
    editor = browse(cast.ours.editor)
    higher = shown(editor, workflow, **FORM | {"settings-threshold": 8})
    assert "1 of 3" in higher and "Would have been stopped" in higher
    assert "Lambs in spring" in higher and "No person saw it · sent" in higher and "Snow" not in higher
    lower = shown(editor, workflow, **FORM | {"settings-threshold": 5})
    assert "Snow on the pass" in lower and "A person decided: approved with edits" in lower
    assert "Nothing would have gone another way." in shown(
        editor, workflow, **FORM | {"settings-threshold": 7}
    )


def test_it_says_that_a_piece_still_waits_for_a_person(cast, browse, workflow):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        attempt(Run.objects.get(title="Bread at dawn"), "review", state="waiting")
    page = shown(browse(cast.ours.editor), workflow, **FORM | {"settings-threshold": 9.5})
    said = page[page.index("Bread at dawn") :]
    assert said.index("No person has decided yet") < said.index("</a>")


def test_it_saves_nothing(cast, browse, workflow):
    shown(browse(cast.ours.editor), workflow, **FORM | {"settings-threshold": 9})
    with tenant_tx(workflow.client_id, agency=cast.ours.agency.pk):
        assert Workflow.objects.get().draft.definition.step("rubric").settings["threshold"] == 7


def test_it_says_what_is_in_the_way(cast, browse, workflow):
    editor = browse(cast.ours.editor)
    assert "needs mending" in shown(editor, workflow, **FORM | {"settings-threshold": "high"})
    assert "needs mending" in shown(editor, workflow, **FORM | {"settings-threshold": 11})
    without = {name: value for name, value in FORM.items() if "criteria" not in name}
    assert "needs mending" in shown(editor, workflow, **without | {"settings-threshold": 7})
    other = FORM | {
        "settings-threshold": 7,
        "settings-criteria-0-key": "",
        "settings-criteria-0-name": "Rhythm",
    }
    assert "judged by other criteria" in shown(editor, workflow, **other)


def test_it_takes_how_many_are_asked_for_and_no_other_number(cast, browse, workflow):
    editor = browse(cast.ours.editor)
    for count in ("20", "200", "0", "-1", "9999999999", "many", ""):
        assert "of 3" in shown(editor, workflow, **FORM | {"settings-threshold": 7, "replay-count": count})


def test_a_version_that_is_frozen_is_replayed_as_it_is(cast, browse, workflow):
    page = browse(cast.ours.viewer).post(address(workflow) + "?version=1", {"replay-count": "50"})
    assert page.status_code == 200 and "2 of 3" in html_of(page)


def test_it_is_no_matter_of_a_rivals_or_of_a_clients(cast, browse, workflow):
    form = FORM | {"settings-threshold": 7}
    assert browse(cast.rival.editor).post(address(workflow), form).status_code == 404
    assert browse(cast.ours.reviewer).post(address(workflow), form).status_code in (302, 403, 404)
    assert browse(cast.ours.editor).get(address(workflow)).status_code == 404
    for key in ("draft", "nowhere"):
        assert browse(cast.ours.editor).post(address(workflow, key), form).status_code == 404


def test_a_rival_s_own_page_shows_nothing_of_ours(cast, browse, workflow):
    with tenant_tx(cast.rival.client.pk, agency=cast.rival.agency.pk):
        theirs = publish(cast.rival).workflow
    page = shown(browse(cast.rival.editor), theirs, **FORM | {"settings-threshold": 9})
    assert "Nothing to go by yet" in page and "Lambs" not in page


def test_the_review_step_shows_how_good_what_passes_by_itself_is(cast, browse, workflow):
    address = f"/admin/workflows/workflow/{workflow.pk}/change/?step=review"
    assert "Nothing was drawn in the last year." in html_of(browse(cast.ours.editor).get(address))
    with tenant_tx(workflow.client_id, agency=cast.ours.agency.pk):
        decided(judged(workflow.published, "Drawn", {"facts": 9}), draw="hit")
    page = html_of(browse(cast.ours.editor).get(address))
    assert "between 21 and 100 %" in page
    assert browse(cast.rival.editor).get(address).status_code == 404
