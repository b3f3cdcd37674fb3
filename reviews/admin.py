"""Reviews in the admin: a list; each opens in the portal, where it is decided."""

from django.contrib import admin
from django.db.models import Case, Model, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from unfold.decorators import display

from reviews.models import Review
from tenants.admin.base import TenantAdmin

STATES = {"To review": "warning", "Late": "danger", "Decided": "success"}

WAITING_FIRST = Case(When(state=Review.State.OPEN, then=Value(0)), default=Value(1))


@admin.register(Review)
class ReviewAdmin(TenantAdmin):
    nothing_yet = (
        "Nothing to review yet",
        "A piece comes here when a gate flags it, or when its workflow has a person look at each one.",
    )
    list_display = ["what", "client", "shown_state", "gates", "audience", "due", "opened"]
    list_filter = ["state", "flagged", "audience", "client"]
    list_select_related = ["client", "run__version__workflow"]
    search_fields = ["title"]
    ordering = [WAITING_FIRST, "-opened_at"]

    def get_urls(self) -> list[URLPattern]:
        return [self.page("change/", "change", _in_portal), *super().get_urls()]

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @display(description="Piece", header=True, ordering="title")
    def what(self, review: Review) -> tuple[str, str]:
        return review.title, f"{review.run.version.workflow} · round {review.round}"

    @display(description="State", label=STATES, ordering="state")
    def shown_state(self, review: Review) -> str:
        if review.state == Review.State.OPEN and review.due_at and review.due_at < now():
            return "Late"
        decision = review.decision if review.state == Review.State.DECIDED else None
        return str(decision) if decision else review.get_state_display()

    @display(description="Gates", label={"Flagged": "warning"})
    def gates(self, review: Review) -> str | None:
        return "Flagged" if review.flagged else None

    @display(description="Opened", ordering="opened_at")
    def opened(self, review: Review) -> str:
        return date_format(localtime(review.opened_at), "DATETIME_FORMAT")

    @display(description="Due", ordering="due_at")
    def due(self, review: Review) -> str | None:
        return date_format(localtime(review.due_at), "DATETIME_FORMAT") if review.due_at else None


def _in_portal(page: ReviewAdmin, request: HttpRequest, review: Review) -> HttpResponse:
    return redirect("portal:review", review.pk)
