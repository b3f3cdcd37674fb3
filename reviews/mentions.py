"""“@Name” in a comment: found, kept and shown.

A name counts where it can mean one person only, or where the writer chose that person from the list. It may be the
whole name or its first word. All else that begins with an @ is just text.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models.functions import Now
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reviews.company import Person
from reviews.models import Comment, Guest, Mention, Review
from tenants.access import Access
from tenants.models import User

AT_MOST = 50  # asked in one comment
Names = Mapping[
    str, list[Person]
]  # name, or its first word where nobody's whole name is that -> who may be meant


@dataclass(frozen=True)
class Found:
    """Positions in characters; `start` is the @'s."""

    start: int
    end: int
    person: Person


def find(text: str, people: Iterable[Person], chosen: Sequence[str] = ()) -> list[Found]:
    """`chosen`: keys of people who were picked from the list, in the order in which they stand in the text."""
    known = names(people)
    if not known or "@" not in text:
        return []
    found, left = [], list(chosen)
    for match in pattern(known).finditer(text):
        if person := _meant(meant(match[1], known), left):
            found.append(Found(match.start(), match.end(), person))
    return found[:AT_MOST]


def keep(comment: Comment, people: Iterable[Person], chosen: Sequence[str] = ()) -> bool:
    """Whom the comment's text asks from now on. True: also somebody whom it didn't ask before. In a transaction."""
    before = {str(one.guest_id or one.user_id): one for one in comment.mentions.all()}
    found = find(comment.text, people, [*before, *chosen])
    comment.mentions.all().delete()
    Mention.objects.bulk_create(_row(comment, one, before) for one in found)
    return any(one.person.key not in before for one in found)


def mentioned(comment: Comment) -> list[Person]:
    """Those whom it asks already. They stay so when it is reworded, also where they may not see it any more."""
    return [Person(one.who, "") for one in comment.mentions.select_related("user", "guest") if one.who]


def seen(review: Review, user: User) -> None:
    """This person has what they were asked before them."""
    Mention.objects.unseen_by(user).filter(comment__review=review).update(seen_at=Now())


def waiting(access: Access, user: User) -> list[Comment]:
    """In which others ask this person and which they haven't opened, the newest first."""
    asked = Mention.objects.unseen_by(user).within(access).values("comment_id")
    rows = Comment.objects.filter(pk__in=asked).select_related("by", "guest", "review__client")
    return list(rows.prefetch_related("mentions__user", "mentions__guest").order_by("-pk"))


def name_of(comment: Comment) -> str:
    """Of who wrote it; of a guest only the name."""
    return comment.guest.name if comment.guest else str(comment.by or "Somebody who has left")


def plain(comment: Comment) -> str:
    """The text with the names as they are now."""
    return "".join(words for words, _ in _pieces(comment))


def shown(comment: Comment, reader: User | Guest | None = None) -> SafeString:
    """The text as HTML, each name a chip."""
    return format_html_join("", "{}", ((_chip(*piece, reader),) for piece in _pieces(comment)))


def _pieces(comment: Comment) -> Iterator[tuple[str, Mention | None]]:
    at = 0
    for mention in comment.mentions.all():
        yield comment.text[at : mention.start], None
        who, written = mention.who, comment.text[mention.start : mention.end]
        yield f"@{Person(who, '').name}" if who else written, mention
        at = mention.end
    yield comment.text[at:], None


def _chip(words: str, mention: Mention | None, reader: User | Guest | None) -> str:
    if mention is None:
        return words
    mine = reader is not None and mention.who == reader
    return format_html('<span class="mention{}">{}</span>', " mine" if mine else "", words)


def _row(comment: Comment, found: Found, before: Mapping[str, Mention]) -> Mention:
    """Whoever was asked already isn't asked anew."""
    row = Mention(client_id=comment.client_id, comment=comment, start=found.start, end=found.end)
    if isinstance(found.person.who, Guest):
        row.guest = found.person.who
    else:
        row.user = found.person.who
    if asked := before.get(found.person.key):
        row.seen_at, row.told_at, row.tries, row.due_at = (
            asked.seen_at,
            asked.told_at,
            asked.tries,
            asked.due_at,
        )
    return row


def names(people: Iterable[Person]) -> Names:
    once = {person.key: person for person in people if person.name}.values()
    known: defaultdict[str, list[Person]] = defaultdict(list)
    for person in once:
        known[_folded(person.name)].append(person)
    whole = set(known)
    for person in once:
        first = _folded(person.name.split()[0])
        if first not in whole:
            known[first].append(person)
    return dict(known)


def meant(name: str, known: Names) -> Sequence[Person]:
    """Everybody whom this could be."""
    return known.get(_folded(name), [])


def pattern(known: Names) -> re.Pattern[str]:
    """The longest name that stands there, as a word of its own; an e-mail address is none."""
    raw = {person.name for people in known.values() for person in people}
    raw |= {name.split()[0] for name in raw}
    forms = (r"\s+".join(map(re.escape, name.split())) for name in sorted(raw, key=len, reverse=True))
    return re.compile(rf"(?<![\w@])@({'|'.join(forms)})(?!\w|@|[.-]\w)", re.IGNORECASE)


def _meant(people: Sequence[Person], left: list[str]) -> Person | None:
    """`left`: what of the chosen isn't used yet."""
    by_key = {person.key: person for person in people}
    key = next((key for key in left if key in by_key), None)
    if key is not None:
        left.remove(key)
        return by_key[key]
    return people[0] if len(people) == 1 else None


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
