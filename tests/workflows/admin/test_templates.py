"""Templates across clients: made without what is a client's, used, followed, updated; and nobody sees another's."""

import re

import pytest
from django.db import DatabaseError, connection, transaction

from tenants.access import Role
from tenants.models import Member
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.reading import html_of
from tests.workflows.newsletter import definition
from workflows.engine.definition import Definition
from workflows.following import making, updating
from workflows.following.followers import of_workflow
from workflows.models import Base, Event, Following, Golden, Template, TemplateVersion, Undo, Workflow

CANARY = "Kanarienvogel"
ADMIN = "/admin/workflows"


class Agency:
    """Our agency: a newsletter published for Fernhill, whose owner goes through the pages."""

    def __init__(self, cast: Cast, browse) -> None:
        self.cast, self.browse, self.browser = cast, browse, browse(cast.ours.owner)
        self.clients = {"fern": cast.ours.client, "nook": cast.neighbour}
        self.workflows: dict[str, Workflow] = {}
        with self.scope():
            workflow = Workflow.objects.create(client=cast.ours.client, name="Newsletter", slug="newsletter")
            workflow.open_draft().fill(definition())
            workflow.draft.publish(by=cast.ours.owner)
        self.workflows["fern"] = workflow

    def scope(self):
        return tenant_tx(*(client.pk for client in self.clients.values()), agency=self.cast.ours.agency.pk)

    def at(self, who: str, page: str) -> str:
        return f"{ADMIN}/workflow/{self.workflows[who].pk}/{page}"

    @property
    def template(self) -> Template:
        with self.scope():
            return Template.objects.get()

    def of_template(self, page: str) -> str:
        return f"{ADMIN}/template/{self.template.pk}/{page}"

    def post(self, address: str, **values: object) -> str:
        response = self.browser.post(address, values, follow=True)
        assert response.status_code == 200
        return html_of(response)

    def get(self, address: str) -> str:
        response = self.browser.get(address)
        assert response.status_code == 200, response.status_code
        return html_of(response)

    def make(self, **values: object) -> str:
        return self.post(self.at("fern", "template/"), **{"name": "Letter", "notes": "The first.", **values})

    def use(self) -> None:
        """For Nook, published there."""
        self.post(
            self.of_template("use/"),
            clients=[self.clients["nook"].pk],
            name="Nook letter",
            version=self.newest,
        )
        with self.scope():
            self.workflows["nook"] = Workflow.objects.get(client=self.clients["nook"])
        self.publish("nook")

    @property
    def newest(self) -> int:
        with self.scope():
            return Template.objects.get().latest.pk

    def change(self, who: str, key: str = "draft", **settings: object) -> None:
        """In the draft."""
        with self.scope():
            row = self.workflows[who].open_draft().steps.get(key=key)
            row.settings |= settings
            row.save()

    def publish(self, who: str) -> None:
        with self.scope():
            self.workflows[who].draft.publish()

    def renew(self, prompt: str = "Anew: {{ brief.topic }}", **settings: object) -> str:
        """Fernhill publishes something, and the template's next version is that."""
        self.change("fern", prompt=prompt, **settings)
        self.publish("fern")
        with self.scope():
            seen = Template.objects.get().latest.number
        return self.post(self.at("fern", "template/"), notes="Shorter.", seen=seen)

    def update(self, who: str = "nook", **values: object) -> str:
        page = self.get(self.of_template("update/"))
        pk = self.workflows[who].pk
        seen = re.search(rf'name="seen-{pk}" value="([^"]+)"', page)[1]
        return self.post(self.of_template("update/"), **{"take": pk, f"seen-{pk}": seen, **values})

    def keep(self, name: str, side: str, who: str = "nook") -> dict[str, str]:
        return {f"keep-{self.workflows[who].pk}-{name}": side}

    def draft(self, who: str = "nook") -> Definition | None:
        with self.scope():
            draft = self.workflows[who].draft
            return draft.definition if draft else None

    def follower(self, who: str = "nook"):
        with self.scope():
            return of_workflow(self.workflows[who])


