"""An agency's template: a workflow without anything of a client's, in versions, and whose workflows follow it.

The templates are the agency's. Who follows one is the client's: `Following` says which template, and `Base` which of
its versions each version of the workflow was made from, so that a restored one is known to be older.
"""

from django.db import models
from django.db.models.functions import Now

from tenants.models import Agency, User
from tenants.tenant import OfAgency, Tenant, TenantKey
from workflows.engine import definition as engine
from workflows.models.version import Version
from workflows.models.workflow import Workflow


class Template(OfAgency):
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60)  # what the short names of its workflows begin as
    purpose = models.TextField(blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(OfAgency.Meta):
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="template_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def latest(self) -> "TemplateVersion":
        """There is always one: a template begins with its first version."""
        return self.versions.latest("number")


class TemplateVersion(OfAgency):
    """Never changed: the database allows no more than to add one. It goes with its template."""

    template = models.ForeignKey(Template, models.DO_NOTHING, related_name="versions", db_constraint=False)
    number = models.PositiveIntegerField()
    content = models.JSONField()  # the whole definition
    notes = models.TextField(blank=True)
    published_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(OfAgency.Meta):
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "template", "number"], name="template_version_number")
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.number}"

    @property
    def definition(self) -> engine.Definition:
        return engine.Definition.model_validate(self.content)


class Following(Tenant):
    """A client's workflow follows a template. It ends with either; the other one stays."""

    workflow = TenantKey(Workflow, related_name="followings")
    agency = models.ForeignKey(
        Agency, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    template = models.ForeignKey(Template, models.DO_NOTHING, related_name="followings", db_constraint=False)
    since = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(Tenant.Meta):
        constraints = [models.UniqueConstraint(fields=["client", "workflow"], name="following_once")]

    def __str__(self) -> str:
        return f"{self.workflow} follows {self.template}"


class Base(Tenant):
    """The template's version that a version of a workflow was made from, by its number."""

    version = TenantKey(Version, related_name="bases")
    number = models.PositiveIntegerField()

    class Meta(Tenant.Meta):
        constraints = [models.UniqueConstraint(fields=["client", "version"], name="base_once")]

    def __str__(self) -> str:
        return f"{self.version} from {self.number}"
