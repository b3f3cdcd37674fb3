"""The Process page: steps are changed by forms, drawn, ordered, added and taken out."""

import html
from datetime import timedelta

import pytest

from tenants.models import AgencyGroup, Client, Group
from tenants.scope import tenant_tx
from tests.reading import html_of
from tests.workflows.newsletter import definition
from workflows.models import AgencyModel, Undo
from workflows.providers.router import today

GENERATE = {"settings-output": "text", "settings-effort": "medium", "settings-route": "writing"}
GENERATE |= {"settings-on_refusal": "next", "settings-if_late": "now", "settings-recall_from": "all"}
GENERATE |= {"settings-recall_origin": "any"}
NUMBERS = {"settings-context_tokens": "6000", "settings-passages": "6", "settings-max_output": "8000"}


def test_it_draws_the_process_and_lists_its_steps(desk):
    page = desk.get()
    assert page.count("data-step=") == 2 * (1 + 5)  # wide and narrow, the brief and five steps
    assert "Write with a model" in page
    assert "brief.call_to_action" in page


def test_it_changes_a_prompt_by_the_form(desk):
    sent = (
        desk.step("draft") | GENERATE | NUMBERS | {"settings-prompt": "Write about {{ brief.topic }} only."}
    )
    response = desk.post("steps/draft/", **sent)
    assert response.status_code == 302
    assert response.url.endswith("change/?step=draft")
    assert desk.draft.step("draft").settings["prompt"] == "Write about {{ brief.topic }} only."
    assert desk.draft.step("draft").settings["use_memory"] is False
    assert "“Draft” is saved." in desk.get("change/?step=draft")


def test_it_pins_and_excludes_models_of_the_line_up(desk, settings):
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "k", "OPENAI_API_KEY": "k"}
    page = desk.get("change/?step=draft")
    assert "Claude Opus 5.5 (Anthropic)" in page and "Gemini 4 Carbon" not in page
    chosen = {"settings-pin": "anthropic/claude-opus-5-5", "settings-exclude": ["openai/gpt-6.2-sol"]}
    desk.post("steps/draft/", **(desk.step("draft") | GENERATE | NUMBERS | chosen))
    assert desk.draft.step("draft").settings["pin"] == "anthropic/claude-opus-5-5"
    assert desk.draft.step("draft").settings["exclude"] == ["openai/gpt-6.2-sol"]
    assert "Only claude-opus-5-5 writes a text" in desk.get("change/?step=draft")


def test_it_warns_on_a_published_version_whose_model_leaves(published, settings):
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "k", "OPENAI_API_KEY": "k"}
    assert "is asked first here" not in published.get()
    day = today() + timedelta(days=40)
    with tenant_tx(agency=published.cast.ours.agency.pk):
        AgencyModel.objects.create(
            agency=published.cast.ours.agency, provider="anthropic", model="claude-sonnet-5-5", label="Sonnet",
            retires_on=day,
        )  # fmt: skip
    assert f"Sonnet is asked first here and retires on {day:%-d %B %Y}." in published.get(
        "change/?step=draft"
    )


def test_it_changes_criteria_by_rows(desk):
    sent = desk.step("rubric") | {"settings-route": "judging", "settings-threshold": "8"}
    sent |= {"settings-on_refusal": "next", "settings-if_late": "now"}
    sent |= {"settings-criteria-9-name": "Reads aloud well", "settings-criteria-9-weight": "2"}
    assert desk.post("steps/rubric/", **sent).status_code == 302
    settings = desk.draft.step("rubric").settings
    assert settings["threshold"] == 8
    assert [row["key"] for row in settings["criteria"]] == ["facts", "reads_aloud_well"]


def test_it_says_at_the_field_what_is_wrong_and_saves_nothing(desk):
    before = desk.draft
    sent = desk.step("draft") | GENERATE | NUMBERS | {"settings-prompt": "", "retries": "99"}
    response = desk.post("steps/draft/", **sent)
    page = html_of(response)
    assert response.status_code == 200
    assert "Not saved yet" in page
    assert "Fill this in." in page
    assert "less than or equal to 10" in page
    assert desk.draft == before


def test_a_refused_form_lists_at_its_head_what_is_to_mend_with_links(desk):
    sent = desk.step("draft") | GENERATE | NUMBERS | {"settings-prompt": "", "retries": "99", "title": ""}
    page = html_of(desk.post("steps/draft/", **sent))
    assert "Not saved yet: 3 things need mending." in page and "autofocus" in page
    for place in ("id_title", "id_retries", "id_settings-prompt"):
        assert f'href="#{place}"' in page and f'id="{place}"' in page
    assert "Not saved yet" not in desk.get("change/?step=draft")


