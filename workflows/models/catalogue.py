"""What an agency knows of models beside what Baton knows: rows of its own, dated prices, and routes. A row goes before
the built-in one of the same name (workflows.providers.known)."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Now

from tenants.models import User
from tenants.tenant import OfAgency, OfAgencyOrClient


class AgencyModel(OfAgency):
    """One model, at one account (`provider`, as routes name it: "anthropic", "server:NAME")."""

    provider = models.CharField(max_length=60)
    model = models.CharField("id at the vendor", max_length=120)
    label = models.CharField("name", max_length=120)
    context = models.PositiveIntegerField(default=128_000, help_text="Tokens it can read at most.")
    max_output = models.PositiveIntegerField(
        "longest answer", default=8_000, help_text="Tokens it can write at most."
    )
    images = models.BooleanField("sees pictures", default=False)
    pdf = models.BooleanField("reads PDF", default=False)
    efforts = models.BooleanField(
        "is told how long to think", default=True, db_default=True,
        help_text="Off for those that refuse to be told, as Claude Haiku 4.5, GPT 4.1 and Gemini 2.5 do.",
    )  # fmt: skip
    retires_on = models.DateField(
        null=True, blank=True, help_text="From this day on it isn't asked any more."
    )

    class Meta(OfAgency.Meta):
        verbose_name = "model"
        ordering = ["provider", "label"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "provider", "model"], name="agency_model_once"),
        ]

    def __str__(self) -> str:
        return self.label


class AgencyPrice(OfAgency):
    """What a model costs from a day on, in US dollars for a million tokens. Empty is unknown, and never 0."""

    provider = models.CharField(max_length=60)
    model = models.CharField(max_length=120)
    effective_from = models.DateField("from")
    input = models.DecimalField(max_digits=12, decimal_places=6, validators=[MinValueValidator(0)])
    output = models.DecimalField(max_digits=12, decimal_places=6, validators=[MinValueValidator(0)])
    cache_read = models.DecimalField(
        max_digits=12, decimal_places=6, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    cache_write = models.DecimalField(
        max_digits=12, decimal_places=6, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    cache_write_long = models.DecimalField(
        max_digits=12, decimal_places=6, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    long_above = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    source = models.CharField(max_length=200, blank=True, help_text="Where you read it.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(OfAgency.Meta):
        verbose_name = "price"
        ordering = ["provider", "model", "-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "provider", "model", "effective_from"], name="agency_price_once",
                violation_error_message="There is a price from that day already. Change that one.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.model} from {self.effective_from}"


class Route(OfAgencyOrClient):
    """An ordered list of models for a kind of task: the agency's, or one client's own."""

    name = models.CharField(max_length=40)  # of providers.routes.NAMES
    choices = models.JSONField(default=list)  # [[account, model id], …], best first

    class Meta(OfAgencyOrClient.Meta):
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "client", "name"], name="route_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ModelChange(OfAgencyOrClient):
    """A line of who changed what on the Models page. Lines are never changed: the database allows no more."""

    sentence = models.TextField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(OfAgencyOrClient.Meta):
        ordering = ["-id"]
        indexes = [models.Index(fields=["agency", "-id"], name="model_change_newest")]

    def __str__(self) -> str:
        return self.sentence
