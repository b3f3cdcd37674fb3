"""Publishing: refused with all the problems, done with its notes, and a draft from any version."""


def break_it(desk):
    def spoil(workflow):
        draft = workflow.draft
        draft.steps.filter(key="draft").update(settings={"prompt": "On {{ brief.tpoic }}."})
        draft.steps.filter(key="rubric").update(settings={"criteria": []})

    desk.look(spoil)


def test_it_refuses_with_all_the_problems(desk):
    break_it(desk)
    page = desk.get("publish/")
    assert "2 problems to mend first" in page
    assert "The intake form has no question “tpoic”." in page
    assert "“Criteria” must not be empty." in page
    assert "?step=draft#step" in page
    response = desk.post("publish/", notes="Try")
    assert response.status_code == 200
    assert "The intake form has no question “tpoic”." in response.content.decode()
    assert desk.look(lambda workflow: workflow.published) is None


def test_it_publishes(desk):
    response = desk.post("publish/", notes="The first one.")
    assert response.status_code == 302
    version = desk.look(lambda workflow: workflow.published)
    assert (version.number, version.notes, version.published_by) == (
        1,
        "The first one.",
        desk.cast.ours.owner,
    )
    assert "Version 1 is published" in desk.get()
    assert "The first one." in desk.get("versions/")


def test_it_refuses_a_pinned_model_that_has_no_key(desk):
    def pin(workflow):
        row = workflow.draft.steps.get(key="draft")
        row.settings["pin"] = "anthropic/claude-opus-5-5"
        row.save()

    desk.look(pin)
    response = desk.post("publish/", notes="Try")
    assert (
        "Only one model may answer, and it can&#x27;t: Claude Opus 5.5 has no key."
        in response.content.decode()
    )
    assert desk.look(lambda workflow: workflow.published) is None


def test_it_never_publishes_by_looking(desk):
    desk.get("publish/")
    assert desk.look(lambda workflow: workflow.published) is None


def test_it_tells_what_changes(published):
    published.post("draft/")

    def change(workflow):
        workflow.draft.steps.filter(key="draft").update(settings={"prompt": "Anew."})
        workflow.draft.steps.filter(key="rules").update(needs=[])

    published.look(change)
    page = published.get("publish/")
    assert "Step “Draft”: changed in “Prompt”." in page
    assert "Step “rules”: changed in what it comes after." in page


def test_it_opens_a_draft_from_an_earlier_version(published):
    published.post("draft/")
    published.post("steps/rules/remove/")
    published.look(lambda workflow: workflow.draft.publish())
    published.post("draft/", version="1")
    assert "rules" in [step.key for step in published.draft.steps]


def test_it_never_overwrites_a_draft(published):
    published.post("draft/")
    published.look(lambda workflow: workflow.draft.steps.filter(key="rules").delete())
    published.post("draft/", version="1")
    assert "rules" not in [step.key for step in published.draft.steps]
    assert "There is a draft already" in published.get()


def test_it_shows_an_earlier_version_and_none_that_is_not_there(published):
    published.post("draft/")
    assert "Version 1 · published" in published.get("change/?version=1")
    assert published.browser.get(published.url("change/?version=77")).status_code == 404
