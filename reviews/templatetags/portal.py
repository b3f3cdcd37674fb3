"""How the portal's templates show times, people, numbers and colours."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from memory.prose.markup import plain, read
from memory.prose.rendering import render
from reviews import contrast, mentions
from reviews.models import Comment, Guest
from tenants import scripts
from tenants.invitations import home_of
from tenants.models import Member, User

register = template.Library()
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
OWN_COLOUR = "#1f5f86"
OPENING = 220  # characters
TONES = {"approve": "good", "edit": "good", "changes": "warn", "reject": "bad"}


@register.filter
def words(listed: str) -> list[str]:
    return listed.split()


@register.filter
def colour(value: str) -> SafeString:
    """Only what is a colour may enter a style."""
    return mark_safe(value if COLOUR.fullmatch(value or "") else OWN_COLOUR)


@register.filter
def readable(value: str, where: str = "") -> SafeString:
    """A colour on which white words can be read; with “light” or “dark” one that can be read on such a page."""
    surface = {"light": contrast.LIGHT, "dark": contrast.DARK}.get(where, contrast.WHITE)
    return mark_safe(contrast.readable(colour(value), surface))


@register.filter
def initials(user: User | Guest | None) -> str:
    names = (
        (user.get_full_name().partition("@")[0] if user else "?").replace(".", " ").replace("-", " ").split()
    )
    return "".join(name[0] for name in names[:2]).upper()


@register.filter
def said(comment: Comment, reader: User | Guest | None = None) -> SafeString:
    """What was said, with people's names as chips."""
    return mentions.shown(comment, reader)


@register.filter
def said_plainly(comment: Comment) -> str:
    return mentions.plain(comment)


@register.filter
def guest_state(guest: Guest) -> str:
    return guest.state(timezone.now()).label


@register.filter
def length_in_words(markdown: str) -> str:
    return scripts.length(markdown)


@register.filter
def home(user: User) -> Member | None:
    """Where a newcomer was invited to."""
    return home_of(user)


@register.filter
def score(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


@register.filter
def decision_tone(kind: str) -> str:
    return TONES.get(kind, "")


@register.filter
def opening(markdown: str) -> str:
    """The first words of a piece as a reader would read them, without its heading."""
    text = " ".join(plain(read(render(re.sub(r"^#.*\n", "", markdown.lstrip())))).split())
    return text if len(text) <= OPENING else text[:OPENING].rsplit(" ", 1)[0] + " …"


@register.filter
def moment(at: datetime) -> SafeString:
    """“today, 17:00”, in the person's zone; the exact time on hover."""
    return _time(at, _near(timezone.localtime(at)))


@register.filter
def due(at: datetime) -> SafeString:
    said = _near(timezone.localtime(at))
    if at < timezone.now():
        return format_html('<span class="overdue">Overdue since {}</span>', _time(at, said))
    return format_html("<span>Due {}</span>", _time(at, said))


@register.filter
def in_zone(at: datetime, person: User) -> str:
    """For e-mail, where no page has set the person's zone."""
    with timezone.override(ZoneInfo(person.timezone)):
        return _near(timezone.localtime(at)) + f" ({person.timezone})"


def _near(local: datetime) -> str:
    clock = f"{local:%H:%M}"
    days = (local.date() - timezone.localtime().date()).days
    named = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)
    if named:
        return f"{named}, {clock}"
    if 1 < days < 7:
        return f"{local:%A}, {clock}"
    year = "" if local.year == timezone.localtime().year else f" {local.year}"
    return f"{local.day} {local:%B}{year}, {clock}"


def _time(at: datetime, said: str) -> SafeString:
    local = timezone.localtime(at)
    exact = f"{local:%Y-%m-%d %H:%M} {local.tzname()}"
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), exact, said)
