"""From files to drafts on a real database, and back to the byte."""

import pytest

from tenants.scope import tenant_tx
from tests.workflows.exchange.files import FILES, SMALL
from tests.workflows.newsletter import publish_newsletter
from workflows import drafting, undoing
from workflows.engine.definition import Definition, Step
from workflows.exchange import exporting, taking
from workflows.exchange.reading import read
from workflows.models import Version, Workflow

CANARY = "CANARY7SECRET9"


@pytest.fixture
def ours(cast):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        yield cast.ours


def test_it_goes_to_an_empty_client_and_back_to_the_byte(cast):
    """Out of one client, into another one's nothing, and out again: all of the gallery and the demo."""
    first = {}
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        for number, path in enumerate(FILES):
            taken = taking.take(cast.ours.client, read(path.read_text()), cast.ours.editor, slug=f"w{number}")
            first[number] = exporting.exported(taken.version)
    with tenant_tx(cast.rival.client.pk, agency=cast.rival.agency.pk):
        for number, text in first.items():
            there = taking.take(cast.rival.client, read(text), cast.rival.owner)
            assert exporting.exported(Version.objects.get(pk=there.version.pk)) == text, FILES[number]
        assert Workflow.objects.count() == len(FILES)


def test_it_makes_a_draft_and_publishes_nothing(ours):
    taken = taking.take(ours.client, read(SMALL), ours.editor)
    assert (taken.is_new, taken.changed, taken.workflow.published) == (True, True, None)
    assert (taken.workflow.owner, taken.version.created_by) == (ours.editor, ours.editor)


def test_it_leaves_what_is_published_as_it_is(ours):
    version = publish_newsletter(ours.client.pk)
    changed = exporting.exported(version).replace("Draft", "Letter", 1)
    taken = taking.take(ours.client, read(changed), ours.editor)
    assert (taken.is_new, taken.version.number, taken.version.state) == (False, version.number + 1, "draft")
    assert taken.workflow.published == version
    assert version.definition.step("draft").title == "Draft"


def test_it_writes_nothing_where_nothing_is_different(ours):
    version = publish_newsletter(ours.client.pk)
    taken = taking.take(ours.client, read(exporting.exported(version)))
    assert (taken.changed, taken.version, taken.workflow.draft) == (False, version, None)


def test_it_overwrites_no_ones_draft_unasked(ours):
    draft = taking.take(ours.client, read(SMALL)).version
    other = read(SMALL.replace("On {{", "About {{"))
    with pytest.raises(taking.DraftInTheWay, match="has a draft with changes"):
        taking.take(ours.client, other)
    assert draft.definition.step("draft").settings["prompt"] == "On {{ brief.topic }}."
    taking.take(ours.client, other, replace=True)
    assert draft.definition.step("draft").settings["prompt"] == "About {{ brief.topic }}."


def test_it_makes_only_staff_an_owner(ours, cast):
    def owner(address: str) -> object:
        material = read(SMALL.replace("definition:", f"owner: {address}\ndefinition:"))
        return taking.take(ours.client, material, ours.owner, slug=address.partition("@")[0]).workflow.owner

    assert owner(ours.viewer.email) == ours.viewer
    assert owner(ours.reviewer.email) == ours.owner
    assert owner(cast.rival.owner.email) == ours.owner


def test_it_finds_a_free_short_name(ours):
    assert taking.free_slug(ours.client, "small") == "small"
    taking.take(ours.client, read(SMALL))
    assert taking.free_slug(ours.client, "small") == "small-2"
    assert len(taking.free_slug(ours.client, "x" * 60)) <= 60


def test_it_takes_no_secret_along(ours):
    """Neither the house's keys nor what somebody wrote where it doesn't belong."""
    steps = (
        Step(key="a", kind="fetch", settings={"url": f"https://u:{CANARY}@example.com/?token={CANARY}"}),
        Step(
            key="b",
            kind="generate",
            settings={"prompt": f"Use sk-{CANARY}, or Bearer {CANARY}. Key: the audience."},
        ),
        Step(key="c", kind="generate", settings={"prompt": f"password: {CANARY}", "pin": "anthropic/claude"}),
        Step(key="d", kind="deliver", needs=("c",), settings={"connection": "cms"}),
    )
    workflow = Workflow.objects.create(client=ours.client, name="W", slug="w", owner=ours.owner)
    draft = workflow.open_draft(ours.owner)
    draft.fill(Definition(steps=steps))
    text = exporting.exported(draft)
    assert CANARY not in text
    assert ours.owner.email not in text
    assert "Key: the audience." in text
    assert "connection: cms" in text
    assert "pin: anthropic/claude" in text


def test_it_writes_settings_in_one_order_whatever_the_database_does(ours):
    settings = {"threshold": 6, "route": "judging", "criteria": [{"name": "B", "key": "b", "weight": 1}]}
    material = read(SMALL)
    rubric = Step(key="r", kind="rubric", needs=("draft",), settings=settings)
    steps = (*material.definition.steps, rubric)
    definition = material.definition.model_copy(update={"steps": steps})
    taken = taking.take(ours.client, material.model_copy(update={"definition": definition}))
    text = exporting.exported(Version.objects.get(pk=taken.version.pk))
    assert (
        "threshold: 6.0\n        criteria:\n          - key: b\n            name: B\n            weight: 1.0\n"
        in text
    )


def test_what_a_file_replaced_can_be_had_back(ours):
    draft = taking.take(ours.client, read(SMALL), ours.editor).version
    drafting.add_step(draft, "fetch")
    before = draft.definition
    taking.take(ours.client, read(SMALL), ours.editor, replace=True)
    draft = Version.objects.get()
    assert draft.definition != before
    assert undoing.undo(draft, undoing.offered(draft).back.pk, ours.editor)
    assert Version.objects.get().definition == before