def test_a_row_to_mend_is_named_by_its_number(desk):
    sent = desk.step("rubric") | {
        "settings-criteria-9-name": "Reads well",
        "settings-criteria-9-weight": "many",
    }
    page = html_of(desk.post("steps/rubric/", **sent))
    assert 'href="#id_settings-criteria-9-weight">Criteria 2: Weight</a>' in page


def test_it_lists_each_problem_at_its_step(desk):
    sent = desk.step("draft") | GENERATE | NUMBERS | {"settings-prompt": "On {{ brief.tpoic }}."}
    desk.post("steps/draft/", **sent)
    page = desk.get("change/?step=draft")
    assert "The intake form has no question “tpoic”." in page
    assert "1 thing to look at" in page
    assert "1 problem" in page  # in the drawing


def test_it_never_offers_a_circle(desk):
    page = desk.get("change/?step=draft")
    assert 'name="needs"' not in page  # all other steps come after it
    later = desk.get("change/?step=review")
    assert 'name="needs" value="rules"' in later
    assert 'name="needs" value="deliver"' not in later


def test_it_orders_steps(desk):
    keys = ["deliver", "draft", "rules", "rubric", "review"]
    desk.post("steps/order/", key=keys)
    assert [step.key for step in desk.draft.steps] == keys
    desk.post("steps/order/", key=keys, move="deliver:1")
    assert [step.key for step in desk.draft.steps][:2] == ["draft", "deliver"]


def test_it_adds_a_step_behind_another(desk):
    response = desk.post("steps/add/", kind="transform", after="rubric")
    assert response.url.endswith("?step=reshape")
    assert [step.key for step in desk.draft.steps] == [
        "draft",
        "rules",
        "rubric",
        "reshape",
        "review",
        "deliver",
    ]
    assert desk.draft.step("reshape").needs == ("rubric",)


def test_it_doubles_a_step_behind_itself(desk):
    response = desk.post("steps/draft/duplicate/")
    assert response.url.endswith("?step=draft_2")
    first, second = desk.draft.steps[:2]
    assert (second.key, second.title, second.needs) == ("draft_2", f"{first.title} 2", first.needs)
    assert (second.kind, second.settings, second.retries) == (first.kind, first.settings, first.retries)
    assert desk.draft.step("rubric").needs == ("draft",)
    desk.post("steps/draft_2/duplicate/")
    assert desk.draft.step("draft_3").title == f"{first.title} 3"
    assert "Duplicate</button>" in desk.get()


def test_what_waits_for_a_gate_waits_for_its_double_too(desk):
    desk.post("steps/rubric/duplicate/")
    assert desk.draft.step("rubric_2").needs == ("draft",)
    assert desk.draft.step("review").needs == ("rules", "rubric", "rubric_2")
    assert desk.look(lambda workflow: workflow.draft.problems()) == []


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        ("steps/add/", {"kind": "transform", "after": "rubric"}),
        ("steps/rubric/duplicate/", {}),
        ("steps/order/", {"key": ["deliver", "draft", "rules", "rubric", "review"]}),
    ],
)
def test_what_was_added_doubled_or_moved_is_undone_exactly(desk, page, sent):
    before = desk.draft
    desk.post(page, **sent)
    assert desk.draft != before and "Undo</button>" in desk.get()
    desk.post("undo/", change=desk.look(lambda workflow: Undo.objects.get().pk))
    assert desk.draft == before


def test_nothing_is_doubled_that_is_not_there(desk, browse):
    assert desk.post("steps/gone/duplicate/").status_code == 404
    assert desk.browser.get(desk.url("steps/draft/duplicate/")).status_code == 404
    for stranger in (desk.cast.rival.owner, desk.cast.ours.viewer):
        assert browse(stranger).post(desk.url("steps/draft/duplicate/")).status_code in (403, 404)
    assert len(desk.draft.steps) == 5


def test_it_takes_a_step_out_and_keeps_the_chain(desk):
    desk.post("steps/review/remove/")
    assert desk.draft.step("deliver").needs == ("rules", "rubric")


def test_it_begins_an_empty_draft_with_five_steps_that_are_fine(desk):
    desk.look(lambda workflow: workflow.draft.steps.all().delete())
    assert "No steps yet" in desk.get()
    desk.post("steps/add/", kind="starter")
    assert [step.kind for step in desk.draft.steps] == ["generate", "rules", "rubric", "review", "deliver"]


def test_it_asks_what_the_starter_asks_and_finds_no_problem(desk):
    desk.look(lambda workflow: workflow.draft.steps.all().delete())
    desk.look(lambda workflow: workflow.draft.fields.all().delete())
    desk.post("steps/add/", kind="starter")
    assert desk.look(lambda workflow: workflow.draft.problems()) == []


def test_the_address_of_a_refused_step_leads_to_the_step(desk):
    page = html_of(desk.post("steps/draft/", title=""))
    assert "Not saved yet" in page
    response = desk.browser.get(desk.url("steps/draft/"))
    assert response.status_code == 302 and response.url.endswith("change/?step=draft")


