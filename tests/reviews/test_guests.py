"""Guests: a link that opens one piece for one person, and a code that confirms what they decide."""

import logging
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client as Browser
from django.utils.timezone import now

from reviews import codes, guests, history
from reviews.guests import Invitation
from reviews.models import Comment, Confirmation, Decision, Review
from reviews.models.guest import Guest
from tenants.models.key import digest
from tenants.scope import scope
from tests.cast import Cast
from tests.reading import html_of
from tests.reviews import stage
from tests.reviews.visiting import Browse, at
from workflows.models import Event

ANA = Invitation("Ana Costa", "ana@example.com")
GONE = "This link opens nothing any more"


@pytest.fixture
def commits(django_capture_on_commit_callbacks) -> Callable:
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def invited(ours: Cast, review: Review, commits) -> Guest:
    with commits():
        guest = guests.invite(review, ANA, ours.ours.editor)
    guest.refresh_from_db()
    return guest


def link() -> str:
    """The one in the newest letter, as its reader's browser asks for it."""
    (found,) = re.findall(r"https?://[^/\s]+(/portal/guest/link/\S+)", mail.outbox[-1].body)
    return found


def arrive() -> Browser:
    browser = Browser()
    assert browser.get(link()).status_code == 302
    return browser


def text_of(answer) -> str:
    return html_of(answer)


def ask(browser: Browser, guest: Guest, commits, **form: object):
    """Choose a decision; an approval unless said otherwise. The code is in the newest letter."""
    sent = {
        "go": "decide",
        "decision": "approve",
        "seen": guest.review.digest,
        "text": guest.review.text,
        **form,
    }
    with commits():
        return browser.post(at("guest_decision", guest.pk), sent)


def mailed_code() -> str:
    return re.search(r"^ {4}(\d{6})$", mail.outbox[-1].body, re.M)[1]


def enter(browser: Browser, guest: Guest, code: str):
    return browser.post(at("guest_code", guest.pk), {"code": code})


def test_it_mails_a_link_and_keeps_only_its_hash(invited: Guest) -> None:
    (letter,) = mail.outbox
    assert letter.to == ["ana@example.com"] and "The quiet season" in letter.subject
    token = link().rstrip("/").rpartition("/")[2]
    assert invited.digest == digest(token) and invited.sent_at
    assert token not in str(list(Event.objects.values())) + str(list(Guest.objects.values()))


