"""Every address there is, asked by people of other clients and by nobody: none shows or changes what is ours."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.db.models import Model
from django.test import Client as Browser
from django.urls import get_resolver

from memory import lessons
from memory.models import Document, Lesson, Passage
from reviews import guests
from reviews.guests import Invitation
from reviews.models import Absence, Approval, Comment, Guest, Review
from tenants.models import (
    Agency,
    AgencyGroup,
    AgencyGroupMember,
    ApiKey,
    Client,
    Group,
    GroupMember,
    Member,
    User,
)
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.reviews import stage
from tests.reviews.visiting import shelve
from workflows import trials
from workflows.following import making
from workflows.handoff import links
from workflows.models import (
    Bulk,
    Delivery,
    Fire,
    Following,
    Golden,
    HandoffLink,
    Publication,
    Run,
    Schedule,
    Template,
    Workflow,
)

CANARY = "Kanarienvogel"
HEADERS = {"Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy"}
OPEN = ("logout",)  # signs the visitor out, so that nothing after it would be tried as them


def addresses(patterns: list, before: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        yield from addresses(pattern.url_patterns, route) if hasattr(pattern, "url_patterns") else [route]


@pytest.fixture
def ids(cast: Cast) -> dict[str, object]:
    """One row of ours of each kind that an address can name, the canary in all their texts."""
    house = cast.ours
    with tenant_tx(house.client.pk, agency=house.agency.pk):
        review = stage.waiting(house)
        type(review).objects.update(title=CANARY, text=CANARY)
        piece = shelve(review)
        Run.objects.update(title=CANARY)
        Workflow.objects.update(name=CANARY, purpose=CANARY, slug=CANARY.lower())
        Delivery.objects.update(title=CANARY, text=CANARY)
        document = Document.objects.create(
            client_id=house.client.pk, kind="voice", title=CANARY, text=CANARY, digest="x"
        )
        passage = Passage.objects.create(
            client_id=house.client.pk, document=document, position=0, text=CANARY
        )
        lesson = lessons.propose(house.client, CANARY)
        guest = guests.invite(Review.objects.get(), Invitation(CANARY, "ana@example.com"), house.editor)
        workflow = Workflow.objects.get()
        schedule = Schedule.objects.create(
            client_id=house.client.pk, workflow=workflow, name=CANARY, cron="0 9 * * MON", timezone="UTC"
        )
        group = Group.objects.create(client=house.client, name=CANARY)
        wide = AgencyGroup.objects.create(agency=house.agency, name=CANARY)
        bulk = Bulk.objects.create(
            client=house.client, version=workflow.published, file_name=CANARY, size=1, rows=[[2, CANARY, {}]]
        )
        golden = Golden.objects.create(client_id=house.client.pk, workflow=workflow, name=CANARY, brief={})
        asked = Publication.objects.create(
            client_id=house.client.pk, version=workflow.open_draft(), fingerprint="x", over=CANARY
        )
        link, _ = links.make(workflow, CANARY, house.editor, example=True, costs=True)
        template = making.begin(workflow, making.Asked(CANARY, CANARY, CANARY, named=True), house.editor)
        tried = trials.start(workflow.published, {}, title=CANARY, purpose="try")
        return {
            "client": house.client.pk, "apikey": ApiKey.issue(house.client.pk, CANARY)[0].pk,
            "member": Member.objects.get(user=house.editor).pk, "document": document.pk, "run": review.run_id,
            "runs": review.run_id, "workflow": workflow.pk, "request": workflow.pk, "review": review.pk,
            "reviews": review.pk, "library": piece.pk, "outputs": piece.pk, "seen": review.digest,
            "bulk": bulk.pk, "passages": passage.pk, "lesson": lesson.pk, "attempts": review.attempt_id,
            "agencygroup": wide.pk, "group": group.pk,
            "schedules": schedule.pk, "voice": document.pk, "draft": house.client.pk,
            "trial": review.run_id, "step": workflow.open_draft().steps.first().key, "guest": guest.pk,
            "guests": guest.pk, "logo": house.client.pk, "try": tried.trial["group"],
            "answers": review.attempt_id, "versions": 1, "goldens": golden.pk, "publications": asked.pk,
            "links": link.pk, "template": template.pk,
        }  # fmt: skip


def named(route: str, ids: dict[str, object]) -> str:
    """The address with our ids in the places of its parameters."""
    route = re.sub(
        r"(\w+)/<(?:path|uuid|int):\w+>", lambda m: f"{m[1]}/{ids.get(m[1], 1)}", route.strip("^$")
    )
    words = {
        "<slug:slug>": CANARY.lower(), "<slug:key>": str(ids["step"]), "<slug:kind>": "md",
        "<slug:token>": "baton_guess", "<slug:digest>": "0" * 64,
    }  # fmt: skip
    for parameter, word in words.items():
        route = route.replace(parameter, word)
    return "/" + re.sub(r"<path:\w+>", "1", route)


@pytest.mark.parametrize("who", ["rival owner", "rival reviewer", "neighbour's reviewer", "nobody"])
def test_it_shows_and_changes_nothing_of_ours(cast: Cast, ids: dict[str, object], browse, who: str) -> None:
    people = {
        "rival owner": cast.rival.owner, "rival reviewer": cast.rival.reviewer,
        "neighbour's reviewer": cast.neighbour_reviewer,
    }  # fmt: skip
    browser = browse(people[who], raise_request_exception=False) if who in people else Browser()
    session = browser.session
    session["agency"], session["client"] = cast.ours.agency.pk, cast.ours.client.pk
    session.save()
    sent = {
        **{name: str(value) for name, value in ids.items()}, "decision": "approve", "kind": "voice",
        "title": "Theirs", "text": "Theirs", "name": "Theirs", "slug": "theirs", "role": "owner", "post": "yes",
    }  # fmt: skip
    before = _ours(cast)
    routes = [route for route in addresses(get_resolver().url_patterns) if "(" not in route]
    assert len(routes) > 90
    for route in routes:
        path = named(route, ids)
        assert "<" not in path, f"This test doesn't know the parameters of {path}."
        for ask in (browser.get, browser.post) if not path.strip("/").endswith(OPEN) else ():
            answer = ask(path, sent)
            assert answer.status_code < 500, path
            assert CANARY not in b"".join(answer).decode(errors="replace"), path
            assert set(answer.headers) >= HEADERS, path
    assert _ours(cast) == before


MARKUP = """</title><i id=h>"'><i id=h x="' onload=h() """
WORDED: dict[type[Model], tuple[str, ...]] = {
    AgencyGroup: ("name",), ApiKey: ("name",), Agency: ("name",), Bulk: ("file_name",), Client: ("name",),
    Comment: ("text", "quote"), Delivery: ("title", "text"), Document: ("title", "text"), Golden: ("name",),
    Group: ("name",), Guest: ("name",), HandoffLink: ("name",), Lesson: ("rule",), Passage: ("text",),
    Publication: ("over",), Review: ("title", "text"), Run: ("title", "sentence"), Schedule: ("name",),
    Template: ("name", "purpose"), Workflow: ("name", "purpose", "cadence"),
}  # fmt: skip


