"""The agency's side: Django's admin in Unfold's frame, for staff by their role, with nothing but Baton's own models.

What must not be in it (users, sessions, the queue's tables, Django's own log) holds rows of all agencies.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from unfold.sites import UnfoldAdminSite

from config import catalogue_page, costs_page, dashboard, model_page, operations_page, portal_page
from config.voice import drafting, editing, trying

OURS = {"tenants", "memory", "workflows", "reviews"}
# Unfold's Alpine evaluates its attributes, and its colours stand in a style element: only here, not in the portal.
LOOSER = {"script-src": "'unsafe-eval'", "style-src": "'unsafe-inline'"}
View = Callable[..., HttpResponseBase]


class BatonAdmin(UnfoldAdminSite):
    site_title = "Baton"
    site_header = "Baton"
    index_title = "Today"
    enable_nav_sidebar = True

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Other apps register themselves on import; theirs are left out."""
        models = model_or_iterable if isinstance(model_or_iterable, list | tuple) else [model_or_iterable]
        ours = [model for model in models if model._meta.app_label in OURS]
        if ours:
            super().register(ours, admin_class, **options)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        return csp_update(LOOSER)(super().admin_view(view, cacheable))

    def extra_urls(self) -> list[URLPattern]:
        place = "operations/"
        return [
            *self.voice_urls(),
            path("models/", self.admin_view(model_page.view), {"site": self}, name="models"),
            path("models/routes/", self.admin_view(model_page.change), {"site": self}, name="model_routes"),
            path("models/model/", self.admin_view(catalogue_page.view), {"site": self}, name="model"),
            path(
                "models/model/back/", self.admin_view(catalogue_page.back), {"site": self}, name="model_back"
            ),
            path(
                "models/model/price/",
                self.admin_view(catalogue_page.price),
                {"site": self},
                name="model_price",
            ),
            path(
                "models/model/drop/", self.admin_view(catalogue_page.drop), {"site": self}, name="model_drop"
            ),
            path("costs/", self.admin_view(costs_page.view), {"site": self}, name="costs"),
            path("costs/sheet.csv", self.admin_view(costs_page.as_sheet), name="costs_sheet"),
            path(
                "costs/client/<int:pk>/written-off/",
                self.admin_view(costs_page.writing_off),
                name="costs_write_off",
            ),
            path(
                "clients/<int:pk>/portal/",
                self.admin_view(portal_page.view),
                {"site": self},
                name="client_portal",
            ),
            path(place, self.admin_view(operations_page.view), {"site": self}, name="operations"),
            path(f"{place}live/", self.admin_view(operations_page.live), name="operations_live"),
            path(f"{place}days/", self.admin_view(operations_page.days), name="operations_days"),
            path(f"{place}hand-over/", self.admin_view(operations_page.hand_over), name="hand_over"),
            path(f"{place}try-again/", self.admin_view(operations_page.try_again), name="try_again"),
            path(
                f"{place}client/<int:pk>/pausing/",
                self.admin_view(operations_page.client_pausing),
                name="client_pausing",
            ),
        ]

    def voice_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, View, str]] = [
            ("voice/new/", editing.new, "voice_new"),
            ("voice/<int:pk>/", editing.page, "voice"),
            ("voice/<int:pk>/trial/<uuid:group>/", trying.page, "voice_trial"),
            ("voice/draft/<int:pk>/", drafting.page, "voice_draft"),
            ("voice/draft/<int:pk>/runs/<uuid:run>/", drafting.working, "voice_drafting"),
        ]
        return [path(place, self.admin_view(view), {"site": self}, name=name) for place, view, name in pages]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().index(request, {**(extra_context or {}), **dashboard.figures(request)})

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """How the code is divided is nothing to look at."""
        return redirect("admin:index")

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Everybody signs in at one place. Who is signed in and no staff is told so, not asked again."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            return render(request, "admin/not_staff.html", status=403)
        target = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().logout(request, extra_context)
        return redirect("account_login") if response.status_code == 200 else response

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")