def test_its_token_is_masked_in_the_log_and_leaves_the_address_at_once(invited: Guest) -> None:
    from tenants.masking import masked

    address = link()
    token = address.rstrip("/").rpartition("/")[2]
    assert token not in masked(f"Internal Server Error: {address}")
    answer = Browser().get(address)
    assert answer["Referrer-Policy"] == "no-referrer" and "no-store" in answer["Cache-Control"]
    assert answer.url == at("guest", invited.pk)
    cookie = answer.cookies["baton_guest"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == answer.url


@pytest.mark.parametrize("form", [{}, {"go": "decide", "decision": "approve"}])
def test_it_changes_nothing_on_a_get(invited: Guest, commits, form: dict) -> None:
    rows = [Guest, Confirmation, Decision, Comment, Review, Event]
    before = [list(model.objects.order_by("pk").values()) for model in rows]
    browser = Browser()
    for _ in range(2):
        browser.get(link(), form)
        for name in ("guest", "guest_opened", "guest_decision", "guest_code", "guest_comments"):
            browser.get(at(name, invited.pk), form)
            browser.head(at(name, invited.pk), form)
    assert [list(model.objects.order_by("pk").values()) for model in rows] == before


def test_it_shows_the_piece_with_its_findings_and_edits(invited: Guest) -> None:
    page = text_of(arrive().get(at("guest", invited.pk)))
    assert "The quiet season" in page and 'data-findings="1">the lowest prices<' in page
    assert "<ins>a fair rate</ins>" in page and "Fernhill Hotels" in page
    assert "Short and warm." not in page  # the client's memory is not for guests


def test_it_says_that_the_stand_in_writes_for_this_client(invited: Guest) -> None:
    browser = arrive()
    assert "It is not AI." in text_of(browser.get(at("guest", invited.pk)))
    assert "It is not AI." not in text_of(Browser().get(at("guest", invited.pk)))  # and to nobody else


def test_it_tells_that_it_was_opened(ours: Cast, invited: Guest) -> None:
    assert invited.state(now()) == "sent"
    arrive().post(at("guest_opened", invited.pk))
    invited.refresh_from_db()
    assert invited.state(now()) == "opened"


def test_it_shows_the_piece_with_the_edits_that_were_taken(invited: Guest) -> None:
    form = {"go": "show", "text": invited.review.text, "finding-1": "accept", "note": "So far so good"}
    page = text_of(arrive().post(at("guest_decision", invited.pk), form))
    assert "a fair rate</mark>" in page.replace('<a class="ref"', "</mark><a") and "So far so good" in page
    assert not Confirmation.objects.exists()


def test_it_decides_with_a_mailed_code(invited: Guest, commits) -> None:
    browser = arrive()
    answer = ask(browser, invited, commits, **{"finding-1": "accept"})
    assert answer.url == at("guest_code", invited.pk)
    assert not Decision.objects.exists()
    assert "with your edits" in text_of(browser.get(answer.url))
    assert enter(browser, invited, mailed_code()).url == at("guest", invited.pk)
    decision = Decision.objects.get()
    assert (decision.kind, decision.by, decision.guest) == ("edit", None, invited)
    assert "a fair rate" in decision.text
    page = text_of(browser.get(at("guest", invited.pk)))
    assert "Your decision is recorded" in page and "a fair rate" in page


def test_it_names_the_guest_wherever_the_decision_shows(
    ours: Cast, invited: Guest, commits, browse: Browse
) -> None:
    browser = arrive()
    ask(browser, invited, commits)
    enter(browser, invited, mailed_code())
    who = "Ana Costa (ana@example.com)"
    assert Event.objects.get(kind="review.decided").sentence == f"{who} approved it as it was."
    told = [line.sentence for line in history.story(invited.review.run, staff=True)]
    assert sum(who in sentence and "approved" in sentence for sentence in told) == 1
    staff = browse(ours.ours.owner)
    for page in (at("review", invited.review_id), at("decided"), at("run", invited.review.run_id)):
        assert who in text_of(staff.get(page))


def test_it_counts_a_code_that_is_entered_twice_once(invited: Guest, commits) -> None:
    browser = arrive()
    ask(browser, invited, commits)
    code = mailed_code()
    enter(browser, invited, code)
    assert enter(browser, invited, code).status_code in (302, 409)
    assert Decision.objects.count() == 1


def test_it_shows_the_record_when_the_link_is_used_again(invited: Guest, commits) -> None:
    address = link()
    browser = arrive()
    ask(browser, invited, commits, decision="reject", note="Not our tone.")
    enter(browser, invited, mailed_code())
    again = Browser()
    again.get(address)
    page = text_of(again.get(at("guest", invited.pk)))
    assert "Your decision is recorded: rejected" in page and "Not our tone." in page
    assert ask(again, invited, commits).status_code == 409
    assert Decision.objects.count() == 1


def test_it_refuses_a_wrong_code_and_gives_up_after_five(invited: Guest, commits) -> None:
    browser = arrive()
    ask(browser, invited, commits)
    right = mailed_code()
    wrong = f"{(int(right) + 1) % 10**6:06}"
    answers = [enter(browser, invited, wrong) for _ in range(codes.TRIES)]
    assert [answer.status_code for answer in answers] == [422] * codes.TRIES
    assert codes.WRONG in text_of(answers[0]) and "tried too often" in text_of(answers[-1])
    enter(browser, invited, right)
    assert not Decision.objects.exists()


def test_it_refuses_a_code_after_ten_minutes(invited: Guest, commits) -> None:
    browser = arrive()
    ask(browser, invited, commits)
    Confirmation.objects.update(expires_at=now() - timedelta(seconds=1))
    assert "too old" in text_of(enter(browser, invited, mailed_code()))
    assert not Decision.objects.exists()


def test_a_code_is_good_for_the_newest_decision_only(invited: Guest, commits) -> None:
    browser = arrive()
    ask(browser, invited, commits)
    first = mailed_code()
    ask(browser, invited, commits, decision="changes", note="Shorter.")
    second = mailed_code()
    if first != second:
        assert enter(browser, invited, first).status_code == 422
    enter(browser, invited, second)
    assert Decision.objects.get().kind == "changes"


def test_a_code_is_good_for_its_own_link_only(ours: Cast, review: Review, invited: Guest, commits) -> None:
    browser = arrive()
    ask(browser, invited, commits)
    anas = mailed_code()
    with commits():
        ben = guests.invite(review, Invitation("Ben", "ben@example.com"), ours.ours.editor)
    other = arrive()
    ask(other, ben, commits)
    Confirmation.objects.filter(guest=ben).update(
        code=Confirmation.objects.get(guest=invited).code
    )  # even the same stored code opens nothing elsewhere
    assert enter(other, ben, anas).status_code == 422
    assert not Decision.objects.exists()


def test_it_voids_a_code_when_a_newer_version_came(ours: Cast, invited: Guest, commits) -> None:
    browser = arrive()
    ask(browser, invited, commits)
    code = mailed_code()
    Review.objects.filter(pk=invited.review_id).update(state="void")
    answer = enter(browser, invited, code)
    assert answer.status_code == 409 and "newer version" in text_of(answer)
    assert not Decision.objects.exists()


def test_it_sends_few_codes(invited: Guest, commits) -> None:
    browser = arrive()
    answers = [ask(browser, invited, commits) for _ in range(codes.AN_HOUR + 1)]
    assert [answer.status_code for answer in answers] == [302] * codes.AN_HOUR + [429]
    assert codes.TOO_MANY in text_of(answers[-1])
    assert len(mail.outbox) == 1 + codes.AN_HOUR


@pytest.mark.parametrize(
    "form", [{"decision": ""}, {"decision": "changes"}, {"decision": "reject"}, {"text": " "}]
)
def test_it_asks_for_what_is_missing(invited: Guest, commits, form: dict) -> None:
    assert ask(arrive(), invited, commits, **form).status_code == 422
    assert not Confirmation.objects.exists()


def test_it_cuts_no_note(invited: Guest, commits) -> None:
    note = f"{'y' * 4998}\n!"
    browser = arrive()
    answer = ask(browser, invited, commits, decision="changes", note=f"{note}?")
    assert answer.status_code == 422 and "5,000 fit" in text_of(answer) and f"{note}?" in text_of(answer)
    ask(browser, invited, commits, decision="changes", note=note.replace("\n", "\r\n"))
    assert Confirmation.objects.get().note == note


def test_it_refuses_a_text_that_is_not_the_one_shown(invited: Guest, commits) -> None:
    assert ask(arrive(), invited, commits, seen=digest("before")).status_code == 409


def test_it_comments_as_the_guest(ours: Cast, invited: Guest, browse: Browse) -> None:
    browser = arrive()
    for _ in range(2):
        browser.post(at("guest_comments", invited.pk), {"comment": "Could we name the walk?"})
    assert [comment.guest for comment in Comment.objects.all()] == [invited]
    page = text_of(browse(ours.ours.reviewer).get(at("review", invited.review_id)))
    assert "Ana Costa (ana@example.com)" in page and "Could we name the walk?" in page


@pytest.mark.parametrize("said", ["Could we name the walk?", ""], ids=["comments", "with nothing said"])
def test_a_comment_leaves_their_edits_as_they_were(invited: Guest, said: str) -> None:
    written = invited.review.text.replace("The quiet season", "The calm season")
    form = {"text": written, "finding-1": "accept", "note": "So far", "decision": "changes", "comment": said}
    page = text_of(arrive().post(at("guest_comments", invited.pk), form))
    assert "The calm season" in page and "So far" in page
    assert re.search(r'name="finding-1" value="accept" checked', page)
    assert re.search(r'name="decision" value="changes" checked', page)
    assert [comment.text for comment in Comment.objects.all()] == ([said] if said else [])


@pytest.mark.parametrize("by_hand", [True, False])
def test_what_was_not_confirmed_is_there_again(invited: Guest, commits, by_hand: bool) -> None:
    browser = arrive()
    text = (
        invited.review.text.replace("The quiet season", "The calm season") if by_hand else invited.review.text
    )
    ask(browser, invited, commits, text=text, **{"finding-1": "accept"})
    back = browser.get(at("guest", invited.pk))
    page = text_of(back)
    assert back.context["desk"].final == text.replace("the lowest prices", "a fair rate")
    assert back.context["desk"].accepted == (1,)
    assert re.search(r'name="decision" value="approve" checked', page)
    assert ("You took this edit." in page) is by_hand
    for _ in range(5):
        given_up = enter(browser, invited, "000000")
    assert given_up.context["desk"].final == back.context["desk"].final
    again = {"text": back.context["desk"].base, "finding-1": "merged" if by_hand else "accept"}
    ask(browser, invited, commits, **again)
    enter(browser, invited, mailed_code())
    decision = Decision.objects.get()
    assert decision.accepted == [1] and decision.text == back.context["desk"].final


@pytest.mark.parametrize("what", ["expired", "revoked", "unknown", "foreign", "none"])
def test_it_answers_every_dead_link_with_the_same_page(
    ours: Cast, invited: Guest, commits, what: str
) -> None:
    browser, address = arrive(), link()
    if what == "expired":
        Guest.objects.update(expires_at=now() - timedelta(seconds=1))
    elif what == "revoked":
        guests.revoke(invited, ours.ours.editor)
    elif what == "unknown":
        address = at("guest_link", f"baton_{'0' * 8}_{'0' * 64}")
        browser = Browser()
        browser.cookies["baton_guest"] = "baton_guess"
    elif what == "foreign":  # a live link, of another piece
        with commits():
            guests.invite(stage.waiting(ours.ours), ANA, ours.ours.editor)
        theirs = Browser()
        token = link().rstrip("/").rpartition("/")[2]
        theirs.cookies["baton_guest"] = token
        browser, address = theirs, at("guest_link", "x")
    else:
        browser, address = Browser(), at("guest_link", "x")
    pages = [browser.get(at("guest", invited.pk)), browser.get(address)]
    pages += [browser.post(at(name, invited.pk), {"code": "1", "text": "x", "decision": "approve"})
              for name in ("guest_decision", "guest_code", "guest_comments", "guest_opened")]  # fmt: skip
    assert {page.status_code for page in pages} == {404}
    assert len({re.sub(r"csrf\S+|X-CSRF\S+ \S+", "", text_of(page)) for page in pages}) == 1
    assert GONE in text_of(pages[0])
    assert not Decision.objects.exists() and not Comment.objects.exists()


def test_it_opens_one_piece_and_nothing_else(ours: Cast, invited: Guest) -> None:
    other = stage.waiting(ours.ours)
    browser = arrive()
    for address in (at("inbox"), at("review", invited.review_id), at("review", other.pk), at("library"),
                    at("guests", invited.review_id), at("runs"), "/admin/"):  # fmt: skip
        answer = browser.get(address)
        assert answer.status_code == 302 and "/login/" in answer.url


def test_a_signed_in_rival_sees_the_guest_page_only_with_the_link(
    ours: Cast, invited: Guest, browse: Browse
) -> None:
    rival = browse(ours.rival.owner)
    assert rival.get(at("guest", invited.pk)).status_code == 404
    rival.get(link())
    assert rival.get(at("guest", invited.pk)).status_code == 200
    assert "The quiet season" not in text_of(rival.get(at("inbox")))


def test_the_agency_invites_sends_again_and_takes_back(
    ours: Cast, review: Review, browse: Browse, commits
) -> None:
    staff = browse(ours.ours.editor)
    page = at("guests", review.pk)
    with commits():
        assert (
            staff.post(page, {"name": "Ana Costa", "email": "Ana@Example.com", "days": "3"}).status_code
            == 302
        )
    guest = Guest.objects.get()
    assert guest.email == "ana@example.com"
    assert timedelta(days=2) < guest.expires_at - now() < timedelta(days=3)
    first = link()
    with commits():
        staff.post(at("guest_of", review.pk, guest.pk), {"do": "send"})
    assert len(mail.outbox) == 2
    assert Browser().get(first).status_code == 404 and Browser().get(link()).status_code == 302
    staff.post(at("guest_of", review.pk, guest.pk), {"do": "revoke"})
    assert Browser().get(link()).status_code == 404
    assert "Revoked" in text_of(staff.get(page))
    sentences = list(Event.objects.filter(kind__startswith="guest.").values_list("sentence", flat=True))
    assert len(sentences) == 3 and all("Ana Costa (ana@example.com)" in sentence for sentence in sentences)


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"name": " "}, "guest’s name"),
        ({"email": "ana"}, "e-mail address"),
        ({"email": "ana@example.com\nBcc: x@example.com"}, "e-mail address"),
        ({"days": "0"}, "1 to 90"),
        ({"days": "²"}, "1 to 90"),
    ],
)
def test_it_says_what_is_wrong_with_an_invitation(
    ours: Cast, review: Review, browse: Browse, form: dict, says: str
) -> None:
    sent = {"name": "Ana", "email": "ana@example.com", "days": "14", **form}
    answer = browse(ours.ours.owner).post(at("guests", review.pk), sent)
    assert answer.status_code == 422 and says in text_of(answer)
    assert not Guest.objects.exists() and mail.outbox == []