@pytest.fixture
def agency(cast, browse) -> Agency:
    return Agency(cast, browse)


@pytest.fixture
def used(agency) -> Agency:
    agency.make()
    agency.use()
    return agency


PROMPT = "steps/draft/settings/prompt"


def test_the_list_says_how_to_begin(agency):
    assert "No template yet" in agency.get(f"{ADMIN}/template/")
    assert "Make it a template" in agency.get(agency.at("fern", "change/"))


def test_it_makes_a_template_of_what_is_published(agency):
    agency.change("fern", prompt="Not published")
    page = agency.make(purpose="Monthly.")
    assert "“Letter” is a template now." in page
    with agency.scope():
        template = Template.objects.get()
        assert (template.name, template.slug, template.created_by) == (
            "Letter",
            "letter",
            agency.cast.ours.owner,
        )
        assert (template.latest.number, template.latest.notes) == (1, "The first.")
        assert template.latest.definition == definition()
        assert {version.base for version in agency.workflows["fern"].versions.all()} == {1}
    listing = agency.get(f"{ADMIN}/template/?q=month")
    assert "Letter" in listing and "All up to date" in listing
    assert "No template has all of these words." in agency.get(f"{ADMIN}/template/?q=zeppelin")
    assert "Follows" in agency.get(agency.at("fern", "change/"))


def test_it_asks_for_what_is_missing(agency):
    assert "Give it a name." in agency.make(name=" ")
    agency.make()
    with agency.scope():
        other = Workflow.objects.create(client=agency.clients["nook"], name="Other", slug="other")
        other.open_draft().fill(definition())
    agency.workflows["other"] = other
    address = agency.at("other", "template/")
    assert "Nothing of it is published yet." in agency.get(address)
    assert "Nothing of “Other” is published yet." in agency.post(address, name="Letter")
    agency.publish("other")
    assert "There is a template “Letter” already." in agency.post(address, name="Letter")
    assert agency.template.name == "Letter"


def test_nothing_of_a_client_s_own_goes_along(agency):
    """The canary: everywhere that something of the client's can stand."""
    settings = {
        "review": {
            "reviewers": [f"{CANARY}@example.com", "@client", CANARY], "escalate_to": [CANARY], "pass_to": [CANARY],
        },
        "deliver": {"connection": CANARY},
        "draft": {"recall_tags": [CANARY], "pin": f"server:{CANARY}/small", "exclude": [f"server:{CANARY}/big"]},
        "rules": {
            "required_links": [f"{CANARY}.example"], "allowed_link_hosts": [f"{CANARY}.example"],
            "forbidden_phrases": [CANARY], "required_phrases": [CANARY], "call_to_action": [CANARY],
            "patterns": [{"name": CANARY, "expression": CANARY}],
        },
    }  # fmt: skip
    for key, values in settings.items():
        agency.change("fern", key, **values)
    with agency.scope():
        fern = agency.workflows["fern"]
        fern.draft.publish()
        Golden.objects.create(client=fern.client, workflow=fern, name=CANARY, brief={"topic": CANARY})
        Workflow.objects.filter(pk=fern.pk).update(purpose=CANARY, cadence=CANARY, slug=CANARY.lower())
    page = agency.get(agency.at("fern", "template/"))
    assert f"{CANARY}@example.com" in page and "Phrases of its rules" in page
    agency.make(purpose="For anybody.")
    agency.use()
    with agency.scope():
        stored = [str(list(model.objects.values())) for model in (Template, TemplateVersion)]
        nook = agency.workflows["nook"]
        stored += [
            str(Workflow.objects.filter(pk=nook.pk).values()),
            nook.published.definition.model_dump_json(),
        ]
        assert nook.published.definition.step("review").settings["reviewers"] == ["@client"]
        assert fern.published.definition.step("rules").settings["forbidden_phrases"] == [CANARY]
    for address in (
        agency.of_template("change/"),
        agency.of_template("use/"),
        agency.at("nook", "template/"),
    ):
        stored.append(agency.get(address))
    assert CANARY.lower() not in " ".join(stored[:4] + stored[5:]).lower()


