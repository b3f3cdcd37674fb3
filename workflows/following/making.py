"""Templates made from what a client's workflow published, renewed from it, used for clients, and ended."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from tenants.models import Client, User
from workflows.comparing import compare
from workflows.engine.definition import Definition
from workflows.exchange import taking
from workflows.exchange.material import Material
from workflows.following import followers, generic
from workflows.models import Base, Following, Template, TemplateVersion, Version, Workflow
from workflows.models.event import record

UNPUBLISHED = "Nothing of “{}” is published yet. Publish it first: a template is made of what is published."
LEAK = "Something in it looks like a key or a password. Take it out, publish, then make the template."
NAMED = "{} is named in {}. Write {{{{ client.name }}}} there instead, or tick that it may go along."
BEHIND = (
    "“{}” has version {} of the template published, and {} is the newest. "
    "Take over what is new and publish it, else it would be lost."
)
MEANWHILE = (
    "{} published version {} of this template meanwhile. Nothing was published: look at what is new first."
)


class Refused(Exception):
    """Nothing was made. Its text is the sentence that says why."""


@dataclass(frozen=True)
class Asked:
    name: str = ""
    purpose: str = ""
    notes: str = ""
    words: bool = False  # the phrases of its rules go along
    named: bool = False  # the client may be named in it


@transaction.atomic
def begin(workflow: Workflow, asked: Asked, by: User) -> Template:
    """A template whose version 1 is what this workflow published; the workflow follows it. Raises Refused."""
    Workflow.objects.select_for_update().get(pk=workflow.pk)
    if followers.of_workflow(workflow):
        raise Refused(f"“{workflow}” follows a template already.")
    content = _content(workflow, asked)
    template = _made(workflow.client.agency_id, asked, by)
    _add(template, 1, content, asked.notes, by)
    _follow(workflow, template, 1)
    record(
        workflow.client_id, "template.made", sentence=f"“{workflow}” became the template “{template}”.", by=by,
        workflow=workflow.pk,
    )  # fmt: skip
    return template


@transaction.atomic
def renew(workflow: Workflow, asked: Asked, seen: int, by: User) -> TemplateVersion:
    """The template's next version from what this follower of it published. `seen` is the newest that whoever asks knew.
    Raises Refused."""
    Workflow.objects.select_for_update().get(pk=workflow.pk)
    follower = followers.of_workflow(workflow)
    if follower is None:
        raise Refused(f"“{workflow}” follows no template.")
    template = Template.objects.select_for_update().get(pk=follower.template.pk)
    latest, content = template.latest, _content(workflow, asked)
    if latest.number != seen:
        raise Refused(MEANWHILE.format(latest.published_by or "Somebody", latest.number))
    if follower.published_number != latest.number:
        raise Refused(BEHIND.format(workflow, follower.published_number, latest.number))
    if not compare(latest.definition, content):
        raise Refused(f"There is nothing new in it: version {latest.number} says the same.")
    made = _add(template, latest.number + 1, content, asked.notes, by)
    _stand(workflow, made.number, instead_of=latest.number)
    sentence = f"“{workflow}” became version {made.number} of the template “{template}”."
    record(workflow.client_id, "template.renewed", sentence=sentence, by=by, workflow=workflow.pk)
    return made


@transaction.atomic
def use(version: TemplateVersion, client: Client, name: str, by: User) -> Workflow:
    """A new workflow of the client with a draft as this version says, which follows the template."""
    template = version.template
    material = Material.model_construct(
        slug=template.slug, name=name, purpose=template.purpose, owner="", cadence="", minutes_by_hand=None,
        definition=version.definition,
    )  # fmt: skip
    taken = taking.take(client, material, by, slug=taking.free_slug(client, template.slug))
    _follow(taken.workflow, template, version.number)
    sentence = f"“{taken.workflow}” was made from the template “{template}”, version {version.number}."
    record(client.pk, "template.used", sentence=sentence, by=by, workflow=taken.workflow.pk)
    return taken.workflow


@transaction.atomic
def stop(workflow: Workflow, by: User) -> str:
    """The workflow stays as it is. Returns the template's name; "" where it followed none."""
    Workflow.objects.select_for_update().get(pk=workflow.pk)
    following = Following.objects.filter(workflow=workflow).select_related("template").first()
    if following is None:
        return ""
    name = following.template.name
    following.delete()
    Base.objects.filter(version__workflow=workflow).delete()
    sentence = f"“{workflow}” follows the template “{name}” no longer."
    record(workflow.client_id, "template.left", sentence=sentence, by=by, workflow=workflow.pk)
    return name


def _content(workflow: Workflow, asked: Asked) -> Definition:
    published = workflow.published
    if published is None:
        raise Refused(UNPUBLISHED.format(workflow))
    content = generic.generic(published.definition, asked.words)
    if generic.has_secret(content):
        raise Refused(LEAK)
    about = [("the name", asked.name), ("the purpose", asked.purpose), ("the notes", asked.notes)]
    places = generic.naming(workflow.client.name, content, *about)
    if places and not asked.named:
        raise Refused(NAMED.format(workflow.client, ", ".join(places)))
    return content


def _made(agency: int, asked: Asked, by: User) -> Template:
    facts = {"name": asked.name, "slug": slugify(asked.name)[:60] or "workflow", "purpose": asked.purpose}
    try:
        with transaction.atomic():
            return Template.objects.create(agency_id=agency, created_by=by, **facts)
    except IntegrityError:
        raise Refused(f"There is a template “{asked.name}” already. Give this one another name.") from None


def _add(template: Template, number: int, content: Definition, notes: str, by: User) -> TemplateVersion:
    return TemplateVersion.objects.create(
        agency_id=template.agency_id, template=template, number=number, notes=notes, published_by=by,
        content=content.model_dump(mode="json"),
    )  # fmt: skip


def _follow(workflow: Workflow, template: Template, number: int) -> None:
    Following.objects.create(
        client_id=workflow.client_id, workflow=workflow, agency_id=template.agency_id, template=template
    )
    Base.objects.filter(version__workflow=workflow).delete()
    _stand(workflow, number, instead_of=None)


def _stand(workflow: Workflow, number: int, instead_of: int | None) -> None:
    """What is published is what the template's version says; a draft that goes on from it does so from there, too."""
    for version in workflow.versions.filter(state__in=[Version.State.DRAFT, Version.State.PUBLISHED]):
        if instead_of is None or (version.base or followers.FIRST) == instead_of:
            version.stand_on(number)
