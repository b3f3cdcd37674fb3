"""Who may see a review, so that somebody can ask them by name: nobody else can be found, and nobody else is told."""

import unicodedata
from dataclasses import dataclass

from django.db.models.functions import Now

from reviews.models import Guest, Review
from tenants.members import able
from tenants.models import User
from tenants.scope import scope

OFFERED = 8  # people at a time; who isn't among them is found by more letters


@dataclass(frozen=True)
class Person:
    """A member, or a guest, of whom everybody knows only the name that was given."""

    who: User | Guest
    role: str

    @property
    def name(self) -> str:
        return " ".join(self.who.get_full_name().split())

    @property
    def key(self) -> str:
        return str(self.who.pk)


def of(review: Review) -> list[Person]:
    """Everybody who may see this review now, by name."""
    with scope([review.client_id], review.client.agency_id):
        seeing = able("see", [review.client_id])[review.client_id].values()
    internal = review.audience == Review.Audience.STAFF
    members = [Person(one.user, one.role.label) for one in seeing if one.is_staff or not internal]
    guests = review.guests.filter(revoked_at=None, expires_at__gt=Now())
    return sorted([*members, *(Person(guest, "Guest") for guest in guests)], key=_order)


def known_to_guest(review: Review, guest: Guest) -> list[Person]:
    """Those whose names a guest has read on the page, so that their text tells of nobody else: who has spoken."""
    said = review.comments.exclude(guest=guest)
    users = set(said.exclude(by=None).values_list("by", flat=True))
    guests = set(said.exclude(guest=None).values_list("guest", flat=True))
    return [person for person in of(review) if person.who.pk in (users | guests)]


def offered(review: Review, user: User, typed: str) -> list[Person]:
    """Whose name has a word that begins like this; without the one who asks. Accents and case don't matter."""
    wanted = _plain(typed)
    others = (person for person in of(review) if person.who != user)
    return [person for person in others if _begins(person, wanted)][:OFFERED]


def _begins(person: Person, wanted: str) -> bool:
    name = _plain(person.name)
    return name.startswith(wanted) or any(word.startswith(wanted) for word in name.split())


def _order(person: Person) -> tuple[str, str]:
    return _plain(person.name), person.key


def _plain(words: str) -> str:
    apart = unicodedata.normalize("NFKD", " ".join(words.split()))
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()
