"""People asked by name in comments: who can be found, how a name is read, shown and told."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client as Browser
from django.utils.timezone import now

from reviews import company, mentions, posting, talking
from reviews.company import Person
from reviews.guests import Invitation, invite
from reviews.models import Comment, Guest, Mention, Review
from reviews.models.wishes import Wish
from tenants.access import Role
from tenants.models import Member, User
from tests.cast import Cast
from tests.reviews import stage
from tests.reviews.people import join
from tests.reviews.test_posting import make_due, told, wants
from tests.reviews.visiting import HTMX, Browse, at

LONG_AGO = now() - timedelta(days=400)


def person(pk: int, name: str) -> Person:
    return Person(User(pk=pk, name=name, email=f"{pk}@example.com"), "")


ANA, ANN, KAI, BERG = person(1, "Ana Kovač"), person(2, "Ann"), person(3, "Kai O’Neil"), person(4, "Ana Berg")
EVERYBODY = (ANA, ANN, KAI)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@Ana Kovač, which one?", ["@Ana Kovač"]),
        ("Ask @ana  kovač.", ["@ana  kovač"]),
        ("@Ana?", ["@Ana"]),
        ("(@Kai) and @Ann’s idea", ["@Kai", "@Ann"]),
        ("@Kai O’Neil @Kai", ["@Kai O’Neil", "@Kai"]),
        ("@Anna, @Ana-Maria, @ana.k and @an", []),
        ("me@Ana.example, @@Ana, @ Ana, @Nobody", []),
        ("@ana@example.com", []),
        ("<b>@Ann</b>", ["@Ann"]),
        ("", []),
    ],
)
def test_it_finds_names(text: str, meant: list[str]) -> None:
    assert [text[one.start : one.end] for one in mentions.find(text, EVERYBODY)] == meant


def test_a_name_of_two_people_needs_a_choice() -> None:
    people, text = (ANA, BERG), "@Ana and @Ana and @Ana Berg"
    assert [one.person for one in mentions.find(text, people)] == [BERG]
    chosen = mentions.find(text, people, [BERG.key, ANA.key, "77"])
    assert [one.person for one in chosen] == [BERG, ANA, BERG]


def test_a_whole_name_counts_before_a_first_one() -> None:
    (found,) = mentions.find("@Ana", (ANA, person(9, "Ana")))
    assert found.person.key == "9"


def test_it_takes_names_as_they_are() -> None:
    odd = person(5, "A.*(b|c) [x]")
    assert [one.person for one in mentions.find("@A.*(b|c) [x] @Aaab", (odd,))] == [odd]


@pytest.fixture
def guest(ours: Cast, review: Review) -> Guest:
    return invite(review, Invitation("Ben Guest", "ben@example.com"), ours.ours.owner)


def names(found: list[Person]) -> set[str]:
    return {one.name for one in found}


def test_only_who_may_see_it_can_be_found(ours: Cast, review: Review, guest: Guest) -> None:
    staff = {"fern-owner", "fern-editor", "fern-viewer"}
    assert names(company.of(review)) == {*staff, "fern-reviewer", "fern-reader", "Ben Guest"}
    Guest.objects.update(revoked_at=now())
    User.objects.filter(pk=ours.ours.reader.pk).update(is_active=False)
    assert names(company.of(review)) == {*staff, "fern-reviewer"}
    review.audience = Review.Audience.STAFF
    assert names(company.of(review)) == staff
    Member.objects.create(
        agency=ours.ours.agency, client=ours.ours.client, user=ours.ours.viewer, role=Role.READER
    )
    assert names(company.of(review)) == staff - {
        "fern-viewer"
    }  # the role at the client is the one that counts


def test_a_link_that_ran_out_is_nobody(review: Review, guest: Guest) -> None:
    Guest.objects.update(expires_at=now() - timedelta(minutes=1))
    assert "Ben Guest" not in names(company.of(review))


def ask(browser: Browser, review: Review, typed: str) -> tuple[int, str]:
    answer = browser.get(at("askable", review.pk), {"q": typed})
    return answer.status_code, answer.content.decode()


def test_it_offers_them_by_what_is_typed(ours: Cast, review: Review, reviewer: Browser, guest: Guest) -> None:
    join(ours.ours, "šárka")
    status, page = ask(reviewer, review, "sar")
    assert status == 200 and 'data-name="Šárka"' in page and page.count("<li") == 1
    _, page = ask(reviewer, review, "gue")
    assert 'data-name="Ben Guest"' in page and "ben@example.com" not in page
    _, page = ask(reviewer, review, "fern")
    assert "fern-editor" in page and "fern-reviewer" not in page  # nobody asks themselves
    assert ask(reviewer, review, "rival")[1].strip() == ask(reviewer, review, "nook")[1].strip() == ""


def test_it_offers_no_more_than_fit(ours: Cast, review: Review, reviewer: Browser) -> None:
    for number in range(12):
        join(ours.ours, f"zoe{number}")
    assert ask(reviewer, review, "zoe")[1].count("<li") == company.OFFERED


@pytest.mark.parametrize("who", ["rival.owner", "rival.reviewer"])
def test_a_rival_finds_nobody(ours: Cast, review: Review, browse: Browse, who: str) -> None:
    assert ask(browse(getattr(ours.rival, who.partition(".")[2])), review, "fern")[0] == 404
    assert ask(browse(ours.neighbour_reviewer), review, "fern")[0] == 404
    assert ask(browse(ours.ours.reader), review, "fern")[0] == 403


def test_what_is_the_agencys_is_not_there_for_the_client(ours: Cast, browse: Browse) -> None:
    internal = stage.waiting(ours.ours, who="staff")
    assert ask(browse(ours.ours.reviewer), internal, "fern")[0] == 404
    assert "fern-owner" in ask(browse(ours.ours.editor), internal, "fern")[1]


def said(browser: Browser, review: Review, text: str, do: str = "", **form: object) -> str:
    name = do.replace(":", "-") if do else "text"
    pk, _, verb = do.partition(":")
    field = f"{verb}-{pk}" if do else name
    answer = browser.post(at("comments", review.pk), {"do": do, field: text, **form}, headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_name_becomes_a_chip(ours: Cast, review: Review, reviewer: Browser, browse: Browse) -> None:
    page = said(reviewer, review, "@fern-editor, is <b>this</b> so?")
    assert '<span class="mention">@fern-editor</span>, is &lt;b&gt;this&lt;/b&gt; so?' in page
    theirs = browse(ours.ours.editor).get(at("review", review.pk)).content.decode()
    assert '<span class="mention mine">@fern-editor</span>' in theirs
    assert Mention.objects.get().user == ours.ours.editor


def test_names_are_escaped(ours: Cast, review: Review, reviewer: Browser) -> None:
    User.objects.filter(pk=ours.ours.editor.pk).update(name="<script>x</script>")
    page = said(reviewer, review, "@<script>x</script> please")
    assert '<span class="mention">@&lt;script&gt;x&lt;/script&gt;</span>' in page
    assert "&lt;script&gt;" in ask(reviewer, review, "<scr")[1]


def test_nobody_without_access_is_asked(ours: Cast, review: Review, reviewer: Browser) -> None:
    strangers = (ours.rival.owner, ours.neighbour_reviewer)
    page = said(reviewer, review, "@rival-owner @nook-reviewer", asked=[str(user.pk) for user in strangers])
    assert 'class="mention' not in page and not Mention.objects.exists()


def test_namesakes_are_told_apart_by_the_choice(ours: Cast, review: Review, reviewer: Browser) -> None:
    first, second = join(ours.ours, "ana"), join(ours.ours, "ana2")
    User.objects.filter(pk=second.pk).update(name="Ana")
    said(reviewer, review, "@Ana?")
    assert not Mention.objects.exists()
    said(reviewer, review, "@Ana?", asked=[str(second.pk)])
    assert Mention.objects.get().user == second
    comment = Comment.objects.last()
    said(reviewer, review, "@Ana, really?", f"{comment.pk}:edit")  # and stay so
    assert Mention.objects.get().user == second != first


def test_a_new_name_shows_and_an_old_one_stays_readable(
    ours: Cast, review: Review, reviewer: Browser
) -> None:
    ana = join(ours.ours, "ana")
    said(reviewer, review, "@Ana and @fern-editor: when?")
    User.objects.filter(pk=ana.pk).update(name="Ana Horvat")
    page = reviewer.get(at("review", review.pk)).content.decode()
    assert '<span class="mention">@Ana Horvat</span> and' in page
    assert "\n@Ana Horvat and @fern-editor: when?</textarea>" in page
    Member.objects.filter(user=ana).delete()
    comment = Comment.objects.get()
    said(reviewer, review, "@Ana Horvat and @fern-editor: when then?", f"{comment.pk}:edit")
    assert Mention.objects.count() == 2  # whoever left stays asked in what was said to them
    Mention.objects.filter(user=ana).update(user=None)  # as when an account is deleted
    page = reviewer.get(at("review", review.pk)).content.decode()
    assert '<span class="mention">@Ana Horvat</span> and' in page
    assert Comment.objects.get().text.startswith("@Ana Horvat and")


def test_it_is_told_at_once_and_the_rest_as_they_wish(ours: Cast, review: Review, reviewer: Browser) -> None:
    told()
    said(reviewer, review, "@fern-editor, is this so?")
    assert told() == ["You are asked: The quiet season"]
    (letter,) = mail.outbox
    comment = Comment.objects.get()
    assert letter.to == [ours.ours.editor.email]
    assert "fern-reviewer asks you: “@fern-editor, is this so?”" in letter.body
    assert f"/portal/reviews/{review.pk}/#comment-{comment.pk}" in letter.body
    assert told() == []


@pytest.mark.parametrize(("wish", "sent"), [(Wish.DIGEST, 1), (Wish.NEVER, 0)])
def test_it_is_told_as_they_wish(
    ours: Cast, review: Review, reviewer: Browser, wish: Wish, sent: int
) -> None:
    wants(ours.ours.editor, mention=wish)
    told()
    said(reviewer, review, "@fern-editor, is this so?")
    said(reviewer, review, "@fern-editor, and this?")
    assert told() == []
    make_due()
    assert len(told()) == sent
    assert sum("asks you" in letter.body for letter in mail.outbox) == sent
    assert sum(letter.body.count("asks you") for letter in mail.outbox) == 2 * sent


def test_nobody_is_told_who_asks_themselves_or_has_lost_sight(
    ours: Cast, review: Review, reviewer: Browser
) -> None:
    wants(ours.ours.reviewer, comment=Wish.NEVER)
    told()
    said(reviewer, review, "@fern-reviewer and @fern-viewer")
    Review.objects.update(audience="client")
    Member.objects.filter(user=ours.ours.viewer).delete()
    assert told() == []


def test_who_is_added_is_told_and_nobody_twice(ours: Cast, review: Review, reviewer: Browser) -> None:
    told()
    said(reviewer, review, "@fern-editor?")
    assert len(told()) == 1
    comment = Comment.objects.get()
    said(reviewer, review, "@fern-editor and @fern-owner?", f"{comment.pk}:edit")
    assert told() == ["You are asked: The quiet season"] and mail.outbox[0].to == [ours.ours.owner.email]
    said(reviewer, review, "@fern-owner and @fern-editor!", f"{comment.pk}:edit")
    assert told() == []


def test_it_stands_in_the_queue_until_it_was_opened(
    ours: Cast, review: Review, reviewer: Browser, browse: Browse
) -> None:
    said(reviewer, review, "@fern-editor, is this so? @fern-editor!")
    editor = browse(ours.ours.editor)
    page = editor.get(at("inbox")).content.decode()
    assert page.count("You were asked") == 1 and page.count(f"#comment-{Comment.objects.get().pk}") == 1
    assert "You were asked" not in reviewer.get(at("inbox")).content.decode()
    assert "You were asked" not in browse(ours.rival.owner).get(at("inbox")).content.decode()
    editor.head(at("review", review.pk))
    assert "You were asked" in editor.get(at("inbox")).content.decode()
    editor.get(at("review", review.pk))
    assert "You were asked" not in editor.get(at("inbox")).content.decode()
    comment = Comment.objects.get()
    said(reviewer, review, "@fern-editor, please", f"{comment.pk}:edit")  # was read, and isn't new again
    assert "You were asked" not in editor.get(at("inbox")).content.decode()


def test_what_became_the_agencys_again_is_not_in_the_clients_queue(
    ours: Cast, review: Review, reviewer: Browser
) -> None:
    talking.say(review, ours.ours.editor, "@fern-reviewer?")
    assert "You were asked" in reviewer.get(at("inbox")).content.decode()
    Review.objects.update(audience="staff")
    assert "You were asked" not in reviewer.get(at("inbox")).content.decode()


def test_what_was_taken_back_asks_nobody(ours: Cast, review: Review, reviewer: Browser) -> None:
    talking.say(review, ours.ours.editor, "@fern-reviewer?")
    comment = Comment.objects.get()
    talking.change(comment, ours.ours.owner, "reply", "Yes.")
    talking.change(comment, ours.ours.editor, "delete")
    assert not Mention.objects.exists()
    assert "You were asked" not in reviewer.get(at("inbox")).content.decode()
    posting.post_due()


def test_a_guest_is_written_to_once(
    ours: Cast, review: Review, guest: Guest, reviewer: Browser, settings
) -> None:
    told()
    said(reviewer, review, "@Ben Guest, is <this> so?")
    settings.EMAIL_BACKEND, usual = "tests.reviews.test_posting.Away", settings.EMAIL_BACKEND
    assert told() == []
    settings.EMAIL_BACKEND = usual
    comment = Comment.objects.get()
    late()
    said(reviewer, review, "@Ben Guest, is <this> so? @fern-owner?", f"{comment.pk}:edit")
    assert "Fernhill Hotels: a question to you on “The quiet season”" in told()
    letter = next(each for each in mail.outbox if each.to == ["ben@example.com"])
    assert "fern-reviewer asks you" in letter.body and "@Ben Guest, is <this> so?" in letter.body
    assert "&lt;this&gt;" in letter.alternatives[0][0] and "/guest/link/" not in letter.body
    said(reviewer, review, "@Ben Guest, is <this> so? @fern-editor?", f"{comment.pk}:edit")
    told()
    assert ["ben@example.com"] not in [each.to for each in mail.outbox]


def test_a_guest_s_letter_that_was_refused_is_tried_again_with_pauses(
    ours: Cast, review: Review, guest: Guest, reviewer: Browser, settings
) -> None:
    told()
    said(reviewer, review, "@Ben Guest, is this so?")
    settings.EMAIL_BACKEND, usual = "tests.reviews.test_posting.Away", settings.EMAIL_BACKEND
    assert told() == []
    asked = Mention.objects.get()
    assert asked.told_at is None and asked.tries == 1 and asked.due_at > now()
    settings.EMAIL_BACKEND = usual
    said(reviewer, review, "Another comment, which tries nothing before its time.")
    assert told() == []
    late()
    assert told() == ["Fernhill Hotels: a question to you on “The quiet season”"]
    assert told() == []


def test_it_gives_up_on_a_guest_s_address_in_the_end(
    ours: Cast, review: Review, guest: Guest, reviewer: Browser, settings
) -> None:
    said(reviewer, review, "@Ben Guest, is this so?")
    settings.EMAIL_BACKEND = "tests.reviews.test_posting.Away"
    for _ in range(posting.TRIES + 2):
        told()
        late()
    assert Mention.objects.get().tries == posting.TRIES


@pytest.mark.parametrize("gone", [{"revoked_at": LONG_AGO}, {"expires_at": LONG_AGO}])
def test_it_is_not_tried_again_once_their_link_is_gone(
    ours: Cast, review: Review, guest: Guest, reviewer: Browser, settings, gone: dict
) -> None:
    said(reviewer, review, "@Ben Guest, is this so?")
    settings.EMAIL_BACKEND, usual = "tests.reviews.test_posting.Away", settings.EMAIL_BACKEND
    told()
    settings.EMAIL_BACKEND = usual
    late()
    Guest.objects.update(**gone)
    assert told() == []


def late() -> None:
    """The pause is over."""
    Mention.objects.update(due_at=now() - timedelta(minutes=1))


def test_a_guest_whose_link_was_taken_back_is_not_written_to(
    ours: Cast, review: Review, guest: Guest, reviewer: Browser
) -> None:
    told()
    said(reviewer, review, "@Ben Guest?")
    Guest.objects.update(revoked_at=now())
    assert told() == [] and Mention.objects.get().told_at is None


def test_a_guest_is_asked_by_name_and_asks_whom_they_have_read(
    ours: Cast, review: Review, guest: Guest, reviewer: Browser
) -> None:
    page = said(reviewer, review, "@Ben Guest, is this so?")
    assert '<span class="mention">@Ben Guest</span>' in page
    reply = Comment.objects.create(
        client=review.client, review=review, guest=guest, text="@fern-reviewer yes, @fern-owner"
    )
    mentions.keep(reply, company.known_to_guest(review, guest))
    assert [mention.user for mention in reply.mentions.all()] == [ours.ours.reviewer]