def test_phrases_go_along_where_that_is_ticked(agency):
    agency.change("fern", "rules", forbidden_phrases=["synergy"])
    agency.publish("fern")
    agency.make(words="yes")
    with agency.scope():
        assert Template.objects.get().latest.definition.step("rules").settings == {
            "forbidden_phrases": ["synergy"]
        }


def test_a_client_that_is_named_is_told_and_asked(agency):
    agency.change("fern", prompt="Write for Fernhill Hotels on {{ brief.topic }}.")
    agency.publish("fern")
    page = agency.make()
    assert "Fernhill Hotels is named in the step “Draft”. Write {{ client.name }} there instead" in page
    with agency.scope():
        assert not Template.objects.exists()
    assert "is a template now" in agency.make(named="yes")


def test_names_by_which_others_would_know_it_are_told(agency):
    with agency.scope():
        reviewer = agency.cast.ours.reviewer
        reviewer.name = "Maren Stroud"
        reviewer.save(update_fields=["name"])
        Workflow.objects.filter(pk=agency.workflows["fern"].pk).update(
            name="The Short Close", purpose="Saves Maren an hour."
        )
    agency.change("fern", prompt="Write The Short Close on {{ brief.topic }}, as Maren would.")
    agency.publish("fern")
    page = agency.get(agency.at("fern", "template/"))
    assert "“Maren” stands in the purpose, the step “Draft”" in page
    assert "“The Short Close” stands in the step “Draft”" in page
    assert "is a template now" in agency.make()  # told, and not refused
    assert "“Maren” stands in" not in agency.get(agency.at("fern", "template/"))  # nothing new to publish


def test_a_secret_never_goes_along(agency):
    agency.change("fern", prompt="Ask with sk-live12345678901234 for {{ brief.topic }}.")
    agency.publish("fern")
    assert "looks like a key or a password" in agency.make(named="yes")
    with agency.scope():
        assert not Template.objects.exists()


def test_it_is_used_for_several_clients_at_once(agency):
    agency.make()
    clients = [client.pk for client in agency.clients.values()]
    page = agency.post(agency.of_template("use/"), clients=clients, name="Second", version=agency.newest)
    assert "“Second” is a draft now for Fernhill Hotels, Nook Coffee." in page
    with agency.scope():
        made = Workflow.objects.filter(name="Second").order_by("client__name")
        assert [(one.client.name, one.slug, one.published, one.draft.base) for one in made] == [
            ("Fernhill Hotels", "letter", None, 1),
            ("Nook Coffee", "letter", None, 1),
        ]
        assert Event.objects.filter(kind="template.used").count() == 2
    page = agency.post(agency.of_template("use/"), name="", version=99)
    for sentence in ("Tick at least one client.", "Give it a name.", "There is no such version."):
        assert sentence in page


def test_it_tells_who_is_behind_and_what_each_does_otherwise(used):
    used.change("nook", "rubric", threshold=8)
    assert "Version 2 of “Letter” is published." in used.renew()
    page = used.get(used.of_template("change/"))
    assert "1 client is behind version 2." in page
    assert "1 behind" in used.get("/admin/")
    assert "Version 1 of 2" in page and "1 part of its own" in page
    assert "Step “Draft”: Prompt changed." in page
    assert "1 behind" in used.get(f"{ADMIN}/template/")
    workflow = used.get(used.at("nook", "change/"))
    assert "version 1 of 2." in workflow and "See what is new" in workflow
    assert "Threshold" in used.get(used.at("nook", "template/"))
    assert "Anew:" in used.get(used.of_template("compare/?before=1&after=2"))


