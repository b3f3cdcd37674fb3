"""CLIENT/WORKFLOW, as commands name what they work on."""

from tenants import directory
from workflows.api.workflows import published
from workflows.models import Workflow


class Unknown(LookupError):
    """Its text is a sentence with what there is instead."""


def client_and_slug(target: str) -> tuple[int, str]:
    """The client's id and the workflow's short name. Raises Unknown."""
    client, _slash, slug = target.rpartition("/")
    if not client:
        raise Unknown(f"Write the client too: CLIENT/{slug}.")
    try:
        return directory.find(client).id, slug
    except directory.Unclear as unclear:
        raise Unknown(str(unclear))


def workflow(slug: str) -> Workflow:
    """The published one of the scope's client. Raises Unknown."""
    found = published().filter(slug=slug).first()
    if found is None:
        others = ", ".join(published().order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise Unknown(f"There is no published workflow “{slug}” here. There are: {others}.")
    return found
