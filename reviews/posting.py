"""Letters: written as people wish, sent once.

A letter is marked as sent before it is, and the mark is taken back when the mail server refuses it: a server that is
away loses nothing, and two senders at the same time, or one that dies, send nothing twice. Nothing is sent while a
transaction is open.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import groupby

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils.timezone import now

from reviews import stopping
from reviews.composing import compose
from reviews.models.letter import TRIES, Letter, pause
from reviews.models.wishes import Wish, Wishes, zone_of
from reviews.notices import Kind, Notice, notice
from tenants.models import Client, User
from tenants.scope import tenant_tx

log = logging.getLogger(__name__)
AT_ONCE = 200  # letters of one sweep; the next goes on
KEPT = timedelta(days=90)
SPOKEN = (Kind.MENTION, Kind.COMMENT)
Compose = Callable[[Sequence[Letter]], EmailMultiAlternatives | None]


def write(
    kind: str,
    client: Client,
    about: str,
    people: Iterable[User],
    occasion: str = "",
    wait: timedelta = timedelta(),
) -> None:
    """A letter for each who wants one; who has one about this already gets no other. Inside the client's scope.
    `wait`: until it is sent at the soonest, so that it tells what happens meanwhile."""
    rows = [_letter(kind, client, about, person, occasion, wait) for person in people]
    Letter.objects.bulk_create([row for row in rows if row], ignore_conflicts=True)


def post_now(client_id: int) -> None:
    """What this client's people are to get at once."""
    _post(Letter.objects.due().filter(client_id=client_id, in_digest=False, tries=0))


def post_due() -> None:
    """A sweep's work: what was refused before, and digests whose hour has come."""
    waiting = Letter.objects.due().filter(tries__lt=TRIES)
    _post(waiting.filter(in_digest=False))
    mine = waiting.filter(in_digest=True).order_by("to_id", "client_id", "id").select_related("to")[:AT_ONCE]
    for _, letters in groupby(mine, key=lambda letter: letter.to_id):
        _send(list(letters), _digest)
    Letter.objects.filter(created_at__lt=Now() - KEPT).delete()


def wish(user: User, kinds: Mapping[str, str], hour: int) -> None:
    """What this person wants from now on; a digest that gathers already comes at the new hour."""
    wishes = Wishes(user=user, kinds=dict(kinds), hour=hour)
    wishes.save()
    gathering = Letter.objects.filter(to=user, in_digest=True, sent_at=None, tries=0)
    gathering.update(due_at=wishes.digest_after(now(), user.timezone))


def _post(letters: QuerySet[Letter]) -> None:
    for letter in letters.select_related("to").order_by("id")[:AT_ONCE]:
        _send([letter], _alone)


def _letter(
    kind: str, client: Client, about: str, person: User, occasion: str, wait: timedelta
) -> Letter | None:
    wishes = Wishes.of(person)
    wish = wishes.about(kind)
    if wish == Wish.NEVER:
        return None
    later = wish == Wish.DIGEST
    due = wishes.digest_after(now(), zone_of(person, client)) if later else now() + wait
    return Letter(
        client_id=client.pk, to=person, kind=kind, about=about, occasion=occasion, in_digest=later, due_at=due
    )


def _send(letters: Sequence[Letter], compose: Compose) -> None:
    mine = [letter for letter in letters if _taken(letter)]
    try:
        mail = compose(mine) if mine else None
        if mail:
            get_connection().send_messages([mail])
    except Exception as error:
        _give_back(mine)
        if not isinstance(error, OSError):
            raise
        log.exception("No mail could be sent: check EMAIL_URL. It is tried again.")


def _taken(letter: Letter) -> bool:
    return bool(Letter.objects.filter(pk=letter.pk, sent_at=None).update(sent_at=Now()))


def _give_back(letters: Sequence[Letter]) -> None:
    for letter in letters:
        due = Now() + pause(letter.tries)
        Letter.objects.filter(pk=letter.pk).update(sent_at=None, tries=F("tries") + 1, due_at=due)


def _alone(letters: Sequence[Letter]) -> EmailMultiAlternatives | None:
    (letter,) = letters
    found = next(_noticed(letters), None)
    if found is None:
        return None
    facts = {
        "person": letter.to,
        "notice": found,
        "review": found.review,
        "address": found.address,
        "minutes": found.review.minutes if found.review else 0,
        "overdue": letter.kind == Kind.OVERDUE or letter.occasion == "escalated",
        "why": found.why,
        "instead_of": found.instead_of,
        "stop": stopping.address(letter.to, letter.kind),
    }
    with tenant_tx(letter.client_id):  # its words are still in the rows
        return _mail("review_waits" if found.review else "notice", facts, letter.to, letter.kind)


def _digest(letters: Sequence[Letter]) -> EmailMultiAlternatives | None:
    """One mail for all of a person's letters, by client; of a piece that waits and is overdue one line."""
    found = {(each.address, each.kind in SPOKEN and each.sentence): each for each in _noticed(letters)}
    notices = sorted(found.values(), key=lambda each: (each.client.name, each.client.pk))
    if not notices:
        return None
    person = letters[0].to
    clients = [(client, list(mine)) for client, mine in groupby(notices, key=lambda each: each.client)]
    facts = {
        "person": person,
        "clients": clients,
        "count": len(notices),
        "stop": stopping.address(person, stopping.DIGEST),
    }
    return _mail("digest", facts, person, stopping.DIGEST)


def _noticed(letters: Sequence[Letter]) -> Iterator[Notice]:
    """What is still worth saying, each read inside its own client."""
    for letter in letters:
        if Wishes.of(letter.to).about(letter.kind) == Wish.NEVER:
            continue
        with tenant_tx(letter.client_id):
            found = notice(letter)
        if found:
            yield found


def _mail(name: str, facts: dict[str, object], person: User, what: str) -> EmailMultiAlternatives:
    return compose(name, facts, person.email, stopping.headers(person, what))
