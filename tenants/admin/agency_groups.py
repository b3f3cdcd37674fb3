"""Groups of the agency's own people, which the review steps of all its clients can name."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from tenants.access import ABILITIES, STAFF
from tenants.admin.groups import MAY, Holding
from tenants.models import AgencyGroup, Member, User


def visible(request: HttpRequest) -> bool:
    """Whether the sidebar shows it: to whoever manages the whole agency's people."""
    return bool(request.access.may_for_agency("manage people"))  # type: ignore[attr-defined]


class AgencyGroupForm(forms.ModelForm):
    people = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="The agency’s owners and editors. Each counts only for those clients that they may decide for.",
    )

    class Meta:
        model = AgencyGroup
        fields = ["name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        deciding = [role for role in ABILITIES[MAY] if role in STAFF]
        staff = Member.objects.filter(role__in=deciding, user__is_active=True).values("user")
        self.fields["people"].queryset = User.objects.filter(pk__in=staff).order_by("name", "email")  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["people"] = list(self.instance.members.values_list("user_id", flat=True))

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if AgencyGroup.objects.filter(name=name).exists():
            raise ValidationError("The agency already has a group of this name. Choose another.")
        return name


@admin.register(AgencyGroup)
class AgencyGroupAdmin(Holding):
    form = AgencyGroupForm
    nothing_yet = (
        "No agency group yet",
        "A group of your own people. The review steps of all your clients can name it.",
    )
    list_display = ["name", "who"]
    search_fields = ["name"]
    fields = ["name", "people"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Of the scope's agency, by the manager; there is no client to filter by."""
        return AgencyGroup.objects.prefetch_related("members__user")

    def save_model(self, request: HttpRequest, obj: AgencyGroup, form: Any, change: bool) -> None:
        if not change:
            obj.agency_id = request.access.agency  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)
