"""Letters: as people wish, once, and none lost."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client as Browser
from django.utils.timezone import now

from reviews import guest_questions, posting, stopping
from reviews.models import Comment, Letter, Review, Wishes
from reviews.models.wishes import Wish
from tenants.models import Member, User
from tenants.scope import scope
from tests import bells
from tests.cast import Cast
from tests.reviews import stage
from tests.reviews.visiting import Browse, at, shelve
from workflows.models.event import record

DRIVE = "workflows.tasks.drive"
Kind = Letter.Kind


class Away(EmailBackend):
    """A mail server that can't be reached."""

    def send_messages(self, messages):
        raise SMTPServerDisconnected("Connection refused")


def wants(user: User, hour: int = 8, **kinds: Wish) -> None:
    posting.wish(user, kinds, hour)


def told() -> list[str]:
    """Subjects of what the workers and a sweep send now."""
    mail.outbox.clear()
    bells.answer(DRIVE)
    posting.post_due()
    guest_questions.send_due()
    return [letter.subject for letter in mail.outbox]


def make_due() -> None:
    Letter.objects.filter(sent_at=None).update(due_at=now() - timedelta(minutes=1))


def test_it_sends_nothing_twice(ours: Cast, review: Review) -> None:
    assert told() == ["Flagged: The quiet season"]
    from reviews import tasks

    tasks.announce(review.client_id, str(review.pk))
    assert told() == []


def test_a_mail_server_that_is_away_loses_nothing(ours: Cast, review: Review, settings) -> None:
    usual = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    assert told() == []
    (letter,) = Letter.objects.all()
    assert letter.sent_at is None and letter.tries == 1 and letter.due_at > now()
    settings.EMAIL_BACKEND = usual
    make_due()
    assert told() == ["Flagged: The quiet season"]


