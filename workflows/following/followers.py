"""Who follows which template, at which of its versions, and what each does otherwise. Only what the scope sees."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from tenants.models import Client
from workflows.comparing import Difference, compare
from workflows.engine.definition import Definition
from workflows.models import Following, Template, TemplateVersion, Version, Workflow

IN_VIEW = (Version.State.DRAFT, Version.State.PUBLISHED)
FIRST = 1  # a version from before its workflow followed: all that differs is kept as the client's own


@dataclass(frozen=True)
class Follower:
    """A workflow that follows a template. `number` is of its draft, or of what is published where it has none."""

    workflow: Workflow
    template: Template
    latest: int
    draft: Version | None
    published: Version | None

    @property
    def client(self) -> Client:
        return self.workflow.client

    @property
    def version(self) -> Version | None:
        return self.draft or self.published

    @property
    def number(self) -> int:
        return (self.version.base if self.version else None) or FIRST

    @property
    def published_number(self) -> int | None:
        return (self.published.base or FIRST) if self.published else None

    @property
    def is_behind(self) -> bool:
        return self.version is not None and self.number < self.latest

    @property
    def waits(self) -> bool:
        """Its draft has a newer version of the template than what is published."""
        return bool(self.draft and not self.is_behind and self.published_number != self.number)

    @cached_property
    def base(self) -> Definition:
        return content(self.template, self.number)

    @cached_property
    def ours(self) -> Definition:
        return self.version.definition if self.version else self.base

    @cached_property
    def overrides(self) -> Difference:
        """What the client does otherwise than the version that it follows."""
        return compare(self.base, self.ours)


def content(template: Template, number: int) -> Definition:
    return TemplateVersion.objects.get(template=template, number=number).definition


def of_templates(templates: Iterable[Template]) -> Mapping[int, list[Follower]]:
    """Template's id -> those that follow it, by their client's name."""
    rows = Following.objects.filter(template__in=list(templates)).select_related(
        "template", "workflow__client"
    )
    found: defaultdict[int, list[Follower]] = defaultdict(list)
    for follower in _followers(list(rows)):
        found[follower.template.pk].append(follower)
    return found


def of_template(template: Template) -> list[Follower]:
    return of_templates([template]).get(template.pk, [])


def of_workflow(workflow: Workflow) -> Follower | None:
    rows = Following.objects.filter(workflow=workflow).select_related("template", "workflow__client")
    return next(iter(_followers(list(rows))), None)


def clients_behind(those: Iterable[Follower]) -> int:
    return len({one.client.pk for one in those if one.is_behind})


def behind() -> list[tuple[Template, int]]:
    """Templates that went on, and how many clients haven't taken it over."""
    found = of_templates(Template.objects.all())
    counted = ((those[0].template, clients_behind(those)) for those in found.values())
    return sorted(((template, count) for template, count in counted if count), key=lambda one: one[0].name)


def _followers(rows: list[Following]) -> list[Follower]:
    versions = Version.objects.filter(workflow__in=[row.workflow_id for row in rows], state__in=IN_VIEW)
    by_place = {(one.workflow_id, one.state): one for one in versions.prefetch_related("bases")}
    newest = _newest({row.template_id for row in rows})
    found = [
        Follower(
            row.workflow, row.template, newest[row.template_id],
            *(by_place.get((row.workflow_id, state)) for state in IN_VIEW),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(
        found, key=lambda one: (one.client.name.lower(), one.workflow.name.lower(), one.workflow.pk)
    )


def _newest(templates: set[int]) -> dict[int, int]:
    rows = TemplateVersion.objects.filter(template__in=templates).order_by("number")
    return dict(rows.values_list("template_id", "number"))