def test_it_updates_the_draft_and_keeps_what_the_client_does_otherwise(used):
    used.change("nook", "rubric", threshold=8)
    used.renew()
    page = used.update()
    assert "Nook Coffee: the draft of “Nook letter” has version 2 of the template." in page
    draft = used.draft()
    assert draft.step("draft").settings["prompt"] == "Anew: {{ brief.topic }}"
    assert draft.step("rubric").settings["threshold"] == 8
    follower = used.follower()
    assert (follower.number, follower.published_number, follower.waits) == (2, 1, True)
    assert "Nobody is behind" in used.get(used.of_template("update/"))
    assert "The draft has version 2, 1 is published." in used.get(used.of_template("change/"))


def test_an_update_is_undone_with_what_it_was_made_from(used):
    used.change("nook", "rubric", threshold=8)
    used.renew()
    before = used.draft()
    used.update()
    assert "was taken over into the draft." in used.get(used.at("nook", "change/"))
    with used.scope():
        number = Undo.objects.latest("pk").pk
    used.post(used.at("nook", "undo/"), change=number)
    assert used.draft() == before
    assert used.follower().number == 1


def test_what_both_changed_is_asked(used):
    used.change("nook", prompt="Nook’s own: {{ brief.topic }}")
    used.renew()
    page = used.update()
    assert "Nook Coffee: choose what stays where both were changed." in page
    assert "Nook’s own" in page and "Take the template’s" in page
    assert used.follower().number == 1
    used.update(**used.keep(PROMPT, "ours"))
    assert used.draft().step("draft").settings["prompt"] == "Nook’s own: {{ brief.topic }}"
    used.renew("Third: {{ brief.topic }}")
    used.update(**used.keep(PROMPT, "theirs"))
    assert used.draft().step("draft").settings["prompt"] == "Third: {{ brief.topic }}"


def test_both_are_taken_where_each_changed_other_lines(agency):
    prompt = "About {{ brief.topic }}.\nBe short.\nEnd well."
    agency.change("fern", prompt=prompt)
    agency.publish("fern")
    agency.make()
    agency.use()
    agency.change("nook", prompt=prompt.replace("short", "kind"))
    agency.renew(prompt.replace("End", "Close"))
    merged = "About {{ brief.topic }}.\nBe kind.\nClose well."
    page = agency.get(agency.of_template("update/"))
    assert "Both, as merged" in page and f'<span class="b-prose">{" ".join(merged.split())}</span>' in page
    page = agency.update(**agency.keep(PROMPT, "nonsense"))
    assert "choose what stays where both were changed" in page and agency.follower().number == 1
    agency.update(**agency.keep(PROMPT, "both"))
    assert agency.draft().step("draft").settings["prompt"] == merged
    assert agency.follower().number == 2


def test_both_can_t_be_taken_where_they_changed_the_same_line(used):
    used.change("nook", prompt="Nook’s own: {{ brief.topic }}")
    used.renew()
    page = used.update(**used.keep(PROMPT, "both"))
    assert "choose what stays where both were changed" in page and "Both, as merged" not in page
    assert used.follower().number == 1


def test_one_that_is_refused_holds_back_no_other(used):
    used.post(used.of_template("use/"), clients=[used.clients["fern"].pk], name="Second", version=used.newest)
    with used.scope():
        used.workflows["second"] = Workflow.objects.get(name="Second")
    used.change("nook", prompt="Nook’s own")
    used.renew()
    page = used.get(used.of_template("update/"))
    seen = dict(re.findall(r'name="(seen-\d+)" value="([^"]+)"', page))
    answer = used.post(
        used.of_template("update/"), take=[used.workflows["nook"].pk, used.workflows["second"].pk], **seen
    )
    assert "Fernhill Hotels: the draft of “Second” has version 2" in answer
    assert "Nook Coffee: choose what stays" in answer
    assert (used.follower("second").number, used.follower("nook").number) == (2, 1)
    assert "Tick at least one client." in used.post(used.of_template("update/"))


def test_two_people_at_once_are_told(used):
    used.renew()
    with used.scope():
        seen = updating.seen(of_workflow(used.workflows["nook"]))
    used.change("nook", "rubric", threshold=9)
    pk = used.workflows["nook"].pk
    page = used.post(used.of_template("update/"), take=pk, **{f"seen-{pk}": seen})
    assert "Nothing was changed there: look again." in page
    assert used.follower().number == 1
    used.update()
    page = used.post(used.of_template("update/"), take=pk, **{f"seen-{pk}": seen})
    assert "has the newest version already" in page


