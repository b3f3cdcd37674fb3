"""Which run was given what of memory: one narrow row each, so that counting needs one index and no JSON."""

from django.db import models

from tenants.tenant import Tenant


class Usage(Tenant):
    """A lesson, a whole document (passage 0) or a passage of one; what a row isn't about is 0.

    Written by the statement that stores attempts (workflows.statements), at no statement of its own. The key is its
    only index, in the order in which it is asked: by lesson; by document; by passage of a document.
    """

    pk = models.CompositePrimaryKey("client", "lesson", "document", "passage", "run")
    lesson = models.BigIntegerField(default=0)
    document = models.BigIntegerField(default=0)
    passage = models.BigIntegerField(default=0)
    run = models.UUIDField()

    class Meta(Tenant.Meta):
        pass
