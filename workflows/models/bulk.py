"""Many runs from one sheet: a row a brief. The rows are all checked before the first of them starts."""

from django.db import models
from django.db.models.functions import Now

from tenants.models import User
from tenants.tenant import Tenant, TenantKey
from workflows.models.version import Version
from workflows.models.workflow import Workflow


class Bulk(Tenant):
    """One uploaded sheet. `rows` are [row number in the file, title, brief] until all have started; `begun` says how
    many have, so it is also the place of the next one."""

    class State(models.TextChoices):
        WRONG = "wrong", "Needs mending"
        CHECKED = "checked", "Ready to start"
        STARTING = "starting", "Starting"
        STARTED = "started", "Started"
        CANCELLED = "cancelled", "Cancelled"

    UNSTARTED = (State.WRONG, State.CHECKED)

    version = TenantKey(Version, on_delete=models.PROTECT, related_name="bulks")
    file_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)  # sha256 of the rows: the same sheet again is noticed
    notes = models.JSONField(default=list)  # sentences on how the sheet was read
    state = models.CharField(max_length=9, choices=State.choices, default=State.CHECKED)
    size = models.PositiveIntegerField()  # rows with a brief
    begun = models.PositiveIntegerField(default=0)
    rows = models.JSONField(default=list)
    problems = models.JSONField(default=list)  # [row, column, header, sentence], the first of them
    problem_count = models.PositiveIntegerField(default=0)
    priority = models.SmallIntegerField(default=-1)  # of its runs: single ones go first
    started_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")  # who uploaded it, too
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)  # the last batch: one that stands still is taken up again

    class Meta(Tenant.Meta):
        verbose_name = "bulk start"
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["client", "-created_at"], name="bulk_newest"),
            models.Index(fields=["moved_at"], name="bulk_starting", condition=models.Q(state="starting")),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_unstarted(self) -> bool:
        return self.state in self.UNSTARTED

    @property
    def workflow(self) -> Workflow:
        return self.version.workflow

    def advance(self, number: int) -> None:
        """So many more rows have started. The rows themselves are kept no longer than they are needed."""
        self.begun, self.moved_at = self.begun + number, Now()
        changed = ["begun", "moved_at"]
        if self.begun >= self.size:
            self.state, self.rows = self.State.STARTED, []
            changed += ["state", "rows"]
        self.save(update_fields=changed)
