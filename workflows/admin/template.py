"""The agency's templates: the list, the page of each, and its end. What is in them is no client's; who follows is."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.safestring import mark_safe

from tenants.admin.base import Page, TenantAdmin
from workflows.admin import template_updating, template_using
from workflows.comparing import compare, drawn
from workflows.diagram import both
from workflows.following import followers
from workflows.following.followers import Follower
from workflows.models import Template, TemplateVersion

EDIT = "edit workflows"
SHOWN = 6  # sentences on what a version changed; the comparison has all


@dataclass(frozen=True)
class Line:
    """A template in the list."""

    template: Template
    newest: TemplateVersion
    followers: list[Follower]

    @property
    def behind(self) -> int:
        return followers.clients_behind(self.followers)


@dataclass(frozen=True)
class Change:
    """A version, and what it changed against the one before."""

    version: TemplateVersion
    sentences: list[str]
    more: int
    before: int | None


@admin.register(Template)
class TemplateAdmin(TenantAdmin):
    ability = EDIT

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "", self.admin_site.admin_view(partial(listing, self)), name="workflows_template_changelist"
            ),
            self.own("change/", "change", page),
            self.own("compare/", "compare", comparison),
            self.own("use/", "use", template_using.page, EDIT),
            self.own("update/", "update", template_updating.page, EDIT),
            self.own("end/", "end", end),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Its manager keeps to the agency."""
        return Template.objects.select_related("created_by")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """They are made from a workflow."""
        return False

    def own(self, route: str, name: str, view: Page, ability: str = "see") -> URLPattern:
        """`view(admin, request, template)`, for staff who may do `ability` for any client."""

        def seen(request: HttpRequest, pk: str) -> HttpResponseBase:
            template = self.get_object(request, pk)
            if template is None or not self.has_view_permission(request):
                raise Http404
            if not request.access.may(ability):  # type: ignore[attr-defined]
                return self.refuse(request, ability)
            return view(self, request, template)

        return path(f"<path:pk>/{route}", self.admin_site.admin_view(seen), name=f"workflows_template_{name}")


def listing(admin: TemplateAdmin, request: HttpRequest) -> HttpResponse:
    if not admin.has_view_permission(request):
        raise Http404
    asked = request.GET.get("q", "").strip()[:100]
    templates = list(admin.get_queryset(request).filter(*(_has(word) for word in asked.split())))
    found = followers.of_templates(templates)
    newest = {one.template_id: one for one in _newest_last(templates)}
    lines = [Line(one, newest[one.pk], found.get(one.pk, [])) for one in templates]
    return admin.render(
        request, "admin/template/list.html", {"title": "Templates", "q": asked, "lines": lines}
    )


def _newest_last(templates: list[Template]) -> QuerySet:
    rows = TemplateVersion.objects.filter(template__in=templates).order_by("number")
    return rows.defer("content").select_related("published_by")


def _has(word: str) -> Q:
    return Q(name__icontains=word) | Q(purpose__icontains=word)


def page(admin: TemplateAdmin, request: HttpRequest, template: Template) -> HttpResponse:
    those = followers.of_template(template)
    changes = _changes(template)
    context = {
        "title": template.name,
        "template": template,
        "newest": changes[0].version,
        "changes": changes,
        "followers": those,
        "behind": followers.clients_behind(those),
        "diagrams": [mark_safe(one) for one in both(changes[0].version.definition)],
        "may_edit": request.access.may(EDIT),  # type: ignore[attr-defined]
        "may_end": _may_end(request),
    }
    return admin.render(request, "admin/template/page.html", context)


def _changes(template: Template) -> list[Change]:
    """Newest first."""
    found: list[Change] = []
    before: TemplateVersion | None = None
    for version in template.versions.select_related("published_by").order_by("number"):
        told = compare(before.definition, version.definition).sentences if before else []
        more = max(0, len(told) - SHOWN)
        found.append(Change(version, told[:SHOWN], more, before.number if before else None))
        before = version
    return found[::-1]


def comparison(admin: TemplateAdmin, request: HttpRequest, template: Template) -> HttpResponse:
    """?before=N&after=M"""
    before, after = (_numbered(template, request.GET.get(name, "")) for name in ("before", "after"))
    old, new = before.definition, after.definition
    found = compare(old, new)
    context = {"title": template.name, "template": template, "before": before, "after": after}
    context |= {"difference": found, "diagrams": [mark_safe(one) for one in drawn(old, new, found)]}
    return admin.render(request, "admin/template/compare.html", context)


def _numbered(template: Template, number: str) -> TemplateVersion:
    known = number.isdecimal() and len(number) < 9
    found = template.versions.filter(number=number).first() if known else None
    if found is None:
        raise Http404
    return found


def end(admin: TemplateAdmin, request: HttpRequest, template: Template) -> HttpResponse:
    """Only for those who edit for the whole agency: it is over for all clients. Their workflows stay."""
    if not _may_end(request):
        return admin.refuse(request, EDIT)
    if request.method == "POST":
        name = template.name
        template.delete()
        admin.message_user(
            request, f"The template “{name}” is gone. The workflows made from it stay as they are."
        )
        return redirect(reverse("admin:workflows_template_changelist"))
    context: dict[str, Any] = {"title": template.name, "template": template}
    return admin.render(request, "admin/template/end.html", context | {"count": template.followings.count()})


def _may_end(request: HttpRequest) -> bool:
    return bool(request.access.may_for_agency(EDIT))  # type: ignore[attr-defined]
