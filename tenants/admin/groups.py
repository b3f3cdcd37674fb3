"""Groups of a client's people and its agency's, which review steps can name."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.decorators import display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from tenants.admin.base import TenantAdmin
from tenants.members import able
from tenants.models import Client, Group, User

MAY = "decide reviews"
EMPTY = (
    "“{}” has no people yet. Until it has one, a review step that names only this group is for the agency’s owners "
    "to decide."
)


class GroupForm(forms.ModelForm):
    people = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="Everybody who may decide on pieces. Somebody who loses that right no longer counts.",
    )

    class Meta:
        model = Group
        fields = ["client", "name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = self.instance
        clients = [group.client_id] if group.pk else list(Client.objects.values_list("pk", flat=True))
        self.able = able(MAY, clients)
        known = {pk for people in self.able.values() for pk in people}
        self.fields["people"].queryset = User.objects.filter(pk__in=known).order_by("name", "email")  # type: ignore[attr-defined]
        if group.pk:
            self.initial["people"] = list(group.members.values_list("user_id", flat=True))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        client = self.instance.client_id or getattr(values.get("client"), "pk", None)
        strangers = [
            user for user in values.get("people", ()) if user.pk not in self.able.get(client or 0, {})
        ]
        if client and strangers:
            names = ", ".join(map(str, strangers))
            raise ValidationError({"people": f"May not decide for this client: {names}. Leave them out."})
        if client and Group.objects.filter(client_id=client, name=values.get("name")).exists():
            raise ValidationError({"name": "This client already has a group of this name. Choose another."})
        return values


class Holding(TenantAdmin):
    """Whoever is in a group is chosen with it; its name stays, since workflows name it."""

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "name"] if obj else fields

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.save()
        obj.holds(list(form.cleaned_data["people"]))
        if not form.cleaned_data["people"]:
            self.message_user(request, EMPTY.format(obj), messages.WARNING)

    @display(description="People")
    def who(self, group: Any) -> str:
        return ", ".join(str(member) for member in group.members.all()) or "Nobody yet"


@admin.register(Group)
class GroupAdmin(Holding):
    ability = "manage people"
    form = GroupForm
    nothing_yet = (
        "No group yet",
        "A group is people who decide together. A review step names it once, and who is in it can change.",
    )
    list_display = ["name", "client", "who"]
    list_filter = ["client"]
    list_select_related = ["client"]
    search_fields = ["name"]
    fields = ["client", "name", "people"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("members__user")
