"""An agency's key at a vendor: for all of its clients, or for one of them. The key is sealed, and never shown again."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now

from tenants.models import User
from tenants.sealed import Sealed
from tenants.tenant import OfAgencyOrClient

NAME = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$", "Use small letters, digits and hyphens, for example “our-server”."
)


class Credential(Sealed, OfAgencyOrClient):
    class Kind(models.TextChoices):
        ANTHROPIC = "anthropic", "Anthropic"
        OPENAI = "openai", "OpenAI"
        GEMINI = "gemini", "Gemini"
        COMPATIBLE = "compatible", "A server that speaks OpenAI's chat completions"

    kind = models.CharField("where", max_length=12, choices=Kind.choices)
    name = models.CharField(
        max_length=40, blank=True, validators=[NAME],
        help_text="For a server of your own: what routes call it. Two servers have two names.",
    )  # fmt: skip
    sealed = models.TextField(blank=True, editable=False)  # "": a server that wants no key
    hint = models.CharField(max_length=8, blank=True, editable=False)  # its last characters
    base_url = models.CharField(  # looked at by providers.guard
        "address", max_length=200, blank=True,
        help_text="Empty: the vendor’s own. Of a server: what stands before “/chat/completions”.",
    )  # fmt: skip
    model_ids = models.JSONField(default=list, blank=True)  # of a server, best first
    listed = models.JSONField(default=list, blank=True, editable=False)  # what it said when it was asked
    abilities = models.JSONField(
        default=dict, blank=True
    )  # what a compatible server can do (providers.compatible)
    calls_at_once = models.PositiveIntegerField(default=0, help_text="0: no limit.")
    calls_per_minute = models.PositiveIntegerField(default=0, help_text="0: no limit.")
    disabled = models.BooleanField(
        "switched off", default=False, help_text="Runs don’t use it from their next step on. Everything is kept."
    )  # fmt: skip
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    tested_at = models.DateTimeField(null=True, editable=False)
    test_passed = models.BooleanField(null=True, editable=False)
    test_told = models.TextField(blank=True, editable=False)  # what the last test said, in a sentence

    class Meta(OfAgencyOrClient.Meta):
        verbose_name = "model key"
        ordering = ["kind", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "client", "kind", "name"], name="credential_once", nulls_distinct=False,
                violation_error_message="There is one already. Change that one.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self._what} (…{self.hint})" if self.hint else self._what

    @property
    def _what(self) -> str:
        return self.get_kind_display() if self.kind != self.Kind.COMPATIBLE else f"Server “{self.name}”"

    @property
    def told(self) -> str:
        """Which one it is, in an error message: without its last characters, for clients' people read that too."""
        return f"{self._what.replace('“', '').replace('”', '')}, {self.whose}"

    @property
    def account(self) -> str:
        """As routes name it."""
        return f"server:{self.name}" if self.kind == self.Kind.COMPATIBLE else self.kind

    @property
    def identity(self) -> str:
        """As limits and health know it, among all workers."""
        return f"credential {self.pk}"

    @property
    def serves(self) -> bool:
        """Whether there is anything to ask there."""
        return self.kind != self.Kind.COMPATIBLE or bool(self.model_ids)

    @property
    def _row(self) -> str:
        return f"{self.identity} of agency {self.agency_id}, client {self.client_id}"
