"""The handoff page can't drift: each part of a definition shows in it, and a change of it changes the page."""

import re
from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from markdown_it import MarkdownIt

from tenants.models import Member
from tenants.scope import tenant_tx
from tests.workflows import leaflet
from tests.workflows.newsletter import definition
from workflows.engine.definition import Field, Limits
from workflows.handoff import Reader, handoff
from workflows.handoff.pack import markdown as markdown_of
from workflows.models import Workflow

MARKDOWN = MarkdownIt()


@pytest.fixture
def publish(cast):
    """`publish(definition)`: the page's value for it."""
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        workflow = Workflow.objects.create(
            client=cast.ours.client,
            name="Newsletter",
            slug="newsletter",
            purpose="For guests.",
            owner=cast.ours.owner,
        )

        def published(changed):
            draft = workflow.open_draft()
            draft.fill(changed)
            return handoff(draft.publish())

        yield published


@pytest.fixture
def markdown(publish, cast, browse):
    """`markdown(definition)`: the page as Markdown, as the owner reads it."""

    def read(changed):
        publish(changed)
        pk = Workflow.objects.get().pk
        return browse(cast.ours.owner).get(f"/admin/workflows/workflow/{pk}/handoff.md").content.decode()

    return read


def address(slug, name="handoff"):
    return reverse(name, args=[Workflow.objects.get(slug=slug).pk])


def with_step(key, **changes):
    base = definition()
    steps = [s.model_copy(update=changes) if s.key == key else s for s in base.steps]
    return base.model_copy(update={"steps": tuple(steps)})


def with_settings(key, **settings):
    return with_step(key, settings={**definition().step(key).settings, **settings})


def with_field(**changes):
    base = definition()
    first = base.fields[0].model_copy(update=changes)
    return base.model_copy(update={"fields": (first, *base.fields[1:])})


def swapped(steps):
    return (steps[0], steps[2], steps[1], *steps[3:])


CHANGES = {
    "a prompt": with_settings("draft", prompt="Another prompt on {{ brief.topic }}."),
    "instructions": with_settings("draft", instructions="You are the host."),
    "a route": with_settings("draft", route="cheap"),
    "a pinned model": with_settings("draft", pin="offline/offline-judge"),
    "an excluded model": with_settings("rubric", exclude=["offline/offline-writer"]),
    "a threshold": with_settings("rubric", threshold=4.5),
    "a criterion": with_settings(
        "rubric", criteria=[{"key": "tone", "name": "Tone", "description": "Warm."}]
    ),
    "a rule": with_settings("rules", forbidden_phrases=["best ever"]),
    "a review": with_settings("review", mode="always"),
    "a deadline": with_settings("review", due_hours=12),
    "a delivery": with_settings("deliver", slug="letter"),
    "a name": with_step("draft", title="The letter"),
    "a purpose": with_step("draft", purpose="Writes the letter."),
    "a condition": with_step("rules", when="brief.topic"),
    "a list": with_step("draft", for_each="brief.points"),
    "retries": with_step("draft", retries=7),
    "a time limit": with_step("draft", timeout=77),
    "a need": with_step("rubric", needs=("rules",)),
    "a limit": definition().model_copy(update={"limits": Limits(revisions=1, cost_usd=0.75)}),
    "a warning": definition().model_copy(
        update={"limits": Limits(revisions=1, cost_usd=0.5, cost_warn_percent=60, cost_when_tight="degrade")}
    ),
    "a weight": with_settings(
        "rubric",
        criteria=[{"key": "facts", "name": "Facts", "description": "Says what the brief says.", "weight": 3}],
    ),
    "what scores mean": with_settings(
        "rubric",
        criteria=[
            {"key": "facts", "name": "Facts", "description": "Says what the brief says.", "scale": "10: all."}
        ],
    ),
    "how often judges are asked": with_settings("rubric", judges=3),
    "who reviews": with_settings("review", who="staff"),
    "approvals": with_settings("review", approvals=2),
    "a connection": with_settings("deliver", connection="site"),
    "memory": with_settings("draft", use_memory=False),
    "a title of a piece": with_settings("deliver", title="Letter: {{ brief.topic }}"),
    "the order": definition().model_copy(update={"steps": swapped(definition().steps)}),
    "a step less": definition().model_copy(update={"steps": definition().steps[:-1]}),
    "a help text": with_field(help="Say it in a word."),
    "a label": with_field(label="Theme"),
    "a kind of answer": with_field(kind="text"),
    "options": with_field(kind="choice", options=("Rain", "Sun")),
    "what must be answered": with_field(required=False),
    "a length": with_field(max_length=77),
    "rounds of changes": definition().model_copy(update={"limits": Limits(revisions=1, changes=9)}),
    "minutes of work": definition().model_copy(update={"limits": Limits(revisions=1, minutes=9)}),
    "a question": definition().model_copy(
        update={"fields": (*definition().fields, Field(key="season", label="Season", required=False))}
    ),
}