def test_it_gives_up_on_an_address_in_the_end(ours: Cast, review: Review, settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    for _ in range(posting.TRIES + 3):
        told()
        make_due()
    assert Letter.objects.get().tries == posting.TRIES


def test_it_gathers_what_is_wished_for_the_digest(ours: Cast) -> None:
    wants(ours.ours.reviewer, waiting=Wish.DIGEST)
    for _ in range(3):
        stage.waiting(ours.ours)
    assert told() == []
    make_due()
    assert told() == ["3 things for you at Fernhill Hotels"]
    (letter,) = mail.outbox
    assert letter.body.count("/portal/reviews/") == 3 and letter.to == [ours.ours.reviewer.email]
    assert told() == []


def test_it_leaves_out_of_the_digest_what_is_no_longer_so(ours: Cast) -> None:
    wants(ours.ours.reviewer, waiting=Wish.DIGEST)
    first = stage.waiting(ours.ours)
    told()
    Review.objects.filter(pk=first.pk).update(state="decided")
    make_due()
    assert told() == []


def test_it_tells_nobody_who_wishes_not_to_be_told(ours: Cast, review: Review) -> None:
    wants(ours.ours.reviewer, waiting=Wish.NEVER)
    assert told() == []


def test_it_tells_nobody_who_has_left_meanwhile(ours: Cast, review: Review) -> None:
    wants(ours.ours.reviewer, waiting=Wish.DIGEST)
    told()
    Member.objects.filter(user=ours.ours.reviewer).delete()
    make_due()
    assert told() == []


@pytest.mark.parametrize(
    ("zone", "hour", "at_utc", "due"),
    [
        ("UTC", 8, "2026-11-27 07:00", "2026-11-27 08:00"),
        ("UTC", 8, "2026-11-27 08:00", "2026-11-28 08:00"),
        ("America/New_York", 8, "2026-11-27 07:00", "2026-11-27 13:00"),
        ("Asia/Tokyo", 8, "2026-11-27 07:00", "2026-11-27 23:00"),
        ("Europe/Berlin", 2, "2026-03-28 12:00", "2026-03-29 01:00"),  # the hour that summer time leaves out
    ],
)
def test_the_digest_comes_at_the_person_s_hour(zone: str, hour: int, at_utc: str, due: str) -> None:
    asked = datetime.fromisoformat(at_utc).replace(tzinfo=UTC)
    found = Wishes(user=User(), hour=hour).digest_after(asked, zone).astimezone(UTC)
    assert f"{found:%Y-%m-%d %H:%M}" == due


def test_who_never_chose_a_zone_has_the_client_s(ours: Cast, review: Review) -> None:
    wants(ours.ours.reviewer, waiting=Wish.DIGEST)
    type(ours.ours.client).objects.filter(pk=ours.ours.client.pk).update(timezone="Asia/Tokyo")
    told()
    assert Letter.objects.get().due_at.hour == 23


def test_it_tells_of_a_comment_but_not_its_writer(ours: Cast, review: Review, browse: Browse) -> None:
    told()
    for user in (ours.ours.reviewer, ours.ours.editor):
        wants(user, comment=Wish.NOW)
    browse(ours.ours.editor).post(at("comments", review.pk), {"text": "Could we name the walk?"})
    assert told() == ["Comment: The quiet season"]
    (letter,) = mail.outbox
    assert letter.to == [ours.ours.reviewer.email] and "Could we name the walk?" in letter.body
    browse(ours.ours.reviewer).post(at("comments", review.pk), {"text": "Yes."})
    assert told() == ["Comment: The quiet season"] and mail.outbox[0].to == [ours.ours.editor.email]


def test_it_tells_of_a_piece_in_the_library_who_wants_to_know(ours: Cast, review: Review) -> None:
    told()
    piece = shelve(review)
    record(review.client_id, "piece.delivered", run=review.run_id, delivery=str(piece.pk))
    assert told() == []
    wants(ours.ours.reader, piece=Wish.NOW)
    wants(ours.rival.reader, piece=Wish.NOW)
    record(review.client_id, "piece.delivered", run=review.run_id, delivery=str(piece.pk))
    assert told() == ["In the library: The quiet season"]
    assert mail.outbox[0].to == [ours.ours.reader.email]


def test_a_letter_about_a_rival_s_row_says_nothing(ours: Cast, review: Review) -> None:
    """However such a row came about: what it says is read inside the client that it names."""
    told()
    comment = Comment.objects.create(
        client_id=review.client_id, review=review, by=ours.ours.editor, text="Secret"
    )
    for kind, about in (
        (Kind.WAITING, review.pk),
        (Kind.COMMENT, comment.pk),
        (Kind.PIECE, shelve(review).pk),
    ):
        Letter.objects.create(
            client_id=ours.rival.client.pk, to=ours.rival.reviewer, kind=kind, about=str(about)
        )
        Letter.objects.create(client_id=review.client_id, to=ours.rival.reviewer, kind=kind, about=str(about))
    with scope([]):
        posting.post_due()
    assert ours.rival.reviewer.email not in [to for letter in mail.outbox for to in letter.to]


def test_each_letter_can_be_stopped_with_one_press(ours: Cast, review: Review) -> None:
    told()
    (letter,) = mail.outbox
    address = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in letter.body
    browser, parts = Browser(enforce_csrf_checks=True), urlsplit(address)
    asked = browser.get(f"{parts.path}?{parts.query}")
    assert asked.status_code == 200 and "Stop these e-mails?" in asked.content.decode()
    assert not Wishes.objects.exists()
    answer = browser.post(f"{parts.path}?{parts.query}", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Wishes.of(ours.ours.reviewer).about(Kind.WAITING) == Wish.NEVER
    assert Wishes.of(ours.ours.reviewer).about(Kind.OVERDUE) == Wish.NOW


def test_the_digest_is_stopped_as_a_whole(ours: Cast) -> None:
    wants(ours.ours.reviewer, waiting=Wish.DIGEST, overdue=Wish.NOW)
    who = stopping.address(ours.ours.reviewer, stopping.DIGEST).partition("who=")[2]
    Browser().post(f"{at('stop')}?who={who}")
    wishes = Wishes.of(ours.ours.reviewer)
    assert [wishes.about(kind) for kind in (Kind.WAITING, Kind.COMMENT, Kind.OVERDUE)] == [
        "never",
        "never",
        "now",
    ]


@pytest.mark.parametrize("who", ["", "x", "WzEsIndhaXRpbmciXQ:1abc:forged"])
def test_it_stops_nothing_that_it_did_not_sign(db: None, who: str) -> None:
    browser = Browser()
    assert browser.get(at("stop"), {"who": who}).status_code == 404
    assert browser.post(f"{at('stop')}?who={who}").status_code == 404
    assert not Wishes.objects.exists()


def form(**more: str) -> dict[str, str]:
    usual = {"waiting": "now", "overdue": "digest", "mention": "now", "comment": "never", "piece": "digest"}
    return {**usual, "hour": "17", "timezone": "Europe/Lisbon", **more}


def test_a_person_chooses_on_a_page(ours: Cast, reviewer: Browser) -> None:
    assert reviewer.post(at("letters"), form()).status_code == 302
    wishes = Wishes.of(User.objects.get(pk=ours.ours.reviewer.pk))
    assert [wishes.about(kind) for kind in Kind] == ["now", "digest", "now", "never", "digest", "now", "now"]
    assert (wishes.hour, wishes.user.timezone) == (17, "Europe/Lisbon")
    page = reviewer.get(at("letters")).content.decode()
    assert '<option value="17" selected>' in page


@pytest.mark.parametrize(
    "more", [{"waiting": "x"}, {"hour": "24"}, {"hour": "²"}, {"timezone": "Mars"}, {"piece": ""}]
)
def test_it_says_what_is_wrong(ours: Cast, reviewer: Browser, more: dict) -> None:
    answer = reviewer.post(at("letters"), form(**more))
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert not Wishes.objects.exists()


def test_who_only_reads_is_not_asked_about_deciding(ours: Cast, browse: Browse) -> None:
    page = browse(ours.ours.reader).get(at("letters")).content.decode()
    assert "Somebody comments" in page and "waits for me" not in page


def test_a_new_hour_holds_for_what_gathers_already(ours: Cast, review: Review) -> None:
    wants(ours.ours.reviewer, waiting=Wish.DIGEST)
    told()
    wants(ours.ours.reviewer, hour=21, waiting=Wish.DIGEST)
    assert Letter.objects.get().due_at.hour == 21
