"""What hands a workflow over beside its page: the run that shows how it goes, and the links for readers outside."""

from django.db import models
from django.db.models.functions import Now

from tenants.models import User
from tenants.tenant import Tenant, TenantKey
from workflows.models.run import Run
from workflows.models.workflow import Workflow


class HandoffExample(Tenant):
    """The one run that somebody chose for a workflow's page. Its texts are read from the run itself, never copied."""

    workflow = TenantKey(Workflow, related_name="handoff_examples")
    run = TenantKey(Run, related_name="+")
    chosen_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    chosen_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(Tenant.Meta):
        constraints = [models.UniqueConstraint(fields=["client", "workflow"], name="handoff_example_once")]

    def __str__(self) -> str:
        return str(self.run)


class HandoffLink(Tenant):
    """A public address of a workflow's page, to read only. Of its token only the hash is kept."""

    workflow = TenantKey(Workflow, related_name="handoff_links")
    name = models.CharField(max_length=80)  # whom it is for
    digest = models.CharField(max_length=64, editable=False)
    with_example = models.BooleanField(default=False)
    with_costs = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    revoked_at = models.DateTimeField(null=True)

    class Meta(Tenant.Meta):
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["client", "digest"], name="handoff_link_once")]
        indexes = [models.Index(fields=["digest"], name="handoff_link_digest")]

    def __str__(self) -> str:
        return self.name
