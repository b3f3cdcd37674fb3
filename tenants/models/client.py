"""The client is the tenant: every other row in the product belongs to exactly one."""

import zoneinfo
from decimal import Decimal
from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tenants import languages
from tenants.models.agency import Agency
from tenants.tenant import ScopedManager

COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}$", "Write the colour as # and six digits, for example #2f6b4f.")


@cache
def timezones() -> frozenset[str]:
    """Their names; found out once, because it reads the whole directory of zones."""
    return frozenset(zoneinfo.available_timezones())


def valid_timezone(name: str) -> None:
    if name not in timezones():
        raise ValidationError(f"“{name}” is not a time zone. Write one like “Europe/Lisbon”.")


class Client(models.Model):
    class WhenTight(models.TextChoices):
        STOP = "stop", "Go on as usual, and stop when the budget is met"
        DEGRADE = "degrade", "Ask the route “cheap” only, and stop when the budget is met"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="clients")
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, help_text="Names the client in addresses and commands.")
    language = models.CharField(
        max_length=8, choices=languages.choices, default="en", help_text="The language of the content."
    )
    timezone = models.CharField(max_length=64, default="UTC", validators=[valid_timezone])
    colour = models.CharField(
        max_length=7, default="#2f6b4f", validators=[COLOUR], help_text="The portal's accent colour."
    )
    runs_at_once = models.PositiveSmallIntegerField(
        default=25,
        validators=[MinValueValidator(1), MaxValueValidator(500)],
        help_text="How many of its runs are worked on at the same time; the others wait their turn.",
    )
    runs_queued = models.PositiveIntegerField(
        "runs in the queue",
        default=20_000,
        validators=[MinValueValidator(1), MaxValueValidator(1_000_000)],
        help_text="How many runs may wait; beyond that new ones are refused.",
    )
    budget_usd = models.DecimalField(
        "budget for a month",
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text="What models may cost it in a month of its time zone, in US dollars. Empty: no budget.",
    )
    budget_warn_percent = models.PositiveSmallIntegerField(
        "warn at",
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Percent of the budget. The agency’s owners get a letter, once a month.",
    )
    budget_when_tight = models.CharField(
        "from the warning on",
        max_length=8,
        choices=WhenTight.choices,
        default=WhenTight.STOP,
        help_text="A call that could cost more than what is left is never sent: its run stops, and can be resumed.",
    )
    shows_handoff = models.BooleanField(
        "shows how its workflows work",
        default=True,
        help_text="Its people read the handoff pages of its workflows in the portal: steps, prompts and figures, "
        "without costs. Public links are made one by one, and are not held by this.",
    )
    paused = models.BooleanField(default=False, editable=False)  # all of its runs rest until it is resumed
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager("id")

    class Meta:
        base_manager_name = "objects"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["agency", "slug"], name="client_slug_in_agency")]

    def __str__(self) -> str:
        return self.name

    @property
    def written_in(self) -> SafeString:
        """The attributes of an element that holds its content."""
        return written_in(self.language)


def written_in(code: str) -> SafeString:
    """For "ar": lang="ar" dir="rtl"."""
    return format_html('lang="{}" dir="{}"', code, languages.of(code).direction)