def test_a_version_that_somebody_else_published_meanwhile_is_not_lost(used):
    used.renew()
    used.change("fern", prompt="Third")
    used.publish("fern")
    page = used.post(used.at("fern", "template/"), seen=1)
    assert "published version 2 of this template meanwhile. Nothing was published" in page
    with used.scope():
        assert Template.objects.get().latest.number == 2


def test_whoever_is_behind_publishes_no_version(used):
    used.renew()
    used.change("nook", prompt="From Nook")
    used.publish("nook")
    page = used.post(used.at("nook", "template/"), seen=2)
    assert "“Nook letter” has version 1 of the template published, and 2 is the newest." in page
    used.update(**used.keep(PROMPT, "ours"))
    used.publish("nook")
    assert "Version 3 of “Letter” is published." in used.post(used.at("nook", "template/"), seen=2)
    assert used.follower("nook").published_number == 3
    assert used.follower("fern").is_behind
    assert "There is nothing new in it" in used.post(used.at("nook", "template/"), seen=3)


def test_it_publishes_where_that_is_asked_and_nothing_is_in_the_way(used):
    used.renew()
    assert "It is published as version 2." in used.update(publish="yes")
    with used.scope():
        published = used.workflows["nook"].published
        assert (published.number, published.base, published.notes) == (
            2,
            2,
            "Version 2 of the template “Letter”.",
        )
        assert published.published_by == used.cast.ours.owner
    assert used.draft() is None


def test_it_publishes_no_work_that_somebody_left_in_the_draft(used):
    used.change("nook", "rubric", threshold=8)
    used.renew()
    assert "It isn’t published: look at the draft first" in used.update(publish="yes")
    assert used.follower().published_number == 1


def test_it_publishes_as_the_workflow_s_rules_say(used):
    with used.scope():
        Workflow.objects.filter(pk=used.workflows["nook"].pk).update(second_person=True)
    used.renew()
    assert "Somebody else of the agency is asked to approve it." in used.update(publish="yes")
    assert used.follower().published_number == 1
    with used.scope():
        Workflow.objects.filter(pk=used.workflows["nook"].pk).update(second_person=False, golden_needed=True)
    used.renew("Third: {{ brief.topic }}")
    with used.scope():
        used.workflows["nook"].draft.publish()
    assert "Publishing asks for golden briefs" in used.update(publish="yes")


def test_it_publishes_nothing_that_has_problems(used):
    with used.scope():
        draft = used.workflows["fern"].open_draft()
        settings = {"prompt": "For {{ brief.topic }}", "pin": "anthropic/claude-opus-5-5"}
        draft.steps.filter(key="draft").update(settings=settings)
        draft.publish()  # past the check of who answers, as before its key was taken out
    used.post(used.at("fern", "template/"), seen=1)
    assert "It isn’t published: Only one model may answer" in used.update(publish="yes")
    assert used.draft().step("draft").settings["pin"] == "anthropic/claude-opus-5-5"


def test_a_restored_version_knows_what_it_was_made_from(used):
    used.renew()
    used.update(publish="yes")
    used.post(used.at("nook", "versions/1/restore/"))
    follower = used.follower()
    with used.scope():
        assert (follower.number, follower.is_behind, bool(follower.overrides)) == (1, True, False)


def test_a_version_from_before_it_followed_goes_on_as_one_that_does(agency):
    """What a workflow was before it became a template: all that differs is its own."""
    agency.change("fern", prompt="Second: {{ brief.topic }}")
    agency.publish("fern")
    agency.make()
    agency.post(agency.at("fern", "versions/1/restore/"))
    follower = agency.follower("fern")
    with agency.scope():
        assert (follower.number, [part.key for part in follower.overrides.parts]) == (1, ["draft"])
    agency.publish("fern")
    assert "Version 2 of “Letter” is published." in agency.post(agency.at("fern", "template/"), seen=1)
    assert agency.follower("fern").published_number == 2