def told(value):
    """Everything but the number and the change log."""
    return repr(
        {name: part for name, part in vars(value).items() if name not in ("version", "published_at", "log")}
    )


def read(value):
    """As people read it: Markdown, and the page."""
    value = replace(value, version=0, published_at=None, log=())
    return markdown_of(value), render_to_string(
        "handoff/body.html", {"page": value, "diagrams": value.diagrams}
    )


@pytest.mark.parametrize("change", CHANGES)
def test_it_follows_every_part_of_the_definition(publish, change):
    before = publish(definition())
    after = publish(CHANGES[change])
    assert told(before) != told(after)
    assert after.log[0][3], "the change log says nothing"
    for as_it_was, as_it_is in zip(read(before), read(after), strict=True):
        assert as_it_was != as_it_is, "the value changes, but the page doesn’t show it"


def test_it_leaves_out_the_rules_that_are_off(publish):
    def rules(value):
        return dict(next(step.facts for step in value.steps if step.key == "rules"))

    assert "No figures of its own" not in rules(publish(definition()))
    assert rules(publish(with_settings("rules", no_unfounded_figures=True)))["No figures of its own"] == "yes"


def test_it_says_the_same_for_the_same(publish):
    assert told(publish(definition())) == told(publish(definition()))


def test_a_purpose_ends_before_the_next_sentence_begins(publish):
    page = publish(with_step("draft", purpose="80 to 120 words"))
    assert page.steps[0].sentence == "80 to 120 words."
    page = publish(with_step("draft", purpose="Shorter?"))
    assert page.steps[0].sentence == "Shorter?"


def test_it_is_readable_as_markdown(markdown):
    text = markdown(with_settings("rubric", threshold=4.5))
    assert text.startswith("# Newsletter\n")
    for words in (
        "For guests.",
        "```mermaid",
        "- Threshold: 4.5",
        "### 1. Draft",
        "`brief.topic`",
        "curl http",
    ):
        assert words in text
    assert "{%" not in re.sub(r"````text.*?````", "", text, flags=re.S)


def test_it_asks_the_api_for_this_workflow_with_its_own_fields(publish):
    value = publish(definition())
    assert "/api/v1/workflows/newsletter/runs" in value.curl
    assert all(f'"{field.key}"' in value.curl for field in definition().fields)
    assert value.command == "bin/manage run fern-client/newsletter --inputs brief.json --json"


def test_it_names_the_models_in_the_order_in_which_they_are_asked(publish, settings):
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "sk-CANARY", "OPENAI_API_KEY": "sk-CANARY"}
    value = publish(definition())
    draft = value.steps[0]
    assert len(draft.models) > 1
    assert not value.offline
    assert "CANARY" not in repr(value)


def test_it_names_only_the_pinned_model(publish, settings):
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "sk-CANARY", "OPENAI_API_KEY": "sk-CANARY"}
    pinned = publish(with_settings("draft", pin="openai/gpt-6.2-sol")).steps[0]
    assert pinned.models == ("GPT 6.2 Sol",)
    assert pinned.sentence.startswith("Only gpt-6.2-sol writes a text")
    assert ("Only this model", "GPT 6.2 Sol (OpenAI)") in pinned.facts
    judge = publish(with_settings("rubric", exclude=["openai/gpt-6.2-sol"])).steps[2]
    assert "GPT 6.2 Sol" not in judge.models and judge.models
    assert ("Never these models", "GPT 6.2 Sol (OpenAI)") in judge.facts


def test_it_masks_secrets_in_prompts(markdown):
    text = markdown(with_settings("draft", prompt="Read https://me:CANARY@example.com/ and password=CANARY."))
    assert "CANARY" not in text


def test_it_is_for_the_clients_people_too(publish, cast, browse):
    publish(definition())
    reviewer = browse(cast.ours.reviewer).get(address("newsletter"))
    assert "Write about {{ brief.topic }}" in reviewer.content.decode()
    markdown = address("newsletter", "handoff_markdown")
    assert markdown in reviewer.content.decode()
    assert "For guests." in browse(cast.ours.reader).get(markdown).content.decode()