def test_the_first_prompt_uses_the_questions_that_are_there(desk):
    desk.look(lambda workflow: workflow.draft.steps.all().delete())
    desk.post("steps/add/", kind="starter")
    assert desk.look(lambda workflow: workflow.draft.problems()) == []
    prompt = desk.draft.step("draft").settings["prompt"]
    assert [f"brief.{field.key} " in prompt for field in desk.draft.fields] == [True] * len(desk.draft.fields)


def test_it_leaves_published_versions_alone(published):
    assert "never changes" in published.get()
    assert published.post("steps/draft/", title="x").status_code == 404
    assert published.post("steps/add/", kind="generate").status_code == 404
    assert published.look(lambda workflow: workflow.published.definition.steps) == definition().steps
    assert "disabled" in published.get()


def test_it_asks_questions_by_rows(desk):
    sent = {
        "questions-0-key": "topic", "questions-0-label": "What about?", "questions-0-kind": "line",
        "questions-0-required": "on", "questions-7-key": "", "questions-7-label": "Which season?",
        "questions-7-kind": "choice", "questions-7-options": "Spring\nAutumn",
    }  # fmt: skip
    assert desk.post("questions/", **sent).status_code == 302
    fields = desk.draft.fields
    assert [(f.key, f.label, f.kind, f.required) for f in fields] == [
        ("topic", "What about?", "line", True),
        ("which_season", "Which season?", "choice", False),
    ]
    assert fields[1].options == ("Spring", "Autumn")


def test_it_refuses_a_choice_without_choices(desk):
    before = desk.draft
    response = desk.post("questions/", **{"questions-0-label": "Which?", "questions-0-kind": "choice"})
    assert "Write at least two choices" in html_of(response)
    assert desk.draft == before


def test_it_keeps_purpose_and_limits(desk):
    sent = {
        "name": "Letter", "purpose": "For guests.", "cadence": "monthly", "revisions": 1, "changes": 2,
        "attempts": 50, "minutes": 30, "cost_usd": "0.5", "minutes_by_hand": 90, "owner": desk.cast.ours.editor.pk,
        "cost_warn_percent": 60, "cost_when_tight": "degrade",
    }  # fmt: skip
    assert desk.post("purpose/", **sent).status_code == 302
    limits = desk.draft.limits
    assert (limits.cost_usd, limits.cost_warn_percent, limits.cost_when_tight) == (0.5, 60, "degrade")
    assert desk.look(lambda workflow: (workflow.name, workflow.owner)) == ("Letter", desk.cast.ours.editor)


def test_it_offers_no_stranger_as_the_owner(desk):
    sent = {"name": "Letter", "revisions": 1, "changes": 2, "attempts": 50, "minutes": 30}
    response = desk.post("purpose/", **sent, owner=desk.cast.rival.owner.pk)
    assert "Select a valid choice" in html_of(response)
    assert desk.cast.rival.owner.email not in desk.get("purpose/")


def test_it_keeps_no_limit_that_could_not_be_read_again(desk):
    before = desk.look(lambda workflow: workflow.draft.limits)
    good = {
        "name": "Letter", "revisions": 1, "changes": 2, "attempts": 20, "minutes": 30, "cost_usd": "",
        "cost_warn_percent": 80, "cost_when_tight": "stop",
    }  # fmt: skip
    for wrong in (
        {"minutes": 99_999_999},
        {"revisions": 11},
        {"changes": 21},
        {"attempts": 0},
        {"cost_usd": -1},
        {"cost_warn_percent": 0},
        {"cost_warn_percent": 101},
        {"cost_when_tight": "pray"},
    ):
        assert desk.post("purpose/", **good | wrong).status_code == 200, wrong
        assert desk.look(lambda workflow: workflow.draft.limits) == before


def test_it_takes_no_version_number_that_is_none(desk):
    assert desk.post("draft/", version="9" * 5000).status_code == 302


REVIEW = {"settings-mode": "always", "settings-who": "client", "settings-due_hours": "48"}
REVIEW |= {"settings-approvals": "2", "settings-escalate_hours": "24", "settings-timeout_hours": "72"}
REVIEW |= {"settings-at_timeout": "pass"}