def test_it_stops_following(used):
    used.renew()
    page = used.post(used.at("nook", "template/end/"))
    assert "It follows “Letter” no longer." in page
    assert used.follower() is None
    with used.scope():
        assert used.workflows["nook"].published.definition == definition()
        assert not Base.objects.filter(version__workflow=used.workflows["nook"]).exists()
    assert used.browser.get(used.at("nook", "template/end/")).status_code == 404


def test_deleting_a_template_keeps_the_workflows(used):
    assert "The 2 workflows that follow it stay as they are" in used.get(used.of_template("end/"))
    page = used.post(used.of_template("end/"))
    assert "The template “Letter” is gone." in page
    with used.scope():
        assert Workflow.objects.count() == 2
        assert not any(model.objects.exists() for model in (Template, TemplateVersion, Following))
    used.make()
    with used.scope():
        assert used.workflows["fern"].published.base == 1


def test_what_the_template_lost_says_what_it_leaves_wrong(used):
    used.change("nook", prompt="On {{ brief.points }}")
    with used.scope():
        draft = used.workflows["fern"].open_draft()
        old = draft.definition
        draft.fill(old.model_copy(update={"fields": old.fields[:1]}))
        draft.steps.filter(key="draft").update(settings={"prompt": "On {{ brief.topic }}"})
        draft.publish()
    used.post(used.at("fern", "template/"), seen=1)
    page = used.get(used.of_template("update/"))
    assert "The draft will need mending: The intake form has no question “points”." in page


# --- who sees and changes what


def test_a_rival_finds_nothing(used):
    browser = used.browse(used.cast.rival.owner)
    for page in ("change/", "use/", "update/", "end/", "compare/?before=1&after=1"):
        assert browser.get(used.of_template(page)).status_code == 404
        assert browser.post(used.of_template(page)).status_code == 404
    for page in ("template/", "template/end/"):
        assert browser.post(used.at("nook", page)).status_code == 404
    assert "Letter" not in html_of(browser.get(f"{ADMIN}/template/"))
    with used.scope():
        assert Following.objects.count() == 2


def test_a_rival_s_client_can_t_be_given_one(used):
    values = {"clients": used.cast.rival.client.pk, "name": "Theirs", "version": used.newest}
    assert used.browser.post(used.of_template("use/"), values).status_code == 404
    for odd in ("9" * 30, "x", "-1"):
        assert used.browser.post(used.of_template("use/"), values | {"clients": odd}).status_code == 404
        assert used.browser.post(used.of_template("update/"), {"take": odd}).status_code == 404
    ours = {"clients": used.clients["nook"].pk, "name": "Ours", "version": "9" * 30}
    assert "There is no such version." in used.post(used.of_template("use/"), **ours)


def test_the_database_lets_nobody_follow_another_agency_s(used):
    template = used.template
    rival = used.cast.rival
    with tenant_tx(rival.client.pk, agency=rival.agency.pk):
        workflow = Workflow.objects.create(client=rival.client, name="Theirs", slug="theirs")
        assert not Template.objects.filter(pk=template.pk).exists()
    for agency in (rival.agency, used.cast.ours.agency):
        with pytest.raises(DatabaseError), tenant_tx(rival.client.pk, agency=rival.agency.pk):
            Following.objects.create(client=rival.client, workflow=workflow, agency=agency, template=template)
            connection.check_constraints()


def test_what_was_published_never_changes(used):
    with used.scope(), pytest.raises(DatabaseError), transaction.atomic():
        TemplateVersion.objects.update(notes="Other.")


def restricted(used, role: Role):
    """Staff of one client only: Nook."""
    person = used.cast.ours.viewer
    with tenant_tx(used.clients["nook"].pk, used.clients["fern"].pk, agency=used.cast.ours.agency.pk):
        Member.objects.filter(user=person).update(client=used.clients["nook"], role=role)
    return used.browse(person)


