"""What the portal must never do, whoever asks and whatever a piece contains."""

import re

import pytest
from django.test import Client as Browser
from django.utils.timezone import localdate

from reviews import guests
from reviews.guests import Invitation
from reviews.models import Absence, Comment, Decision, Review, SavedView
from reviews.urls import urlpatterns
from tenants.access import Role
from tenants.models import Client, Member, User
from tests.cast import Cast
from tests.reading import html_of
from tests.reviews import stage
from tests.reviews.hostile import HOSTILE
from tests.reviews.visiting import Browse, at, decide, shelve
from workflows.models import Run

LISTS = ("inbox", "decided", "runs", "library", "requests", "away", "numbers", "people", "letters")
BY_LINK = ("guest", "guest_link", "guest_opened", "guest_decision", "guest_code", "guest_comments", "logo")


def everywhere(review: Review) -> list[tuple[str, str]]:
    """(method, address) of every page of the portal that names a row, filled with ours."""
    ids = {"run": review.run_id} | dict.fromkeys(("request", "draft"), review.run.version.workflow_id)
    ids |= dict.fromkeys(("piece", "piece_file"), shelve(review).pk)
    ids |= {"view_removal": _view(review).pk, "back": _absence(review).pk}
    guest = guests.invite(review, Invitation("Ana", "ana@example.com"), review.run.started_by)
    ids |= dict.fromkeys(BY_LINK, guest.pk) | {"guest_link": guest.digest, "logo": review.client_id}
    more = {"piece_file": ["md"], "guest_of": [guest.pk], "logo": ["0" * 64]}
    named = [pattern.name for pattern in urlpatterns if "<" in str(pattern.pattern)]
    return [
        (method, at(name, ids.get(name, review.pk), *more.get(name, ())))
        for name in named
        for method in ("get", "post")
    ]


def _view(review: Review) -> SavedView:
    agency = review.client.agency
    owner = Member.objects.get(role=Role.OWNER).user
    return SavedView.objects.create(agency=agency, user=owner, name=review.title, query="flag=yes")


def _absence(review: Review) -> Absence:
    owner, editor = (Member.objects.get(role=role).user for role in (Role.OWNER, Role.EDITOR))
    today = localdate()
    return Absence.objects.create(
        client=review.client, user=owner, stand_in=editor, first_day=today, last_day=today
    )


@pytest.mark.parametrize("who", ["rival.owner", "rival.reviewer", "neighbour_reviewer"])
def test_it_shows_a_rival_nothing_anywhere(ours: Cast, review: Review, browse: Browse, who: str) -> None:
    user = ours
    for name in who.split("."):
        user = getattr(user, name)
    browser = browse(user)
    addresses = everywhere(review)
    form = {"decision": "approve", "seen": review.digest, "text": "Stolen.", "topic": "Stolen"}
    assert len(addresses) == 2 * len([p for p in urlpatterns if "<" in str(p.pattern)]) > 10
    for method, address in addresses:
        answer = getattr(browser, method)(address, form if method == "post" else {})
        assert answer.status_code in (404, 405), (method, address, answer.status_code)
        assert review.title not in html_of(answer)
    for name in LISTS:
        assert review.title not in html_of(browser.get(at(name)))
    assert not Decision.objects.exists() and Run.objects.count() == 1
    assert SavedView.objects.exists() and Absence.objects.exists()
    review.refresh_from_db()
    assert review.claimed_by is None


@pytest.mark.parametrize("role", ["reader", "viewer"])
def test_it_lets_readers_read_only(ours: Cast, review: Review, browse: Browse, role: str) -> None:
    browser = browse(getattr(ours.ours, role))
    page = html_of(browser.get(at("review", review.pk)))
    assert review.title in page and "Deciding is for reviewers" in page and 'id="approve"' not in page
    assert decide(browser, review).status_code == 403
    assert browser.post(at("desk", review.pk), {"set": "all"}).status_code == 403
    assert browser.post(at("comments", review.pk), {"text": "x"}).status_code == 403
    assert browser.get(at("requests")).status_code == 403
    assert not Decision.objects.exists() and not Comment.objects.exists()


