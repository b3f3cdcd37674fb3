"""One frozen state of a workflow. What was published never changes: the database itself refuses (migration 0002)."""

import hashlib
from typing import Self

from django.db import models, transaction
from django.utils import timezone

from tenants.models import User
from tenants.tenant import ScopedManager, Tenant, TenantKey
from workflows.engine import definition as engine
from workflows.engine.validate import Problem, validate
from workflows.models.parts import Field, Step
from workflows.models.workflow import Workflow


class Unpublishable(Exception):
    """A draft with problems. `problems` holds all of them, each with its place and a sentence."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(problem.sentence for problem in problems))


class VersionQuerySet(models.QuerySet["Version"]):
    def whole(self) -> Self:
        """With what their definitions are made of, read at once for all of them."""
        return self.prefetch_related("fields", "steps")

    def draft(self) -> "Version | None":
        return self.filter(state=Version.State.DRAFT).first()

    def published(self) -> "Version | None":
        return self.filter(state=Version.State.PUBLISHED).first()


class Version(Tenant):
    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"
        ASIDE = "aside", "Set aside"  # a draft that another one took the place of

    workflow = TenantKey(Workflow, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    name = models.CharField(max_length=80, blank=True, help_text="Optional, such as “Shorter letters”.")
    notes = models.TextField("release notes", blank=True, help_text="What changed, in a sentence or two.")
    revisions = models.PositiveSmallIntegerField(
        default=2, help_text="Rounds that gates may send a piece back."
    )
    changes = models.PositiveSmallIntegerField(default=3, help_text="Rounds that a reviewer may ask for.")
    attempts = models.PositiveIntegerField(default=200, help_text="Attempts of all steps of a run together.")
    minutes = models.PositiveIntegerField(
        default=60, help_text="Minutes of work for a run, without waiting for people."
    )
    cost_usd = models.FloatField(
        "cost limit in USD", null=True, blank=True, help_text="Empty: no limit of its own."
    )
    cost_warn_percent = models.PositiveSmallIntegerField(
        "warn at",
        default=80,
        db_default=80,
        help_text="Percent of the cost limit. The run’s page says when it is reached.",
    )
    cost_when_tight = models.CharField(
        "from the warning on",
        max_length=8,
        choices=list(engine.WHEN_TIGHT.items()),
        default="stop",
        db_default="stop",
        help_text="A call that could cost more than what is left of the limit is never sent.",
    )
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    changed_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    published_at = models.DateTimeField(null=True, editable=False)
    published_over = models.TextField(
        blank=True, editable=False
    )  # what spoke against it, and why all the same

    objects = ScopedManager.from_queryset(VersionQuerySet)()  # type: ignore[misc]

    class Meta(Tenant.Meta):
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["client", "workflow", "number"], name="version_number"),
            models.UniqueConstraint(
                fields=["client", "workflow"], condition=models.Q(state="draft"), name="one_draft"
            ),
            models.UniqueConstraint(
                fields=["client", "workflow"], condition=models.Q(state="published"), name="one_published"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workflow} {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def limits(self) -> engine.Limits:
        return engine.Limits(**{name: getattr(self, name) for name in engine.Limits.model_fields})

    @property
    def definition(self) -> engine.Definition:
        return engine.Definition(
            fields=tuple(field.as_engine() for field in self.fields.all()),
            steps=tuple(step.as_engine() for step in self.steps.all()),
            limits=self.limits,
        )

    @property
    def fingerprint(self) -> str:
        """The same for the same definition: who decides on a draft says on which one."""
        return hashlib.sha256(self.definition.model_dump_json().encode()).hexdigest()

    def touch(self, by: User | None) -> None:
        """Somebody changed this draft just now."""
        self.changed_by, self.changed_at = by, timezone.now()
        self.save(update_fields=["changed_by", "changed_at"])

    def set_aside(self) -> None:
        self.state = self.State.ASIDE
        self.save(update_fields=["state"])

    def problems(self) -> list[Problem]:
        """All that is wrong or risky; only those of the level "problem" keep it from being published."""
        return validate(self.definition)

    @transaction.atomic
    def publish(self, by: User | None = None) -> Self:
        """Make this draft the one that new runs use. Runs in flight keep their version."""
        Workflow.with_assistants.select_for_update().get(pk=self.workflow_id)
        self.refresh_from_db(fields=["state"])
        if not self.is_draft:
            raise ValueError(
                f"Version {self.number} is {self.get_state_display().lower()}: only a draft is published."
            )
        if problems := [problem for problem in self.problems() if problem.level == "problem"]:
            raise Unpublishable(problems)
        self.workflow.versions.filter(state=self.State.PUBLISHED).update(state=self.State.RETIRED)
        self.state, self.published_by, self.published_at = self.State.PUBLISHED, by, timezone.now()
        self.save(update_fields=["state", "published_by", "published_at"])
        return self

    @transaction.atomic
    def copy_from(self, source: "Version") -> None:
        self.fill(source.definition)
        self.stand_on(source.base)

    @property
    def base(self) -> int | None:
        """The number of the template's version that it was made from, if its workflow follows one."""
        found = next(iter(self.bases.all()), None)
        return found.number if found else None

    def stand_on(self, number: int | None) -> None:
        self.bases.all().delete()
        if number is not None:
            self.bases.create(client_id=self.client_id, number=number)

    @transaction.atomic
    def fill(self, definition: engine.Definition) -> None:
        """Replace this draft's fields, steps and limits by those of a definition."""
        for name, value in definition.limits.model_dump().items():
            setattr(self, name, value)
        self.save()
        self.fields.all().delete()
        self.steps.all().delete()
        home = {"client_id": self.client_id, "version": self}
        Field.objects.bulk_create(
            Field(**home, position=n, **field.model_dump(mode="json"))
            for n, field in enumerate(definition.fields)
        )
        Step.objects.bulk_create(
            Step(**home, position=n, **step.model_dump(mode="json"))
            for n, step in enumerate(definition.steps)
        )