def test_who_sees_one_client_sees_and_updates_only_that_one(used):
    used.post(used.of_template("use/"), clients=[used.clients["fern"].pk], name="Second", version=used.newest)
    used.renew()
    browser = restricted(used, Role.EDITOR)
    for page in ("change/", "update/", "use/"):
        shown = html_of(browser.get(used.of_template(page)))
        assert "Fernhill" not in shown and "Second" not in shown
    assert "1 client is behind version 2." in html_of(browser.get(used.of_template("change/")))
    with used.scope():
        second = Workflow.objects.get(name="Second")
    assert browser.post(used.of_template("update/"), {"take": second.pk}).status_code == 404
    values = {"clients": used.clients["fern"].pk, "name": "Third", "version": used.newest}
    assert browser.post(used.of_template("use/"), values).status_code == 404
    assert browser.post(used.of_template("end/")).status_code == 403
    assert browser.get(used.of_template(f"update/?workflow={second.pk}")).status_code == 404


def test_who_only_looks_changes_nothing(used):
    browser = used.browse(used.cast.ours.viewer)
    assert browser.get(used.of_template("change/")).status_code == 200
    for page in ("use/", "update/", "end/"):
        assert browser.post(used.of_template(page)).status_code == 403
    for page in ("template/", "template/end/"):
        assert browser.post(used.at("nook", page)).status_code == 403
    shown = html_of(browser.get(used.at("nook", "template/")))
    assert "Stop following" not in shown and "Publish version" not in shown


def test_its_end_is_the_end_for_clients_out_of_sight_too(used):
    """The database sees to that."""
    with tenant_tx(used.clients["nook"].pk, agency=used.cast.ours.agency.pk):
        Template.objects.get().delete()
    with used.scope():
        assert not Following.objects.exists()


def test_a_client_s_people_have_no_door_to_them(used):
    browser = used.browse(used.cast.ours.reviewer)
    assert browser.get(used.of_template("change/")).status_code in (302, 403, 404)


def test_made_twice_at_once_is_refused(used):
    with used.scope(), pytest.raises(making.Refused, match="follows a template already"):
        making.begin(used.workflows["nook"], making.Asked(name="Again"), used.cast.ours.owner)


def test_a_step_that_one_took_out_and_the_other_changed_is_asked(used):
    with used.scope():
        draft = used.workflows["nook"].open_draft()
        old = draft.definition
        steps = [one for one in old.steps if one.key != "rules"]
        steps = [
            one.model_copy(update={"needs": ("rubric",)}) if one.key == "review" else one for one in steps
        ]
        draft.fill(old.model_copy(update={"steps": tuple(steps)}))
    used.change("fern", "rules", min_words=50)
    used.renew()
    page = used.get(used.of_template("update/"))
    assert "Both changed “rules”: what stays?" in page
    assert "It is taken out." in page and "At least so many words: 50" in page
    used.update(**used.keep("steps/rules", "theirs"))
    assert used.draft().step("rules").settings["min_words"] == 50
    assert used.draft().step("review").needs == ("rubric",)


def test_an_order_that_both_changed_is_asked(used):
    def reorder(who: str, *keys: str) -> None:
        with used.scope():
            draft = used.workflows[who].open_draft()
            old = draft.definition
            draft.fill(old.model_copy(update={"steps": tuple(old.step(key) for key in keys)}))

    reorder("nook", "draft", "rubric", "rules", "review", "deliver")
    reorder("fern", "rules", "draft", "rubric", "review", "deliver")
    used.renew()
    assert "Both changed “The order of the steps”: what stays?" in used.get(used.of_template("update/"))
    used.update(**used.keep("steps/#order", "theirs"))
    assert used.draft().steps[0].key == "rules"


def test_a_limit_that_only_the_template_changed_is_taken_over(used):
    with used.scope():
        draft = used.workflows["fern"].open_draft()
        draft.fill(
            draft.definition.model_copy(update={"limits": draft.limits.model_copy(update={"minutes": 30})})
        )
    used.renew()
    used.update()
    assert used.draft().limits.minutes == 30