def test_it_keeps_the_agencys_own_reviews_from_the_client(ours: Cast, browse: Browse) -> None:
    internal = stage.waiting(ours.ours, who="staff")
    client = browse(ours.ours.reviewer)
    assert client.get(at("review", internal.pk)).status_code == 404
    assert decide(client, internal).status_code == 404
    assert "All clear" in html_of(client.get(at("inbox")))
    assert at("review", internal.pk) not in html_of(client.get(at("runs")))
    assert browse(ours.ours.editor).get(at("review", internal.pk)).status_code == 200


def test_it_asks_strangers_to_sign_in(review: Review, client: Browser) -> None:
    for name in LISTS:
        assert client.get(at(name))["Location"].startswith("/accounts/login/")
    for method, address in everywhere(review):
        without = any(word in address for word in ("/guest/", "/logo/"))  # for whoever has the link
        assert getattr(client, method)(address).status_code in ((404, 405) if without else (302, 405)), (
            address
        )
    assert not Decision.objects.exists()


def test_it_turns_away_who_belongs_to_nobody(browse: Browse, ours: Cast) -> None:
    answer = browse(User.objects.create_user("left@example.com")).get(at("inbox"))
    assert answer.status_code == 403 and "You may not do this" in html_of(answer)


@pytest.mark.parametrize("text", HOSTILE)
def test_it_runs_nothing_that_a_piece_contains(ours: Cast, reviewer: Browser, text: str) -> None:
    run = stage.begin(ours.ours, title=text)
    stage.play(run, stage.outcomes(f"# {text}\n\nBefore {text} after.\n", findings=()))
    review = Review.objects.open().get(run=run)
    before = html_of(reviewer.get(at("review", review.pk)))
    decide(reviewer, review, text=f"{review.text}\n\nEdited {text}")
    piece = shelve(review)
    pages = [at("review", review.pk), *map(at, LISTS), at("run", run.pk), at("piece", piece.pk)]
    for html in [before, *(html_of(reviewer.get(page)) for page in pages)]:
        assert harmful(html) == []


def harmful(html: str) -> list[str]:
    """Tags and attributes that no page of ours has. What is escaped or typed into a textarea is only text."""
    html = re.sub(r"(<textarea[^>]*>).*?(</textarea>)", r"\1\2", html, flags=re.S)
    tags = re.findall(
        r"<(?:script(?! (?:src|type)=)|img|iframe|object|embed|base|math|style(?! nonce))[^>]*>", html
    )
    handlers = re.findall(r"<[a-z][^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*\son\w+\s*=", html)
    return tags + handlers + re.findall(r'(?:href|src|action)="\s*(?:javascript|data|vbscript):', html, re.I)


def test_the_detector_sees_what_it_should() -> None:
    for bad in (
        "<img src=x>",
        "<script>x</script>",
        "<p onclick=x>",
        '<a href="javascript:x">',
        "<style>x</style>",
    ):
        assert harmful(f"<div>{bad}</div>")


def test_it_guards_its_pages_with_a_strict_policy(review: Review, reviewer: Browser) -> None:
    answer = reviewer.get(at("review", review.pk))
    policy, page = answer["Content-Security-Policy"], html_of(answer)
    assert "unsafe" not in policy and "script-src 'self'" in policy
    nonces = re.findall(r'<style nonce="([^"]+)"', page)
    assert len(nonces) == page.count("<style") == 1 and f"'nonce-{nonces[0]}'" in policy
    assert not re.search(r"<script(?![^>]* src=)", page) and not re.search(r"<[^>]+ style=", page)


def test_it_lets_no_colour_be_more_than_a_colour(ours: Cast, review: Review, reviewer: Browser) -> None:
    Client.objects.update(colour="}*{c:x")
    assert "}*{c:x" not in html_of(reviewer.get(at("inbox")))
