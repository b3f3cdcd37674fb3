"""What every admin page of a tenant's rows shares: the second line behind row-level security."""

from collections.abc import Callable
from typing import Any

from django.db.models import ForeignKey, Model, QuerySet, SlugField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.text import capfirst
from unfold.admin import ModelAdmin

from tenants.access import STAFF
from tenants.ids import numbers
from tenants.models import Client, Member, User

SHORT_NAME = "Use letters a to z, digits, - and _ only, without spaces."
Page = Callable[..., HttpResponseBase]


def person(request: HttpRequest) -> User:
    """Who is signed in: the admin lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def only_of(clients: QuerySet, sent: str) -> None:
    """404 where a form names a client by its number that isn't one of these; what is no number the form refuses."""
    if sent.isdecimal() and not clients.filter(pk__in=numbers([sent])).exists():
        raise Http404


class TenantAdmin(ModelAdmin):
    """Rows of the scope's clients only, permissions by the one table in tenants.access, asked for each row."""

    client_column = "client_id"
    nothing_yet: tuple[str, str] | None = (
        None  # what an empty list says, where something else stands above it
    )
    ability = ""  # of tenants.access, needed for pages that change something
    list_disable_select_all = True
    empty_value_display = "–"
    list_filter_submit = False
    compressed_fields = False
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        mine = {f"{self.client_column}__in": request.access.clients}  # type: ignore[attr-defined]
        return super().get_queryset(request).filter(**mine)

    # --- who may -------------------------------------------------------------------------------------------------
    def _may(self, request: HttpRequest, verb: str, obj: Model | None) -> bool:
        permission = f"{self.opts.app_label}.{verb}_{self.opts.model_name}"
        return bool(request.user.has_perm(permission, obj))  # type: ignore[union-attr]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, "view", obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, "change", obj)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, "add", None)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is deleted here unless a model's own page says how."""
        return False

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """As on all other pages: what isn't there, or is somebody else's, is not found."""
        raise Http404

    # --- what a form offers ----------------------------------------------------------------------------------------
    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.remote_field.model is Client:
            kwargs["queryset"] = self.clients(request)
        elif db_field.remote_field.model is User:
            staff = Member.objects.filter(role__in=STAFF).values("user")
            kwargs["queryset"] = User.objects.filter(pk__in=staff).order_by("name", "email")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Plain words for a short name, and no side doors to other pages beside a select."""
        if isinstance(db_field, SlugField):
            kwargs = {"label": "Short name", "error_messages": {"invalid": SHORT_NAME}, **kwargs}
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        for door in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
            if field is not None and hasattr(field.widget, door):
                setattr(field.widget, door, False)
        return field

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """One button: save."""
        fewer: dict[str, Any] = {"show_save_and_add_another": False, "show_save_and_continue": False}
        if object_id is None:
            fewer["title"] = f"New {self.opts.verbose_name}"
        elif row := self.get_object(request, object_id):
            fewer["title"] = str(row)
        return super().changeform_view(request, object_id, form_url, fewer | (extra_context or {}))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def clients(self, request: HttpRequest) -> QuerySet:
        """Those for which this person may do what the page is for."""
        access = request.access  # type: ignore[attr-defined]
        allowed = [pk for pk in access.clients if not self.ability or access.may(self.ability, pk)]
        return Client.objects.filter(pk__in=allowed)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """A row never changes hands."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "client"] if obj and "client" in [f.name for f in self.opts.fields] else fields

    # --- pages of our own ------------------------------------------------------------------------------------------
    def page(self, route: str, name: str, view: Page, ability: str = "see") -> URLPattern:
        """`view(admin, request, row, …)` under <pk>/route, for those who may do `ability` for the row's client."""

        def seen(request: HttpRequest, pk: str, **kwargs: Any) -> HttpResponseBase:
            row = self.get_object(request, pk)
            if row is None or not self.has_view_permission(request, row):
                raise Http404
            client = getattr(row, self.client_column)
            if not request.access.may(ability, client):  # type: ignore[attr-defined]
                return self.refuse(request, ability)
            return view(self, request, row, **kwargs)

        label = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(f"<path:pk>/{route}", self.admin_site.admin_view(seen), name=label)

    def refuse(self, request: HttpRequest, ability: str) -> HttpResponse:
        return self.render(
            request, "admin/refused.html", {"title": "Not allowed", "ability": ability}, status=403
        )

    def render(
        self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        shared = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, template, {**shared, **context}, status=status)

    # --- Django's own log holds rows of all agencies: what happened stands in the client's events --------------------
    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None: ...

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None: ...

    def log_deletions(self, request: HttpRequest, queryset: QuerySet) -> None: ...

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        raise Http404