def test_it_offers_people_groups_and_roles_to_a_review(desk):
    with tenant_tx(desk.cast.ours.client.pk, agency=desk.cast.ours.agency.pk):
        Group.objects.create(client=desk.cast.ours.client, name="Lawyers")
        AgencyGroup.objects.create(agency=desk.cast.ours.agency, name="Editors")
        AgencyGroup.objects.create(agency=desk.cast.ours.agency, name="Lawyers")  # the client's own counts
    page = desk.get("change/?step=review")
    assert "Group of the agency: Lawyers" not in page
    for words in (
        "Group: Lawyers",
        "Group of the agency: Editors",
        '"fern-reviewer@example.com"',
        "The agency’s owners",
        "The client’s reviewers",
    ):
        assert words in page
    for words in ("fern-viewer", "fern-reader", "nook-reviewer", "rival-"):
        assert f'value="{words}' not in page
    named = {"settings-reviewers": ["Lawyers", "fern-reviewer@example.com"], "settings-pass_to": ["@owners"]}
    assert desk.post("steps/review/", **(desk.step("review") | REVIEW | named)).status_code == 302
    kept = desk.draft.step("review").settings
    assert kept["reviewers"] == ["Lawyers", "fern-reviewer@example.com"]
    assert (kept["approvals"], kept["escalate_hours"], kept["pass_to"]) == (2, 24, ["@owners"])
    page = desk.get("change/?step=review")
    assert "It takes 2 approvals of exactly the same text." in page
    assert "after 72 hours without a decision it passes to the agency’s owners" in page


def test_it_names_a_review_that_could_never_be_approved(desk):
    sent = desk.step("review") | REVIEW | {"settings-reviewers": ["fern-reviewer@example.com"]}
    desk.post("steps/review/", **sent)
    assert "2 approvals are needed, but only 1 may decide." in desk.get("change/?step=review")


def test_it_warns_of_names_that_mean_nobody(desk):
    with tenant_tx(desk.cast.ours.client.pk, agency=desk.cast.ours.agency.pk):
        Group.objects.create(client=desk.cast.ours.client, name="Lawyers")
    named = {"settings-reviewers": ["Lawyers", "gone@example.com", "@client"]}
    desk.post("steps/review/", **(desk.step("review") | REVIEW | named))
    page = desk.get("change/?step=review")
    assert "The group “Lawyers”: nobody there may decide at this step." in page
    assert "Gone@example.com: nobody there may decide at this step." in page
    assert "2 approvals are needed, and as people are now only 1 may decide." in page


def test_parts_are_built_by_a_form_with_entries_inside(desk):
    sent = desk.step("draft") | GENERATE | NUMBERS | {
        "settings-output": "json",
        "settings-parts-3-name": "Rooms", "settings-parts-3-kind": "records", "settings-parts-3-optional": "on",
        "settings-parts-3-of-0-name": "Room name", "settings-parts-3-of-0-kind": "text",
        "settings-parts-3-of-7-name": "view", "settings-parts-3-of-7-kind": "choice",
        "settings-parts-3-of-7-options": "river\nyard",
        "settings-parts-3-of-8-name": "", "settings-parts-3-of-8-kind": "text",
    }  # fmt: skip
    assert desk.post("steps/draft/", **sent).status_code == 302
    (part,) = desk.draft.step("draft").settings["parts"]
    assert (part["name"], part["kind"], part["optional"]) == ("rooms", "records", True)
    assert [one["name"] for one in part["of"]] == ["room_name", "view"]
    assert part["of"][1]["options"] == ["river", "yard"]
    page = desk.get("change/?step=draft")
    assert 'name="settings-parts-0-of-1-options"' in page and "river" in page
    assert 'data-number="__m__"' in page and "settings-parts-__n__-of-__m__-name" in page


def test_what_is_wrong_inside_an_entry_is_said_there_and_nothing_is_lost(desk):
    sent = desk.step("draft") | GENERATE | NUMBERS | {
        "settings-output": "json", "settings-parts-0-name": "rooms", "settings-parts-0-kind": "records",
        "settings-parts-0-of-0-name": "view", "settings-parts-0-of-0-kind": "choice",
        "settings-parts-0-of-0-options": "river",
    }  # fmt: skip
    page = html.unescape(html_of(desk.post("steps/draft/", **sent)))
    assert "Not saved yet" in page and "Write at least two choices for “view”, one a line." in page
    assert "river" in page and page.count("to mend") == 2
    assert "parts" not in desk.draft.step("draft").settings


def test_the_form_of_rules_says_what_the_clients_language_lacks(desk):
    assert "reading ease isn’t measured" not in desk.get("change/?step=rules")
    with tenant_tx(desk.workflow.client_id, agency=desk.cast.ours.agency.pk):
        Client.objects.filter(pk=desk.workflow.client_id).update(language="ja")
    page = html.unescape(desk.get("change/?step=rules"))
    assert (
        "In Japanese, characters are counted wherever words are, reading ease isn’t measured, claims" in page
    )
    assert "reading ease isn’t measured" not in desk.get("change/?step=draft")


def test_it_says_where_memory_comes_in(desk):
    assert "stand before the prompt by themselves" in " ".join(desk.get("change/?step=draft").split())
    assert "stand before the prompt" not in " ".join(desk.get("change/?step=deliver").split())