def test_it_invites_nobody_to_what_is_the_agency_s_or_over(ours: Cast, review: Review) -> None:
    inside = stage.waiting(ours.ours, who="staff")
    with pytest.raises(guests.Refused):
        guests.invite(inside, ANA, ours.ours.owner)
    review.state = "void"
    with pytest.raises(guests.Refused):
        guests.invite(review, ANA, ours.ours.owner)


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 200), ("editor", 200), ("viewer", 403), ("reviewer", 403), ("reader", 403)],
)
def test_only_those_who_may_see_the_guests(
    ours: Cast, review: Review, browse: Browse, who: str, status: int
) -> None:
    assert browse(getattr(ours.ours, who)).get(at("guests", review.pk)).status_code == status


def test_a_rival_finds_no_guests(ours: Cast, invited: Guest, browse: Browse) -> None:
    rival = browse(ours.rival.owner)
    assert rival.get(at("guests", invited.review_id)).status_code == 404
    assert rival.post(at("guest_of", invited.review_id, invited.pk), {"do": "revoke"}).status_code == 404
    with scope([ours.rival.client.pk]):
        theirs = stage.waiting(ours.rival)
        assert not Guest.objects.exists()
    assert rival.post(at("guest_of", theirs.pk, invited.pk), {"do": "revoke"}).status_code == 404
    invited.refresh_from_db()
    assert invited.revoked_at is None


def test_a_mail_server_that_is_away_loses_nothing(
    ours: Cast, review: Review, browse: Browse, commits, settings, caplog
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    staff = browse(ours.ours.owner)
    with commits(), caplog.at_level(logging.ERROR):
        staff.post(at("guests", review.pk), {"name": "Ana", "email": "ana@example.com", "days": "14"})
    assert "could not be sent" in text_of(staff.get(at("guests", review.pk)))
    assert Guest.objects.get().state(now()) == "unsent"
    assert "baton_" not in caplog.text


def test_a_guest_may_not_fill_everybodys_letterbox(invited: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviews.views.guests.MOST", 2)
    browser = arrive()
    answers = [browser.post(at("guest_comments", invited.pk), {"comment": f"No. {n}"}) for n in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 422, 422]
    assert "You have written 2 comments here" in text_of(answers[-1]) and "No. 3" in text_of(answers[-1])
    assert Comment.objects.count() == 2
