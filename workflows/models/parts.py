"""What a version is made of: the questions of its intake form, and its steps."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models

from tenants.tenant import Tenant, TenantKey
from workflows.engine import definition as engine

KEY = RegexValidator(r"^[a-z][a-z0-9_]*$", "Use small letters, digits and _, starting with a letter.")


class Field(Tenant):
    """One question of the intake form."""

    KINDS = [
        ("line", "One line"), ("text", "Longer text"), ("number", "Number"), ("date", "Date"),
        ("choice", "One of a list"), ("choices", "Several of a list"), ("url", "Web address"),
        ("list", "List, one entry a line"), ("yes_no", "Yes or no"),
        ("files", "Pictures or PDFs"),
    ]  # fmt: skip

    version = TenantKey("Version", related_name="fields")
    position = models.PositiveIntegerField(default=0, db_index=True)
    key = models.CharField(max_length=40, validators=[KEY], help_text="How prompts name it: {{ brief.KEY }}.")
    label = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=KINDS, default="line")
    help = models.CharField(max_length=300, blank=True)
    required = models.BooleanField(default=True)
    options = models.JSONField(default=list, blank=True)
    max_length = models.PositiveIntegerField(null=True, blank=True)

    class Meta(Tenant.Meta):
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["client", "version", "key"], name="field_key")]

    def __str__(self) -> str:
        return self.label

    def as_engine(self) -> engine.Field:
        return engine.Field(**_values(self, engine.Field))


class Step(Tenant):
    """One node of a version."""

    version = TenantKey("Version", related_name="steps")
    position = models.PositiveIntegerField(default=0, db_index=True)
    key = models.CharField(
        max_length=40, validators=[KEY], help_text="How prompts name it: {{ steps.KEY.text }}."
    )
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=80, blank=True)
    purpose = models.TextField(blank=True, help_text="What it does, for the handoff page.")
    needs = models.JSONField(default=list, blank=True)
    when = models.CharField(
        max_length=300, blank=True, help_text="Only if this is true, for example brief.urgent."
    )
    for_each = models.CharField(
        max_length=120, blank=True, help_text="Once for each entry, for example brief.topics."
    )
    on_item_failure = models.CharField(
        max_length=10,
        default="fail",
        choices=[("fail", "Stop the run"), ("leave_out", "Leave the entry out")],
    )
    retries = models.PositiveSmallIntegerField(default=2)
    timeout = models.PositiveIntegerField(default=300, help_text="Seconds for one attempt.")
    settings = models.JSONField(default=dict, blank=True)

    class Meta(Tenant.Meta):
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["client", "version", "key"], name="step_key")]

    def __str__(self) -> str:
        return self.title or self.key

    def as_engine(self) -> engine.Step:
        return engine.Step(**_values(self, engine.Step))


def _values(row: models.Model, shape: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in shape.model_fields}