class Elements(HTMLParser):
    """Counts the elements and handlers of a page that MARKUP would have made."""

    made = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.made += sum(
            (name, value) == ("id", "h") or (value or "").startswith("h()") for name, value in attrs
        )


def test_the_counter_sees_what_it_should() -> None:
    for open_place in (
        f"<p>{MARKUP}</p>",
        f'<p title="{MARKUP}">',
        f"<p title='{MARKUP}'>",
        f"<title>{MARKUP}",
    ):
        page = Elements()
        page.feed(f'{open_place}<p class="rest">')
        assert page.made


@pytest.mark.parametrize("who", ["owner", "reviewer"])
def test_what_people_wrote_is_text_on_every_page(
    cast: Cast, ids: dict[str, object], browse, who: str
) -> None:
    house = cast.ours
    with tenant_tx(house.client.pk, agency=house.agency.pk):
        review = Review.objects.get()
        Comment.objects.create(client_id=house.client.pk, review=review, by=house.editor, text="x")
        for model, names in WORDED.items():
            assert model.objects.update(**dict.fromkeys(names, MARKUP)), model
        draft = Workflow.objects.get().draft
        draft.fields.update(label=MARKUP, help=MARKUP)
        draft.steps.update(title=MARKUP, purpose=MARKUP, when=MARKUP)
        draft.steps.filter(kind="generate").update(settings={"prompt": MARKUP, "instructions": MARKUP})
    User.objects.filter(pk__in=[house.owner.pk, house.editor.pk]).update(name=MARKUP)
    browser, shown = browse(getattr(house, who)), 0
    for route in (route for route in addresses(get_resolver().url_patterns) if "(" not in route):
        path = named(route, ids)
        if path.strip("/").endswith(OPEN):
            continue
        for query in ({}, {"version": "2", "step": str(ids["step"]), "q": MARKUP}):
            answer = browser.get(path, query)
            assert answer.status_code < 500, path
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                page = Elements()
                page.feed(b"".join(answer).decode())
                assert page.made == 0, (path, query)
                shown += answer.status_code == 200
    assert shown > (100 if who == "owner" else 20)


def _ours(cast: Cast) -> list[list[object]]:
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        models = (
            Run,
            Workflow,
            Bulk,
            Document,
            ApiKey,
            Delivery,
            Member,
            Schedule,
            Fire,
            Golden,
            Publication,
            HandoffLink,
            Template,
            Following,
        )
        models += (Review, Approval, Absence, Group, GroupMember, AgencyGroup, AgencyGroupMember, Guest)
        return [list(model.objects.order_by("pk").values()) for model in models]