def test_it_is_about_the_workflow_that_was_asked_for_where_two_clients_share_a_name(publish, cast, browse):
    publish(definition())
    ours = address("newsletter")
    with tenant_tx(cast.neighbour.pk, agency=cast.ours.agency.pk):
        leaflet.published(cast.neighbour)
        theirs = address("newsletter")
    owner = browse(cast.ours.owner)
    assert cast.neighbour.name in owner.get(theirs).content.decode()
    assert cast.neighbour.name not in owner.get(ours).content.decode()


def test_it_is_for_nobody_else(publish, cast, browse, client):
    publish(definition())
    for stranger in (cast.rival.owner, cast.rival.reviewer, cast.neighbour_reviewer):
        assert browse(stranger).get(address("newsletter")).status_code == 404
    assert client.get(address("newsletter")).status_code == 302


def test_it_says_nothing_about_drafts_to_the_client(cast, browse):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Workflow.objects.create(client=cast.ours.client, name="New", slug="new").open_draft()
        asked = address("new")
    assert browse(cast.ours.reviewer).get(asked).status_code == 404


def test_it_tells_settings_in_words_with_their_units(publish):
    value = publish(with_settings("review", mode="flagged", who="client", due_hours=12, audit_percent=0))
    facts = {step.key: dict(step.facts) for step in value.steps}
    assert facts["review"]["When a person is asked"] == "only flagged pieces"
    assert facts["review"]["Who decides"] == "the client"
    assert facts["review"]["Due after"] == "12 hours"
    assert "Random share" not in facts["review"]
    assert facts["draft"]["Room for memory"] == "6,000 tokens"
    assert facts["draft"]["Result"] == "one text"


def test_it_tells_the_random_share_where_there_is_one(publish):
    value = publish(with_settings("review", mode="audit", audit_percent=7.5))
    facts = {step.key: dict(step.facts) for step in value.steps}
    assert facts["review"]["Random share"] == "7.5 % of the other pieces"


def test_no_words_of_people_break_the_markdown(markdown):
    nasty = "One | two\n\n# Not a heading\n- no entry"
    fields = (Field(key="topic", label="Topic | theme", help=nasty), *definition().fields[1:])
    criteria = [{"key": "facts", "name": "Facts", "description": nasty, "good": nasty}]
    prompt = "Write about {{ brief.topic }}:\n`````text\n# Not a heading\n`````"
    steps = with_settings("draft", prompt=prompt).steps
    steps = tuple(
        s.model_copy(update={"settings": {**s.settings, "criteria": criteria}}) if s.key == "rubric" else s
        for s in steps
    )
    text = markdown(definition().model_copy(update={"fields": fields, "steps": steps}))
    table = [line for line in text.splitlines() if line.startswith("| Topic")]
    assert [len(re.split(r"(?<!\\)\|", line)) for line in table] == [7]
    shown = MARKDOWN.render(text)
    assert "<h1>Not a heading</h1>" not in shown
    assert shown.count("<h1>") == 1 and "<li>no entry</li>" not in shown


def named(cast, **settings):
    version = Workflow.objects.get(slug="newsletter").open_draft()
    version.fill(with_settings("review", **settings))
    return handoff(version, Reader(people=True)).deciders


def test_it_names_whom_a_review_asks_as_people_are_now(publish, cast):
    publish(definition())
    house = cast.ours
    assert named(cast, who="client") == (("review", (str(house.reviewer),)),)
    assert str(house.editor) in named(cast, who="staff")[0][1]
    assert named(cast, reviewers=[house.owner.email]) == (("review", (str(house.owner),)),)
    Member.objects.filter(user=house.reviewer).delete()
    assert named(cast, who="client") == (("review", ()),)


def test_only_the_agency_reads_who_decides_by_name(publish, cast, browse):
    publish(definition())
    pk = Workflow.objects.get(slug="newsletter").pk
    words = "About what waits at “review”"
    staff = browse(cast.ours.viewer).get(f"/admin/workflows/workflow/{pk}/handoff/").content.decode()
    assert words in staff and str(cast.ours.reviewer) in staff
    assert words not in browse(cast.ours.reviewer).get(address("newsletter")).content.decode()
    assert (
        words in browse(cast.ours.viewer).get(f"/admin/workflows/workflow/{pk}/handoff.md").content.decode()
    )


def test_it_says_who_is_told_when_a_run_fails(markdown):
    assert "; gets an e-mail when a run fails" in markdown(definition())
    Workflow.objects.update(owner=None)
    assert "the agency’s owners get an e-mail" in markdown(with_step("draft", title="Letter"))
